"""Makes one roll of what all sources say: each person once, at their highest tier, as they and the server want it.

People are the same by the same key, by their own links where they said how they want to be credited, or because the
server's creators said so; never by name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

import msgspec

from bot.store.overrides import Override
from bot.supporters.consent import (
    ANONYMOUS,
    HIDDEN,
    NAME,
    Claim,
    Wanted,
    refused,
    same_people,
    strictest,
    together,
)
from bot.supporters.entries import Entry
from bot.supporters.kinds import YOUTUBE_MEMBERS
from bot.supporters.roll import Group, Supporter
from bot.supporters.same import Same
from bot.supporters.tiers import Listed, level_ref, ranks_of, tiers_of

_UNKNOWN = datetime.max.replace(tzinfo=UTC)
_AS_IT_IS = Override("")


@dataclass(frozen=True, slots=True)
class Merged:
    """Everybody, highest tier first; see `Roll` for what the fields mean."""

    groups: tuple[Group, ...]
    unnamed: int
    ranks: Mapping[str, int]
    withheld: frozenset[str]


class _Stands(msgspec.Struct, frozen=True, gc=False):
    """One entry: how high, in which source, as who; then its level's reference, its source's kind, and itself."""

    rank: int
    source: int
    key: str
    level: str
    kind: str
    entry: Entry


_Person: TypeAlias = Sequence[_Stands]
"""Every entry of one person; the highest first, of equals that of the first source."""


def merge(lists: Sequence[Listed], wanted: Wanted) -> Merged:
    """Put everybody together. It takes some 10 µs a person: call it in a thread."""
    tiers = tiers_of(lists, wanted.settings)
    ranks = ranks_of(tiers)
    same = same_people(wanted)
    people: dict[str, _Stands] = {}
    # Few people stand in several lists; a list for each of the others would keep the garbage collector busy.
    more: defaultdict[str, list[_Stands]] = defaultdict(list)
    for number, listed in enumerate(lists):
        refs = {level.id: level_ref(listed, level.id) for level in listed.people.levels}
        otherwise = level_ref(listed, "")
        for entry in listed.people.entries:
            ref = refs.get(entry.level_id, otherwise)
            stands = _Stands(ranks[ref], number, entry.key, ref, listed.kind, entry)
            root = same.one(entry.key)
            if people.setdefault(root, stands) is not stands:
                more[root].append(stands)
    claims = _by_person(wanted.claims, same)
    named: defaultdict[int, list[Supporter]] = defaultdict(list)
    unnamed = 0
    never = refused(wanted, same)
    withheld = _withheld(wanted, same, never)
    for root, stands in people.items():
        person = sorted((stands, *more[root]), key=_height) if root in more else (stands,)
        wish = strictest(claims.get(root, ()))
        override = _override(person, wanted.overrides)
        choice = HIDDEN if root in never else _choice(wish, override)
        name = _name(wish, override, person)
        if choice == NAME and not name:
            # Their source counts them without a name: at Patreon somebody can keep private whom they support.
            choice = ANONYMOUS
        if choice != NAME:
            unnamed += choice == ANONYMOUS
            withheld.update(one.key for one in person)
            continue
        named[person[0].rank].append(_supporter(person, name))
    groups = (
        Group(tier.heading, tuple(sorted(named[rank], key=_seniority)), tier.levels)
        for rank, tier in enumerate(tiers)
        if named[rank]
    )
    return Merged(
        groups=tuple(groups),
        unnamed=unnamed if wanted.settings.count_unnamed else 0,
        ranks=ranks,
        withheld=frozenset(withheld.difference(key for some in named.values() for one in some for key in one.keys)),
    )


def _height(one: _Stands) -> tuple[int, int, str, int, str]:
    return (one.rank, one.source, one.key, -one.entry.months, one.entry.name)


def _by_person(claims: Iterable[Claim], same: Same) -> Mapping[str, Sequence[Claim]]:
    found: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        for root in sorted({same.one(key) for key in claim.keys}):
            found[root].append(claim)
    return found


def _override(person: _Person, overrides: Mapping[str, Override]) -> Override:
    """Return what the server changed about a person."""
    if not overrides:
        return _AS_IT_IS
    return together(person[0].key, [overrides[one.key] for one in person if one.key in overrides])


def _choice(wish: Claim | None, override: Override) -> str:
    if wish is not None:
        return wish.choice
    return HIDDEN if override.hidden else NAME


def _name(wish: Claim | None, override: Override, person: _Person) -> str:
    if wish is not None:
        # Who wants to be named is, by whichever of their accounts has a name.
        return wish.name or next((one.entry.name for one in person if one.entry.name), "")
    return override.spelling or person[0].entry.name


def _supporter(person: _Person, name: str) -> Supporter:
    best = person[0]
    if len(person) == 1:
        kept = "" if best.kind == YOUTUBE_MEMBERS else name
        return Supporter(name, best.entry.months, best.entry.since, best.key, best.level, (best.key,), kept)
    return Supporter(
        name=name,
        months=max(one.entry.months for one in person),
        since=min((one.entry.since for one in person if one.entry.since is not None), default=None),
        key=best.key,
        level=best.level,
        keys=tuple(sorted({one.key for one in person})),
        kept_name=_kept_name(person, name),
    )


def _kept_name(person: _Person, name: str) -> str:
    """Return the name shown, unless it is one that only an API has told: then the one from elsewhere."""
    elsewhere = [one.entry.name for one in person if one.kind != YOUTUBE_MEMBERS]
    if not elsewhere:
        return ""
    told = name not in elsewhere and name in {one.entry.name for one in person}
    return elsewhere[0] if told else name


def _withheld(wanted: Wanted, same: Same, never: Collection[str]) -> set[str]:
    """Return every key whose person must not be named: by their own wish, or hidden or refused by the server."""
    wished = {key for claim in wanted.claims if claim.choice != NAME for key in claim.keys}
    named = {key for claim in wanted.claims if claim.choice == NAME for key in claim.keys}
    hidden = {key for key, one in wanted.overrides.items() if one.hidden} - named
    joined = {one.merged_into for one in wanted.overrides.values() if one.merged_into}
    known = joined.union(wanted.overrides, *(claim.keys for claim in wanted.claims))
    return wished | hidden | {key for key in known if same.one(key) in never}


def _seniority(one: Supporter) -> tuple[int, datetime, str, str]:
    """Sort those who have supported longest first, then by name; the key makes the order the same every time."""
    return (-one.months, one.since or _UNKNOWN, one.name.casefold(), one.key)
