"""Whom to thank by what people and a creator have said, worked out apart from the bot, in the plainest way there is."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from bot.supporters.consent import ANONYMOUS, HIDDEN, NAME


@dataclass(frozen=True, slots=True)
class Stand:
    """One entry of one source: how high (0 is the highest), who, by which name, under which heading."""

    rank: int
    key: str
    name: str
    tier: str


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of themselves, and which accounts are theirs."""

    user_id: int
    keys: frozenset[str]
    choice: str
    name: str = ""


@dataclass
class Changed:
    """What the creator changed: spellings, who is left out or refused, which two keys are one person."""

    spelled: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    same: list[tuple[str, str]] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        """Return every key that something was changed about."""
        return {*self.spelled, *self.hidden, *self.refused, *(key for pair in self.same for key in pair)}

    def keep(self, keys: Collection[str]) -> None:
        """Forget what was changed about all others."""
        self.spelled = {key: spelled for key, spelled in self.spelled.items() if key in keys}
        self.hidden.intersection_update(keys)
        self.refused.intersection_update(keys)


@dataclass(frozen=True, slots=True)
class Thanked:
    """One person who is named."""

    keys: frozenset[str]
    name: str
    tier: str


@dataclass(frozen=True, slots=True)
class Credits:
    """Who is named, how many are counted only, and the keys of everybody who must not be named."""

    people: tuple[Thanked, ...]
    unnamed: int
    withheld: frozenset[str]

    @property
    def by_tier(self) -> dict[str, Counter[str]]:
        """Return the names under each heading."""
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for one in self.people:
            found[one.tier][one.name] += 1
        return dict(found)


@dataclass(frozen=True, slots=True)
class News:
    """What a second post tells: who has joined, how many stand higher, how many have left."""

    joined: Counter[str]
    upgraded: int
    left: int


def credits_of(stands: Iterable[Stand], said: Collection[Said], changed: Changed) -> Credits:
    """Return whom to thank: each person once, at their highest tier, as they want it, but for the refused."""
    owner = {key: one for one in said for key in one.keys}
    also = _joined(changed, owner)
    people: defaultdict[object, list[Stand]] = defaultdict(list)
    for stand in stands:
        people[_who(stand.key, owner, also)].append(stand)
    refused = {_who(key, owner, also) for key in changed.refused}
    says = {one.user_id: one for one in said}
    silent = {key for key in changed.hidden if key not in owner}
    named, unnamed, withheld = (
        [],
        0,
        {*changed.refused, *silent, *(key for key, one in owner.items() if one.choice != NAME)},
    )
    for who, found in people.items():
        found.sort(key=lambda one: (one.rank, one.key))
        keys = frozenset(one.key for one in found)
        wish = says.get(who) if isinstance(who, int) else None
        choice = HIDDEN if not wish and keys & changed.hidden else NAME
        if wish:
            choice = wish.choice
        if who in refused:
            choice = HIDDEN
        if choice != NAME:
            unnamed += choice == ANONYMOUS
            withheld |= keys
            continue
        spelled = [changed.spelled[one.key] for one in found if one.key in changed.spelled]
        name = (wish.name if wish else "".join(spelled[:1])) or found[0].name
        named.append(Thanked(keys, name, found[0].tier))
    return Credits(tuple(named), unnamed, frozenset(withheld))


def news_of(before: Credits, now: Credits, ranks: Mapping[str, int]) -> News:
    """Return what is new since a post, by tiers as they are ordered now."""
    known = {key: one for one in before.people for key in one.keys}
    here = {key for one in now.people for key in one.keys}
    joined, upgraded = Counter[str](), 0
    for one in now.people:
        was = [ranks[known[key].tier] for key in one.keys if key in known]
        if not was:
            joined[one.name] += 1
        elif ranks[one.tier] < min(was):
            upgraded += 1
    # Who stands here by any of their keys has not left, nor has who wants to be unnamed.
    left = sum(not one.keys & here and not one.keys & now.withheld for one in before.people)
    return News(joined, upgraded, left)


def _joined(changed: Changed, owner: Mapping[str, Said]) -> dict[object, object]:
    """Return who else somebody is by the creator's word, which makes nobody one who have both spoken."""
    also: dict[object, object] = {}
    for one, other in changed.same:
        if one in owner and other in owner:
            continue
        also[other if one in owner else one] = one if one in owner else other
    return also


def _who(key: str, owner: Mapping[str, Said], also: Mapping[object, object]) -> object:
    """Return who stands behind a key: the number of somebody who spoke, else a key."""
    known = also.get(key, key)
    return owner[str(known)].user_id if known in owner else known
