"""Makes a server's roll out of its sources."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TypeAlias

from bot.errors import (
    AccessMissing,
    MembersAccessNotGranted,
    NeedsRelink,
    NoSource,
    NotYours,
    QuotaSpent,
    SourceUnavailable,
    TokensUnreadable,
    TryLater,
    UserError,
)
from bot.names import escape_name
from bot.store import sources as rows
from bot.store.database import Database
from bot.store.links import OK
from bot.store.sources import Source
from bot.supporters.entries import SourceList
from bot.supporters.kinds import FILE_KINDS, PATREON
from bot.supporters.reading import SourceReader
from bot.supporters.roll import Earlier, Occasion, Roll, Why
from bot.supporters.roster import Merged, merge
from bot.supporters.snapshots import Kept, Snapshots
from bot.supporters.tiers import Listed, Tier, tiers_of
from bot.supporters.wanting import Wanting
from bot.youtube.payer import Payer
from bot.youtube.together import side_by_side

_READ_LIMIT = timedelta(seconds=100)
"""The longest one list may take to read; it leaves a post time to take the last list instead."""
_SPACING = {Occasion.PREVIEW: timedelta(days=1)}
"""A preview keeps a list only where the one kept is older than this; it is pressed often, and changes little."""

_OWNERS = (AccessMissing, NeedsRelink, NotYours, TokensUnreadable)
"""What only the owner of a source can mend; its words are for them, not for whoever asks."""

_NEVER = datetime.min.replace(tzinfo=UTC)
_NOTHING_HELD: Mapping[str, Kept] = MappingProxyType({})

_Channel: TypeAlias = Sequence[Source]
"""The sources that read one account, never empty; those whose link works first."""


@dataclass(frozen=True, slots=True)
class _List:
    """The people of one account or file; `earlier` and `until` where they come from an earlier reading."""

    listed: Listed
    earlier: Earlier | None = None
    until: datetime | None = None

    @property
    def as_of(self) -> datetime:
        """When it was read or imported (UTC)."""
        return self.listed.people.as_of


class Rolls:
    """Reads all sources of a server at the moment its credits are wanted; `readers` has one for each kind of source."""

    def __init__(
        self, database: Database, readers: Mapping[str, SourceReader], snapshots: Snapshots, wanting: Wanting
    ) -> None:
        self._database = database
        self._readers = readers
        self._snapshots = snapshots
        self._wanting = wanting

    async def for_guild(
        self, guild_id: int, occasion: Occasion, payer: Payer, *, held: Mapping[str, Kept] = _NOTHING_HELD
    ) -> Roll:
        """Return everybody to thank in this server, complete or not at all.

        A channel that its owner must link again is thanked with the last list that was read, while that may be kept.
        When one source fails its error is raised and the others are let go: credits from which names are silently
        missing are worse than credits an hour late. Raises NoSource, SourceUnavailable and what `SourceReader.read`
        raises. `held` are lists to take as they are, by the source's id: those of a release.
        """
        channels = await self._channels(guild_id)
        if not channels:
            raise NoSource
        lists = _as_held(channels, held)
        # Those first, since they cost nothing: when one has no list to go on with, no provider is asked at all.
        dead = [channel for channel in channels if channel[0].status != OK and channel[0].id not in lists]
        lists |= {channel[0].id: await self._last(channel) for channel in dead}
        alive = [channel for channel in channels if channel[0].id not in lists]
        read = await side_by_side(self._read(channel, occasion, payer) for channel in alive)
        lists |= {channel[0].id: one for channel, one in zip(alive, read, strict=True)}
        # What people want is asked last, so that nobody is named who has just said no.
        return await self._merged(guild_id, [lists[channel[0].id] for channel in channels])

    async def reread(self, source: Source, payer: Payer) -> SourceList:
        """Read one source now, and keep its list.

        Raises SourceUnavailable where only its owner can help, and what else `SourceReader.read` raises.
        """
        if source.status != OK:
            raise SourceUnavailable(escape_name(source.title), source.owner_id)
        try:
            people = await self._fresh(source, payer)
        except _OWNERS as error:
            raise SourceUnavailable(escape_name(source.title), source.owner_id) from error
        await self._keep(source, people, timedelta(0))
        return people

    async def as_kept(self, guild_id: int, payer: Payer) -> Roll:
        """Return everybody as they were read or imported last, without asking any provider.

        Sources of which nothing is kept are left out: this is for looking people up, never for posting.
        """
        lists = [await self._at_hand(channel, payer) for channel in await self._channels(guild_id)]
        return await self._merged(guild_id, [one for one in lists if one is not None])

    async def lists_at_hand(self, guild_id: int, payer: Payer) -> dict[str, SourceList]:
        """Return what was read or imported last, by the id of the source it came through; no provider is asked."""
        lists = {channel[0].id: await self._at_hand(channel, payer) for channel in await self._channels(guild_id)}
        return {source_id: one.listed.people for source_id, one in lists.items() if one is not None}

    async def tiers(self, guild_id: int, payer: Payer) -> list[Tier]:
        """Return a server's tiers, highest first, of the lists as they were read last; no provider is asked."""
        lists = [await self._at_hand(channel, payer) for channel in await self._channels(guild_id)]
        wanted = await self._wanting.of_guild(guild_id)
        return tiers_of([one.listed for one in lists if one is not None], wanted.settings)

    async def _channels(self, guild_id: int) -> list[_Channel]:
        async with self._database.read() as connection:
            return _by_channel(await rows.of_guild(connection, guild_id))

    async def _merged(self, guild_id: int, lists: Sequence[_List]) -> Roll:
        wanted = await self._wanting.of_guild(guild_id)
        listed = [one.listed for one in lists]
        merged = await asyncio.to_thread(merge, listed, wanted)
        await self._wanting.note_seen(guild_id, listed, wanted)
        return _roll(lists, merged)

    async def _at_hand(self, channel: _Channel, payer: Payer) -> _List | None:
        if channel[0].kind in FILE_KINDS:
            return _List(_listed(channel[0], await self._readers[channel[0].kind].read(channel[0], payer)))
        return await self._kept(channel, Why.UNANSWERED)

    async def _read(self, channel: _Channel, occasion: Occasion, payer: Payer) -> _List:
        refused: MembersAccessNotGranted | None = None
        for source in channel:
            if source.status != OK:
                break
            try:
                people = await self._fresh(source, payer)
            except _OWNERS:
                # Another link to the same channel may still do.
                continue
            except MembersAccessNotGranted as error:
                # The last list stands in, as for a link that has ended, while it may be kept.
                refused = error
                continue
            except (TryLater, QuotaSpent) as error:
                if occasion is not Occasion.LAST_TRY:
                    raise
                return await self._last(channel, error)
            await self._keep(source, people, _SPACING.get(occasion, timedelta(0)))
            return _List(_listed(source, people))
        return await self._last(channel, refused)

    async def _keep(self, source: Source, people: SourceList, spacing: timedelta) -> None:
        if source.kind not in FILE_KINDS:
            await self._snapshots.keep(source.id, people, spacing=spacing)

    async def _fresh(self, source: Source, payer: Payer) -> SourceList:
        try:
            async with asyncio.timeout(_READ_LIMIT.total_seconds()):
                return await self._readers[source.kind].read(source, payer.on_behalf_of(source.owner_id))
        except TimeoutError as error:
            raise TryLater("Patreon" if source.kind == PATREON else "YouTube") from error

    async def _last(self, channel: _Channel, unanswered: UserError | None = None) -> _List:
        """Return the last list of a channel that must be linked again, or that was not answered for.

        Raises `unanswered`, or else SourceUnavailable, where none may be kept.
        """
        kept = await self._kept(channel, Why.UNANSWERED if unanswered else Why.RELINK)
        if kept is None:
            # Words for whoever reads this; the errors of a link speak to its owner, with a button to press.
            raise unanswered or SourceUnavailable(escape_name(channel[0].title), channel[0].owner_id)
        return kept

    async def _kept(self, channel: _Channel, why: Why) -> _List | None:
        kept = await self._snapshots.latest([source.id for source in channel])
        if kept is None:
            return None
        earlier = Earlier(channel[0].title, kept.people.as_of, why)
        return _List(_listed(channel[0], kept.people), earlier, kept.until)


def place_of(source: Source) -> str:
    """Return what a source reads, whoever added it: an account at a provider, or a list of its own."""
    return f"{source.kind}:{source.account_id or source.id}"


def _listed(source: Source, people: SourceList) -> Listed:
    return Listed(place_of(source), source.kind, source.title, people)


def _as_held(channels: Iterable[_Channel], held: Mapping[str, Kept]) -> dict[str, _List]:
    """Return the channels of which a list is held, whichever of its sources it was held through."""
    lists: dict[str, _List] = {}
    for channel in channels:
        kept = next((held[source.id] for source in channel if source.id in held), None)
        if kept is not None:
            earlier = Earlier(channel[0].title, kept.people.as_of, Why.RELEASE)
            lists[channel[0].id] = _List(_listed(channel[0], kept.people), earlier, kept.until)
    return lists


def _by_channel(found: Iterable[Source]) -> list[_Channel]:
    """Put together what reads one channel, for two people may have linked the same one."""
    channels: defaultdict[str, list[Source]] = defaultdict(list)
    for source in found:
        channels[place_of(source)].append(source)
    return [sorted(channel, key=lambda source: source.status != OK) for channel in channels.values()]


def _roll(lists: Sequence[_List], merged: Merged) -> Roll:
    """Put the merged people beside what is said of their sources."""
    now = [one for one in lists if one.earlier is None]
    # An imported list is as of its import, which may be long ago: what was read now says when it was read.
    read = [one for one in now if one.listed.kind not in FILE_KINDS]
    return Roll(
        groups=merged.groups,
        as_of=min(one.as_of for one in (read or now or lists)) if lists else _NEVER,
        # Whom people support: a file or a list that somebody typed is only where their names stand.
        creators=tuple(dict.fromkeys(one.listed.title for one in lists if one.listed.kind not in FILE_KINDS)),
        earlier=tuple(one.earlier for one in lists if one.earlier is not None),
        keep_until=min((one.until for one in lists if one.until is not None), default=None),
        unnamed=merged.unnamed,
        ranks=merged.ranks,
        withheld=merged.withheld,
    )
