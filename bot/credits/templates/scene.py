"""A roll as it is handed to whoever renders a template: names, months and dates, and nothing that tells who is who."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from bot.credits.templates.tokens import MOST
from bot.names import one_line
from bot.supporters.changes import Change
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


class SinceLast(msgspec.Struct, frozen=True):
    """What is new since a schedule's last post at `at` (UTC, None where there is none), as numbers of names.

    `left` counts everybody who left; `left_names` are those of them whose name may be said.
    """

    at: datetime | None = None
    joined: tuple[int, ...] = ()
    upgraded: tuple[int, ...] = ()
    left: int = 0
    left_names: tuple[int, ...] = ()


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
    since_last: SinceLast = SinceLast()


class TooManyNames(Exception):
    """There are more names than a template can have."""


def scene_of(roll: Roll, thanks: str, change: Change | None = None) -> Scene:
    """Return the scene of a roll, with what changed in it; `thanks` speaks of creators by number. Raises TooManyNames.

    The creators' names come first, so that their numbers are those in `roll.creators`.
    """
    gone = change.left_names if change else ()
    if len(roll.creators) + len(roll.groups) + roll.total + len(gone) > MOST:
        raise TooManyNames
    names = [one_line(creator) for creator in roll.creators]
    tiers = []
    numbers: dict[str, int] = {}
    for group in roll.groups:
        here = len(names)
        names += (one_line(group.level), *(one_line(one.name) for one in group.names))
        people = tuple(Person(number, one.months, one.since) for number, one in enumerate(group.names, here + 1))
        tiers.append(Tier(here, people))
        numbers.update((one.key, number) for number, one in enumerate(group.names, here + 1))
    first_gone = len(names)
    names += (one_line(name) for name in gone)
    return Scene(
        names=tuple(names),
        tiers=tuple(tiers),
        creators=tuple(range(len(roll.creators))),
        thanks=thanks,
        as_of=roll.as_of,
        unnamed=roll.unnamed,
        since_last=_since_last(change, numbers, range(first_gone, len(names))) if change else SinceLast(),
    )


def _since_last(change: Change, numbers: Mapping[str, int], gone: Iterable[int]) -> SinceLast:
    return SinceLast(
        at=change.since,
        joined=tuple(numbers[one.key] for one in change.joined),
        upgraded=tuple(numbers[one.supporter.key] for one in change.risen),
        left=change.left,
        left_names=tuple(gone),
    )


def people_of(scene: Scene) -> Sequence[int]:
    """Return the numbers of the supporters' names."""
    return [one.name for tier in scene.tiers for one in tier.people]
