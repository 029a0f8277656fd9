"""What a page of credits shows, made of a roll: headings, names as plain text, and what is said below them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2b

import msgspec

from bot.credits.earlier import noted
from bot.names import plain_name
from bot.supporters.roll import Roll, Supporter

_VERSION_BYTES = 8
_UNKNOWN = datetime.min.replace(tzinfo=UTC)

NOBODY = "There is nobody to thank here yet. The first one will stand here."
UNREADABLE = "The names cannot be read right now. They come back by themselves."
NOT_SHARED = "These credits wait until whoever the names belong to lets them be shown here."


class ShownGroup(msgspec.Struct, frozen=True, omit_defaults=True):
    """Names under a heading, which is empty where all stand together. `notes` has one for each name, or is empty."""

    heading: str
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()


class Shown(msgspec.Struct, frozen=True):
    """All that a page says besides its title."""

    lead: str
    groups: tuple[ShownGroup, ...]
    closing: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many names there are."""
        return sum(len(group.names) for group in self.groups)


def shown(roll: Roll, template: str) -> Shown:
    """Return what a page shows of a roll; some 2 µs a name, so large ones belong in a thread."""
    closing = [*_unnamed(roll), *noted(roll.earlier)]
    if not roll.total:
        return Shown("", (), (NOBODY, *closing) if not roll.unnamed else tuple(closing))
    groups = tuple(_LAYOUTS.get(template, _by_level)(roll))
    return Shown(_lead(roll), groups, tuple(closing))


def only(sentence: str) -> Shown:
    """Return what a page shows that has no names to show."""
    return Shown("", (), (sentence,))


def packed(names: Shown) -> tuple[str, bytes]:
    """Return the version, which differs whenever anything shown does, and everything as JSON."""
    encoded = msgspec.json.encode(names)
    return blake2b(encoded, digest_size=_VERSION_BYTES).hexdigest(), encoded


def _by_level(roll: Roll) -> Iterable[ShownGroup]:
    for group in roll.groups:
        yield ShownGroup(plain_name(group.level), tuple(plain_name(one.name) for one in group.names))


def _with_months(roll: Roll) -> Iterable[ShownGroup]:
    for group, named in zip(roll.groups, _by_level(roll), strict=True):
        yield msgspec.structs.replace(named, notes=tuple(_months(one.months) for one in group.names))


def _newest_first(roll: Roll) -> Iterable[ShownGroup]:
    yield _together(roll, lambda one: -(one.since or _UNKNOWN).timestamp())


def _by_name(roll: Roll) -> Iterable[ShownGroup]:
    yield _together(roll, lambda one: one.name.casefold())


def _together(roll: Roll, order: Callable[[Supporter], float | str]) -> ShownGroup:
    everybody = [one for group in roll.groups for one in group.names]
    return ShownGroup("", tuple(plain_name(one.name) for one in sorted(everybody, key=order)))


_LAYOUTS: Mapping[str, Callable[[Roll], Iterable[ShownGroup]]] = {
    "levels": _by_level,
    "months": _with_months,
    "newest": _newest_first,
    "together": _by_name,
}


def _lead(roll: Roll) -> str:
    supporters = f"{roll.total:,} {'supporter' if roll.total == 1 else 'supporters'}"
    creators = [plain_name(creator) for creator in roll.creators]
    if len(creators) > 1:
        creators[-2:] = [f"{creators[-2]} and {creators[-1]}"]
    return f"{supporters} of {', '.join(creators)}" if creators else supporters


def _unnamed(roll: Roll) -> list[str]:
    if not roll.unnamed:
        return []
    prefer = "prefers" if roll.unnamed == 1 else "prefer"
    return [f"and {roll.unnamed:,} who {prefer} to stay unnamed"]


def _months(months: int) -> str:
    if not months:
        return "new"
    return f"{months:,} {'month' if months == 1 else 'months'}"
