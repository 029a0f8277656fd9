"""Who is thanked: the names of a server's sources, ready to be laid out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

import msgspec


class Occasion(Enum):
    """What a roll is read for.

    A last try takes the last list that was read also where YouTube only does not answer: better a list with its date
    than no thank-you at all (docs/decisions/0007-last-lists.md).
    """

    PREVIEW = auto()
    POST = auto()
    LAST_TRY = auto()


class Why(Enum):
    """Why names are those of an earlier reading."""

    RELINK = auto()
    """Their channel must be linked again by its owner."""
    UNANSWERED = auto()
    """YouTube could not be asked since."""
    RELEASE = auto()
    """They are wanted as of a release."""


class Supporter(msgspec.Struct, frozen=True, gc=False):
    """One person. `name` is as they wrote it; `months` are whole months in all; `since` is UTC, None when unknown.

    What follows is for telling people apart, never to be shown. `key` is who they are at a provider, as in `Entry`,
    and `keys` all they have; `level` is the level they stand at, by its reference; `kept_name` is what they may be
    remembered by once they have left, empty where their name may not be kept.
    """

    name: str
    months: int
    since: datetime | None
    key: str = ""
    level: str = ""
    keys: tuple[str, ...] = ()
    kept_name: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The supporters of one tier, longest first; never empty.

    `level` is the heading, as the creator wrote it; `levels` are the references of the levels that stand in it.
    """

    level: str
    names: tuple[Supporter, ...]
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """The names of one creator that are not of now: `as_of` (UTC) is when they were read, `why` no later."""

    creator: str
    as_of: datetime
    why: Why


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody to thank, highest level first.

    `as_of` (UTC) is when it was read, and `creators` are the titles of the channels. `earlier` says whose names come
    from an earlier reading, and `keep_until` (UTC) how long those may be kept, None without any; where all do, `as_of`
    is the earliest. `unnamed` counts people who are thanked but prefer not to be named; they stand in no group.
    `ranks` says how high each level stands, 0 the highest, and `withheld` has the keys of everybody who is not to be
    named, in the sources or not.
    """

    groups: tuple[Group, ...]
    as_of: datetime
    creators: tuple[str, ...]
    earlier: tuple[Earlier, ...] = ()
    keep_until: datetime | None = None
    unnamed: int = 0
    ranks: Mapping[str, int] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()

    @property
    def total(self) -> int:
        """How many names there are; the unnamed are not among them."""
        return sum(len(group.names) for group in self.groups)
