"""Changes to the order of a server's tiers: moved, joined, split, renamed."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from bot.names import one_line
from bot.supporters.tiers import Arranged, CreditSettings, Tier

NAME_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Arrangement:
    """All tiers in their new order, and the handle of the one that was changed."""

    tiers: tuple[Arranged, ...]
    handle: str


def moved(tiers: Sequence[Tier], place: int, to: int) -> Arrangement:
    """Move a tier to another place, at most to either end."""
    order = list(tiers)
    tier = order.pop(place)
    order.insert(min(max(to, 0), len(order)), tier)
    return Arrangement(tuple(map(_arranged, order)), tier.handle)


def joined(tiers: Sequence[Tier], place: int) -> Arrangement:
    """Make a tier and the one above it one, under the name of the upper."""
    if not place:
        return moved(tiers, place, place)
    above, tier = tiers[place - 1], tiers[place]
    both = Tier(above.heading, above.levels + tier.levels, above.name)
    order = [*tiers[: place - 1], both, *tiers[place + 1 :]]
    return Arrangement(tuple(map(_arranged, order)), both.handle)


def split(tiers: Sequence[Tier], place: int) -> Arrangement:
    """Make each level of a tier one of its own."""
    alone = [Tier("", (level,)) for level in tiers[place].levels]
    order = [*tiers[:place], *alone, *tiers[place + 1 :]]
    return Arrangement(tuple(map(_arranged, order)), tiers[place].handle)


def renamed(tiers: Sequence[Tier], place: int, name: str) -> Arrangement:
    """Give a tier a name of the server's; empty for that of its first level."""
    changed = Tier(tiers[place].heading, tiers[place].levels, one_line(name).strip()[:NAME_LIMIT])
    order = [*tiers[:place], changed, *tiers[place + 1 :]]
    return Arrangement(tuple(map(_arranged, order)), changed.handle)


def applied(settings: CreditSettings, arrangement: Arrangement) -> CreditSettings:
    """Return the settings with the new order; levels that are not here now keep their place behind those that are."""
    here = {level for tier in arrangement.tiers for level in tier.levels}
    rest = [tuple(level for level in tier.levels if level not in here) for tier in settings.tiers]
    absent = [Arranged(levels, tier.name) for levels, tier in zip(rest, settings.tiers, strict=True) if levels]
    return msgspec.structs.replace(settings, tiers=(*arrangement.tiers, *absent))


def other_count(settings: CreditSettings) -> CreditSettings:
    """Return the settings with the unnamed counted where they were not, and the other way round."""
    return msgspec.structs.replace(settings, count_unnamed=not settings.count_unnamed)


def as_listed(settings: CreditSettings) -> CreditSettings:
    """Return the settings without any order of the server's own."""
    return msgspec.structs.replace(settings, tiers=())


def _arranged(tier: Tier) -> Arranged:
    return Arranged(tier.levels, tier.name)
