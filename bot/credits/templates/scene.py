"""A roll as it is handed to whoever renders a template: names, months and dates, and nothing that tells who is who."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from bot.credits.templates.tokens import MOST
from bot.names import one_line
from bot.supporters.roll import Roll


class Person(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One supporter: the number of their name, whole months, and since when (UTC, None when unknown)."""

    name: int
    months: int
    since: datetime | None


class Tier(msgspec.Struct, frozen=True, array_like=True):
    """One level: the number of its name, and its people."""

    name: int
    people: tuple[Person, ...]


class Scene(msgspec.Struct, frozen=True):
    """Everything a template can show. `names` are each on one line; the rest speaks of them by number.

    `thanks` is `Thank you, 3 supporters of …`, with a name's character for each creator.
    """

    names: tuple[str, ...]
    tiers: tuple[Tier, ...]
    creators: tuple[int, ...]
    thanks: str
    as_of: datetime
    unnamed: int


class TooManyNames(Exception):
    """There are more names than a template can have."""


def scene_of(roll: Roll, thanks: str) -> Scene:
    """Return the scene of a roll; `thanks` speaks of creators by number. Raises TooManyNames.

    The creators' names come first, so that their numbers are those in `roll.creators`.
    """
    if len(roll.creators) + len(roll.groups) + roll.total > MOST:
        raise TooManyNames
    names = [one_line(creator) for creator in roll.creators]
    tiers = []
    for group in roll.groups:
        here = len(names)
        names += (one_line(group.level), *(one_line(one.name) for one in group.names))
        people = tuple(Person(number, one.months, one.since) for number, one in enumerate(group.names, here + 1))
        tiers.append(Tier(here, people))
    return Scene(
        names=tuple(names),
        tiers=tuple(tiers),
        creators=tuple(range(len(roll.creators))),
        thanks=thanks,
        as_of=roll.as_of,
        unnamed=roll.unnamed,
    )


def people_of(scene: Scene) -> Sequence[int]:
    """Return the numbers of the supporters' names."""
    return [one.name for tier in scene.tiers for one in tier.people]
