"""What is told about an import before it is saved: who is new, who is gone, which rows were left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.supporters.entries import Entry, SourceList
from bot.supporters.studio_csv.records import Broken


@dataclass(frozen=True, slots=True)
class Difference:
    """Who is in a new list and not in the one before, and the other way round; both in the order of their lists."""

    joined: tuple[Entry, ...]
    left: tuple[Entry, ...]


def difference(before: SourceList, now: SourceList) -> Difference:
    """Compare two lists of one source by who people are, not by what they are called."""
    old, new = ({entry.key for entry in one.entries} for one in (before, now))
    return Difference(
        tuple(entry for entry in now.entries if entry.key not in old),
        tuple(entry for entry in before.entries if entry.key not in new),
    )


def in_known_order(before: SourceList, now: SourceList) -> SourceList:
    """Return a list whose levels stand in the order they had before; new ones come after those."""
    place = {level.id: number for number, level in enumerate(before.levels)}
    levels = sorted(now.levels, key=lambda level: place.get(level.id, len(place)))
    return SourceList(levels=tuple(levels), entries=now.entries, as_of=now.as_of)


def bad_rows(bad: Sequence[Broken]) -> bytes:
    """Return every row that was left out and why, as a text file."""
    return "".join(f"Row {one.line}: {one.why}.\r\n" for one in bad).encode("utf-8-sig")
