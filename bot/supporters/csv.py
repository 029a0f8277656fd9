"""Members as a table to take away."""

import csv
import io
from collections.abc import Iterable

from bot.names import one_line
from bot.youtube.members import Member

_HEADER = ("name", "level", "months", "since", "channel")
# What spreadsheets take for the start of a formula, the full-width forms too (OWASP, "CSV Injection").
_FORMULA_STARTS = tuple("=+-@＝＋－＠")


def members_csv(members: Iterable[Member]) -> bytes:
    """Return members as CSV: UTF-8 with a byte order mark (Excel needs it), every field quoted, CRLF after each row.

    `months` are whole months in all, `since` is the day (UTC, ISO 8601). A name or level that a spreadsheet would run
    as a formula gets an apostrophe in front, which spreadsheets take for "this is text"; anything else is as people
    wrote it, on one line.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_HEADER)
    writer.writerows(_row(member) for member in members)
    return text.getvalue().encode("utf-8-sig")


def _row(member: Member) -> tuple[str, str, int, str, str]:
    since = member.since.date().isoformat() if member.since else ""
    channel = f"https://www.youtube.com/channel/{member.channel_id}"
    return (_text(member.name), _text(member.level), member.months, since, channel)


def _text(written: str) -> str:
    shown = one_line(written)
    # Past the blanks in front, since some programs trim them.
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA_STARTS) else shown
