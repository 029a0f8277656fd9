"""Lists with one name a line, and headings for levels in between: `# Gold`, as our own files have them."""

import re
from collections.abc import Iterator

from bot.supporters.studio_csv.records import Record
from bot.supporters.studio_csv.role import Role

_HEADING = re.compile(r"#\s+(\S.*)")
_QUOTED = re.compile(r"\\(?=[#\\])")
PLAIN_COLUMNS = {Role.NAME: 0, Role.LEVEL: 1}
"""What the rows of `plain_records` hold; the level is empty before the first heading."""


def plain_records(lines: Iterator[str]) -> Iterator[Record]:
    """Read names, a row each. Empty lines and headings make no row."""
    level = ""
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if heading := _HEADING.fullmatch(text):
            level = heading[1]
        elif text:
            yield Record(number, [_QUOTED.sub("", text, count=1) if text.startswith("\\") else text, level])


def plain_name_line(name: str) -> str:
    """Return a name as a line that `plain_records` reads as that name."""
    return f"\\{name}" if _HEADING.fullmatch(name) or name.startswith("\\") else name
