"""In which order a server's levels stand, and under which names: as its sources have them, or as it has arranged."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from bot.supporters.entries import Level, SourceList

_HANDLE = 12


class Arranged(msgspec.Struct, frozen=True):
    """A tier as a server has arranged it: its own name, empty for the level's, and the levels that stand in it."""

    levels: tuple[str, ...]
    name: str = ""


class CreditSettings(msgspec.Struct, frozen=True):
    """What a server wants of its credits.

    `tiers` come first and in this order, other levels after them; with `count_unnamed`, people who prefer to stay
    unnamed are counted.
    """

    tiers: tuple[Arranged, ...] = ()
    count_unnamed: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """What one source says. `place` tells its levels from those of others, whoever added the source."""

    place: str
    kind: str
    title: str
    people: SourceList


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier of a server's credits: its heading, the references of its levels, and the name the server gave it."""

    heading: str
    levels: tuple[str, ...]
    name: str = ""

    @property
    def handle(self) -> str:
        """Return a short name for custom ids."""
        return hashlib.sha256(self.levels[0].encode()).hexdigest()[:_HANDLE]


def level_ref(listed: Listed, level_id: str) -> str:
    """Return what names a level among those of all sources."""
    return f"{listed.place}/{level_id}"


def levels_of(listed: Listed) -> Sequence[Level]:
    """Return a source's levels, highest first, with one of its own title for people at no level that it names."""
    known = {level.id for level in listed.people.levels}
    if all(entry.level_id in known for entry in listed.people.entries):
        return listed.people.levels
    return (*listed.people.levels, Level("", listed.title))


def tiers_of(lists: Sequence[Listed], settings: CreditSettings) -> list[Tier]:
    """Return all tiers, highest first: those the server has arranged, then each source's levels as it has them.

    Levels of two sources stay apart even when they bear the same name, unless the server has joined them: each thanks
    for something else.
    """
    headings = dict(_headings(lists))
    tiers: list[Tier] = []
    placed: set[str] = set()
    for arranged in settings.tiers:
        # A level that is not here now keeps its place for when it comes back.
        here = tuple(ref for ref in dict.fromkeys(arranged.levels) if ref in headings and ref not in placed)
        if here:
            tiers.append(Tier(arranged.name or headings[here[0]], here, arranged.name))
            placed.update(here)
    return [*tiers, *(Tier(heading, (ref,)) for ref, heading in headings.items() if ref not in placed)]


def ranks_of(tiers: Sequence[Tier]) -> Mapping[str, int]:
    """Return how high each level stands; 0 is the highest."""
    return {ref: rank for rank, tier in enumerate(tiers) for ref in tier.levels}


def _headings(lists: Sequence[Listed]) -> Iterator[tuple[str, str]]:
    names = Counter(level.name for listed in lists for level in levels_of(listed))
    for listed in lists:
        for level in levels_of(listed):
            alone = names[level.name] == 1
            yield level_ref(listed, level.id), level.name if alone else f"{level.name} ({listed.title})"
