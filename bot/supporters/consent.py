"""What changes how people stand in credits: their own wishes, then what a server's creators changed.

One act of a server's is stronger than a wish: it can refuse to credit somebody at all.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.store.overrides import Override
from bot.supporters.same import Same
from bot.supporters.tiers import CreditSettings

NAME = "name"
"""Named, by a name of their own where they gave one."""
ANONYMOUS = "anonymous"
"""Counted, but not named."""
HIDDEN = "hidden"
"""Neither named nor counted."""

STRICTEST_FIRST = (HIDDEN, ANONYMOUS, NAME)


@dataclass(frozen=True, slots=True)
class Claim:
    """A person's wish, and who they are at the providers by their own links."""

    user_id: int
    choice: str
    name: str
    updated_at: datetime
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that is wanted of one server's credits: wishes, its own changes by key, and its settings."""

    claims: Sequence[Claim] = ()
    overrides: Mapping[str, Override] = field(default_factory=dict)
    settings: CreditSettings = CreditSettings()  # noqa: RUF009 (frozen)


def strictest(claims: Sequence[Claim]) -> Claim | None:
    """Return the wish that counts where several people have linked one account: the strictest, then the latest."""
    if not claims:
        return None
    return min(claims, key=lambda one: (STRICTEST_FIRST.index(one.choice), -one.updated_at.timestamp(), one.user_id))


def same_people(wanted: Wanted) -> Same:
    """Return who is the same: by their own links first, then by the server's word.

    An account that several people have linked joins nobody, and two people with wishes of their own stay two.
    """
    same = Same()
    linked_by = Counter(key for claim in wanted.claims for key in claim.keys)
    for claim in wanted.claims:
        sole = sorted(key for key in claim.keys if linked_by[key] == 1)
        for key in sole:
            same.own(key, f"user/{claim.user_id}")
        for key in sole[1:]:
            same.join(sole[0], key)
    for key, links in linked_by.items():
        if links > 1:
            same.own(key, f"several/{key}")
    for key, override in sorted(wanted.overrides.items()):
        if override.merged_into:
            same.join(override.merged_into, key)
    return same


def together(key: str, changes: Sequence[Override]) -> Override:
    """Return all that was changed about one person, by whichever of their keys: of spellings, the first."""
    return Override(
        key,
        spelling=next((one.spelling for one in changes if one.spelling), ""),
        hidden=any(one.hidden for one in changes),
        merged_into=next((one.merged_into for one in changes if one.merged_into), None),
        refused=any(one.refused for one in changes),
        updated_at=max((one.updated_at for one in changes if one.updated_at), default=None),
    )


def refused(wanted: Wanted, same: Same) -> frozenset[str]:
    """Return the keys that stand for people whom the server refuses: by whichever of their accounts, they all are."""
    return frozenset(same.one(key) for key, override in wanted.overrides.items() if override.refused)
