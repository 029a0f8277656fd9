"""Makes a server's roll out of its sources."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from bot.errors import AccessMissing, NeedsRelink, NoSource, NotYours, SourceUnavailable, TokensUnreadable
from bot.names import escape_name
from bot.store import sources as rows
from bot.store.database import Database
from bot.store.links import OK
from bot.store.sources import Source
from bot.supporters.roll import Group, Roll, Supporter
from bot.youtube.members import Member, Members, Roster
from bot.youtube.together import side_by_side

_UNKNOWN = datetime.max.replace(tzinfo=UTC)


class Rolls:
    """Reads all sources of a server at the moment its credits are wanted."""

    def __init__(self, database: Database, members: Members) -> None:
        self._database = database
        self._members = members

    async def for_guild(self, guild_id: int) -> Roll:
        """Return everybody to thank in this server, complete or not at all.

        When one source fails its error is raised and the others are let go: credits from which names are silently
        missing are worse than credits an hour late. Raises NoSource and what `Members.read` raises.
        """
        async with self._database.read() as connection:
            found = await rows.of_guild(connection, guild_id)
        if not found:
            raise NoSource
        sources = _once_a_channel(found)
        rosters = await side_by_side(self._read(source) for source in sources)
        return merge(sources, rosters)

    async def _read(self, source: Source) -> Roster:
        try:
            return await self._members.read(source.link_id, source.title)
        except (AccessMissing, NeedsRelink, NotYours, TokensUnreadable):
            # These speak to the link's owner, with a button to press; whoever reads this may be somebody else.
            raise SourceUnavailable(escape_name(source.title), source.owner_id) from None


def _once_a_channel(found: Iterable[Source]) -> list[Source]:
    """Leave out what reads a channel again, for two people may have linked the same one; links that work go first."""
    first: dict[str, Source] = {}
    for source in sorted(found, key=lambda source: source.status != OK):
        first.setdefault(source.account_id, source)
    return list(first.values())


def merge(sources: Sequence[Source], rosters: Sequence[Roster]) -> Roll:
    """Put the rosters of several creators one after another, each creator's levels highest first.

    Levels of two creators stay apart even when they bear the same name: each thanks for something else.
    """
    named = len(sources) > 1
    groups = [
        Group(f"{level} ({source.title})" if named else level, names)
        for source, roster in zip(sources, rosters, strict=True)
        for level, names in _levels(roster)
    ]
    as_of = min(roster.as_of for roster in rosters)
    return Roll(tuple(groups), as_of, tuple(source.title for source in sources))


def _levels(roster: Roster) -> Iterator[tuple[str, tuple[Supporter, ...]]]:
    by_level: defaultdict[str, list[Member]] = defaultdict(list)
    for member in roster.members:
        by_level[member.level_id].append(member)
    for level in roster.levels:
        if by_level[level.id]:
            longest_first = sorted(by_level[level.id], key=_seniority)
            yield level.name, tuple(Supporter(one.name, one.months, one.since) for one in longest_first)


def _seniority(member: Member) -> tuple[int, datetime, str, str]:
    """Sort those who have been members for longest first, then by name; the id makes the order the same every time."""
    return (-member.months, member.since or _UNKNOWN, member.name.casefold(), member.channel_id)
