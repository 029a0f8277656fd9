"""Who is thanked: the names of a server's sources, ready to be laid out."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Supporter:
    """One person. `name` is as they wrote it; `months` are whole months in all; `since` is UTC, None when unknown."""

    name: str
    months: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """The supporters of one level, longest first. `level` is the heading, as the creator wrote it; never empty."""

    level: str
    names: tuple[Supporter, ...]


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody to thank, highest level first.

    `as_of` (UTC) is when the oldest part of it was read; `creators` are the titles of the channels.
    """

    groups: tuple[Group, ...]
    as_of: datetime
    creators: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many names there are."""
        return sum(len(group.names) for group in self.groups)
