"""Which accounts a refusal covers, and how much of that managers see (docs/decisions/0020-refusing.md).

A refusal is said of one account, and covers every account that is the same person's at that moment. That others are
theirs can come from a wish, which no manager may learn: rows of the others name the one it was said of in
`refused_with`, and are shown as if there were no refusal on them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.store.overrides import Override
from bot.supporters.consent import Wanted, same_people


def refusal(wanted: Wanted, keys: Sequence[str]) -> list[Override]:
    """Return the changes by which somebody is refused: it is said of the first key, and the rest goes with it."""
    first = keys[0]
    same = same_people(wanted)
    people = {same.one(key) for key in keys}
    known = set(wanted.overrides).union(*(claim.keys for claim in wanted.claims))
    theirs = {key for key in known if same.one(key) in people}.union(keys) - {first}
    others = (wanted.overrides.get(key, Override(key)) for key in sorted(theirs))
    said = replace(wanted.overrides.get(first, Override(first)), refused=True, refused_with=None)
    return [said, *(replace(one, refused=True, refused_with=first) for one in others if not one.refused)]


def covered(overrides: Mapping[str, Override], keys: Collection[str]) -> list[Override]:
    """Return the changes of other keys that a refusal of these covers."""
    return [one for one in overrides.values() if one.refused_with in keys and one.key not in keys]


def goes_with_another(overrides: Mapping[str, Override], one: Override) -> bool:
    """Tell whether somebody is refused because the server has refused another of their accounts, and still does."""
    first = overrides.get(one.refused_with) if one.refused_with else None
    return first is not None and first.refused


def freed(one: Override) -> Override:
    """Return a change without its refusal."""
    return replace(one, refused=False, refused_with=None)


def as_said(overrides: Mapping[str, Override]) -> dict[str, Override]:
    """Return a server's changes as its managers said them: without what goes with another."""
    said = {key: freed(one) if goes_with_another(overrides, one) else one for key, one in overrides.items()}
    return {key: one for key, one in said.items() if one}
