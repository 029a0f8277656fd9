"""Members as a table to take away."""

import csv
import io
from collections.abc import Iterable

from bot.supporters.spreadsheet import HEADER, cell
from bot.youtube.roster import Member


def members_csv(members: Iterable[Member]) -> bytes:
    """Return members as CSV: UTF-8 with a byte order mark (Excel needs it), every field quoted, CRLF after each row.

    `months` are whole months in all, `since` is the day (UTC, ISO 8601). A name or level that a spreadsheet would run
    as a formula gets an apostrophe in front, which spreadsheets take for "this is text"; anything else is as people
    wrote it, on one line.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(_row(member) for member in members)
    return text.getvalue().encode("utf-8-sig")


def _row(member: Member) -> tuple[str, str, int, str, str]:
    since = member.since.date().isoformat() if member.since else ""
    channel = f"https://www.youtube.com/channel/{member.channel_id}"
    return (cell(member.name), cell(member.level), member.months, since, channel)
