"""Sources that are the members of a linked YouTube channel."""

from bot.errors import NotYours
from bot.store.sources import Source
from bot.supporters.entries import Entry, Level, SourceList
from bot.youtube.members import Members, Roster
from bot.youtube.payer import Payer


class ChannelMembers:
    """Reads the members of a source's link (a `SourceReader`)."""

    def __init__(self, members: Members) -> None:
        self._members = members

    async def read(self, source: Source, payer: Payer) -> SourceList:
        """Return all members; raises what `Members.read` raises."""
        if source.link_id is None:
            raise NotYours("account", "Look at your own with `/accounts`.")
        return from_members(await self._members.read(source.link_id, source.title, payer))


def from_members(roster: Roster) -> SourceList:
    """Return a channel's members as every source's people are kept."""
    return SourceList(
        levels=tuple(Level(level.id, level.name) for level in roster.levels),
        entries=tuple(
            Entry(f"youtube:{one.channel_id}", one.name, one.level_id, one.months, one.since) for one in roster.members
        ),
        as_of=roster.as_of,
    )
