"""Which membership level is higher: the API does not number them.

`accessibleLevels` of a member names the level paid for and every level below it (members resource, YouTube Data API),
so what members can use puts the levels in order.
"""

from collections.abc import Collection, Sequence
from typing import TypeAlias

import msgspec


class Level(msgspec.Struct, frozen=True):
    """A membership level of a channel."""

    id: str
    name: str


Reach: TypeAlias = tuple[str, tuple[str, ...]]
"""The id of a member's highest level, and the ids of all levels that member can use."""


def highest_first(levels: Sequence[Level], reaches: Collection[Reach]) -> tuple[Level, ...]:
    """Sort levels by what members can use, the highest first.

    A level is as high as the smallest reach that holds it is long; the highest level of that reach stands above the
    others in it. A level in no reach is above what anybody has. What stays equal (levels that nobody pays for) keeps
    the reverse of the API's order, which names the lowest first.
    """
    paid_for = {highest for highest, _ in reaches}

    def height(level: Level) -> tuple[bool, int, bool]:
        sizes = [len(usable) for _, usable in reaches if level.id in usable]
        return (not sizes, min(sizes, default=0), level.id in paid_for)

    return tuple(sorted(levels, key=height)[::-1])
