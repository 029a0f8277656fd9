"""A roll as a table, which spreadsheets open safely and `/credits import` reads back."""

import csv
import io

from bot.supporters.roll import Roll, Supporter
from bot.supporters.spreadsheet import HEADER, cell

_LINKED = "youtube:"


def as_csv(roll: Roll) -> bytes:
    """Return a row a person: UTF-8 with a byte order mark (Excel needs it), every field quoted, CRLF after each row.

    `months` are whole months in all and `since` is a day (UTC, ISO 8601). What a spreadsheet would run as a formula has
    an apostrophe in front (bot/supporters/spreadsheet.py).
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADER)
    for group in roll.groups:
        level = cell(group.level)
        writer.writerows(_row(one, level) for one in group.names)
    return text.getvalue().encode("utf-8-sig")


def channel_url(key: str) -> str:
    """Return the address of the channel that a person is known by, empty for those known otherwise."""
    return f"https://www.youtube.com/channel/{key.removeprefix(_LINKED)}" if key.startswith(_LINKED) else ""


def _row(one: Supporter, level: str) -> tuple[str, str, int, str, str]:
    since = one.since.date().isoformat() if one.since else ""
    return (cell(one.name), level, one.months, since, channel_url(one.key))
