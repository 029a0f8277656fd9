"""The supporters as of a release: each source's list as it was read nearest to that moment, held for one schedule.

The names are third parties' data, so they are held no longer than any list that was read (`bot.supporters.snapshots`).
Whoever wants to be unnamed meanwhile is: people's wishes are those of the moment of posting.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime

from bot.clock import Clock
from bot.errors import UserError
from bot.store import release_lists as rows
from bot.store.database import Database
from bot.store.snapshots import SnapshotRow
from bot.store.vault import Vault
from bot.supporters.entries import SourceList
from bot.supporters.packing import UnreadableList, pack, unpack
from bot.supporters.roll import Occasion, Roll
from bot.supporters.rolls import Rolls
from bot.supporters.snapshots import KEPT, Kept, Snapshots
from bot.youtube.payer import Payer

_log = logging.getLogger(__name__)


class Releases:
    """Holds lists for schedules and reads rolls out of them."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, rolls: Rolls, snapshots: Snapshots) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._rolls = rolls
        self._snapshots = snapshots

    def is_too_old(self, moment: datetime) -> bool:
        """Tell whether a release (UTC) is so long ago that no list may be kept from then."""
        return self._clock() - moment >= KEPT

    async def hold(self, schedule_id: str, guild_id: int, moment: datetime) -> None:
        """Hold each source's list that was read nearest to a release that has come (UTC), the one of now included.

        Raises what reading the sources raises when that leaves nothing to hold. What is held already stays.
        """
        async with self._database.read() as connection:
            if await rows.is_held(connection, schedule_id):
                return
        payer = Payer.scheduled(guild_id)
        before = await self._rolls.lists_at_hand(guild_id, payer)
        try:
            await self._rolls.for_guild(guild_id, Occasion.POST, payer)
        except UserError:
            if not before:
                raise
        now = await self._rolls.lists_at_hand(guild_id, payer)
        nearest = {source_id: _nearest(moment, one, before.get(source_id)) for source_id, one in now.items()}
        sealed = await asyncio.to_thread(self._sealed, schedule_id, nearest)
        async with self._database.write() as connection:
            if await rows.is_held(connection, schedule_id):
                return
            for source_id, payload in sealed.items():
                await rows.put(connection, schedule_id, source_id, nearest[source_id].as_of, payload)

    async def held_at(self, schedule_id: str) -> datetime | None:
        """Return when the oldest list that is held for a schedule was read (UTC), None without any."""
        async with self._database.read() as connection:
            found = await rows.of_schedule(connection, schedule_id)
        return min((row.terms.taken_at for row in found), default=None)

    async def forget(self, schedule_id: str) -> None:
        """Forget what is held for a schedule."""
        async with self._database.write() as connection:
            await rows.forget(connection, schedule_id)

    async def read(self, schedule_id: str, guild_id: int, occasion: Occasion, payer: Payer) -> Roll:
        """Return a server's roll as of the release, from now where a list is not held. Raises as `Rolls.for_guild`."""
        return await self._rolls.for_guild(guild_id, occasion, payer, held=await self._held(schedule_id))

    async def clean_up(self) -> None:
        """Delete every list that may be held no longer."""
        now = self._clock()
        async with self._database.read() as connection:
            known = await rows.terms(connection)
        over = [(schedule_id, one.source_id) for schedule_id, one in known if self._snapshots.until(one) <= now]
        if not over:
            return
        async with self._database.write() as connection:
            await rows.remove(connection, over)
        _log.info("lists of releases deleted", extra={"lists": len(over)})

    async def _held(self, schedule_id: str) -> Mapping[str, Kept]:
        """Return what is held and may be used now, by source."""
        async with self._database.read() as connection:
            found = await rows.of_schedule(connection, schedule_id)
        held: dict[str, Kept] = {}
        for row in found:
            until = self._snapshots.until(row.terms)
            people = await asyncio.to_thread(self._opened, schedule_id, row) if until > self._clock() else None
            if people is not None:
                held[row.terms.source_id] = Kept(people, until)
        return held

    def _sealed(self, schedule_id: str, lists: Mapping[str, SourceList]) -> Mapping[str, bytes]:
        return {
            source_id: pack(self._vault, one, context=rows.context(schedule_id, source_id))
            for source_id, one in lists.items()
        }

    def _opened(self, schedule_id: str, row: SnapshotRow) -> SourceList | None:
        source_id = row.terms.source_id
        try:
            return unpack(self._vault, row.payload, SourceList, context=rows.context(schedule_id, source_id))
        except UnreadableList:
            _log.exception("a list of a release cannot be read", extra={"schedule": schedule_id, "source": source_id})
            return None


def _nearest(moment: datetime, now: SourceList, before: SourceList | None) -> SourceList:
    return min((one for one in (now, before) if one is not None), key=lambda one: abs(one.as_of - moment))
