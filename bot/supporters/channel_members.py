"""Sources that are the members of a linked YouTube channel."""

from bot.errors import NotYours
from bot.store.sources import Source
from bot.supporters.entries import Entry, Level, SourceList
from bot.youtube.members import Members
from bot.youtube.payer import Payer
from bot.youtube.roster import Roster


class ChannelMembers:
    """Reads the members of a source's link (a `SourceReader`)."""

    def __init__(self, members: Members) -> None:
        self._members = members

    async def read(self, source: Source, payer: Payer) -> SourceList:
        """Return all members; raises what `Members.read` raises."""
        return from_members(await self._members.read(_link_of(source), source.title, payer))


class FollowedMembers:
    """Reads them for pages, which ask all day (a `SourceReader`): who left stays for some hours."""

    def __init__(self, members: Members) -> None:
        self._members = members

    async def read(self, source: Source, payer: Payer) -> SourceList:
        """Return all members as `Members.catch_up` does, and raise what it raises."""
        return from_members(await self._members.catch_up(_link_of(source), source.title, payer))


def _link_of(source: Source) -> str:
    if source.link_id is None:
        raise NotYours("account", "Look at your own with `/accounts`.")
    return source.link_id


def from_members(roster: Roster) -> SourceList:
    """Return a channel's members as every source's people are kept."""
    return SourceList(
        levels=tuple(Level(level.id, level.name) for level in roster.levels),
        entries=tuple(
            Entry(f"youtube:{one.channel_id}", one.name, one.level_id, one.months, one.since) for one in roster.members
        ),
        as_of=roster.as_of,
    )
