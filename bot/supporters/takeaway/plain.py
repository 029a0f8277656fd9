"""A roll as plain text, which `/credits import` reads back."""

from collections.abc import Iterable

from bot.names import one_line
from bot.supporters.roll import Roll, Supporter
from bot.supporters.studio_csv.plain import plain_name_line


def as_txt(roll: Roll) -> bytes:
    """Return the names, one a line, each level under a line `# level`. UTF-8 without a byte order mark."""
    return "\n".join(f"# {one_line(group.level)}\n{_lines(group.names)}" for group in roll.groups).encode()


def names_only(people: Iterable[Supporter]) -> bytes:
    """Return the names alone, one a line, as they are: for a level that has a file of its own."""
    return "".join(f"{one_line(one.name).strip()}\n" for one in people).encode()


def _lines(people: Iterable[Supporter]) -> str:
    return "".join(f"{plain_name_line(one_line(one.name).strip())}\n" for one in people)
