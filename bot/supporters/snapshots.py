"""The last list of each source, kept for a while so that credits go on while its channel waits to be linked again.

The names are third parties' data: YouTube's developer policies ask that stored API data is refreshed or deleted within
30 days, and within 7 once the permission for it has ended (DESIGN, "Promises").
"""

import asyncio
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.store import snapshots as rows
from bot.store.database import Database
from bot.store.snapshots import SnapshotRow, Terms
from bot.store.vault import Vault
from bot.supporters.channel_members import from_members
from bot.supporters.entries import SourceList
from bot.supporters.packing import UnreadableList, WrittenOtherwise, pack, unpack
from bot.youtube.roster import Roster

KEPT = timedelta(days=30)
"""The longest a list may be kept after it was read."""
KEPT_WITHOUT_PERMISSION = timedelta(days=7)
"""The longest it may be kept after its owner's permission ended."""
EARLY = timedelta(hours=1)
"""By how much it goes before its time: the job that deletes it comes every few minutes, and may come late."""

_PRECISION = timedelta(milliseconds=1)
"""To which the database keeps when a list was read: within it, it is the same list."""

_log = logging.getLogger(__name__)
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Kept:
    """A list as it was read, and how long it may be kept (UTC)."""

    people: SourceList
    until: datetime


class Snapshots:
    """Keeps lists, gives them back while that is allowed, and deletes them in time.

    `scopes` are those a link must have for sources of a kind to be read: one that lost them permits nothing any more.
    """

    def __init__(self, database: Database, vault: Vault, clock: Clock, *, scopes: Mapping[str, frozenset[str]]) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._scopes = scopes

    async def keep(self, source_id: str, people: SourceList, *, spacing: timedelta = timedelta(0)) -> None:
        """Keep a list that was read completely, if it is more than `spacing` newer than the one kept."""
        async with self._database.read() as connection:
            last = await rows.taken_at(connection, source_id)
        if last is not None and people.as_of < last + spacing + _PRECISION:
            return
        # In a thread: a list of 30,000 takes a tenth of a second to pack.
        payload = await asyncio.to_thread(pack, self._vault, people, context=rows.context(source_id))
        async with self._database.write() as connection:
            await rows.put(connection, source_id, people.as_of, payload)

    async def latest(self, source_ids: Collection[str]) -> Kept | None:
        """Return the latest list of these sources that may be used now, None when there is none."""
        async with self._database.read() as connection:
            found = await rows.of_sources(connection, source_ids)
        for row in found:
            until = self.until(row.terms)
            if until <= self._clock():
                continue
            people = await asyncio.to_thread(self._unpack, row)
            if people is not None:
                return Kept(people, until)
        return None

    async def clean_up(self) -> None:
        """Delete every list that may be kept no longer."""
        now = self._clock()
        async with self._database.read() as connection:
            over = [one.source_id for one in await rows.terms(connection) if self.until(one) <= now]
        if not over:
            return
        async with self._database.write() as connection:
            # Asked again: a list may have been read anew in between.
            still = [one.source_id for one in await rows.terms(connection) if self.until(one) <= now]
            deleted = await rows.remove(connection, still)
        _log.info("old lists deleted", extra={"lists": deleted})

    def until(self, terms: Terms) -> datetime:
        """Return how long a list may be kept (UTC) that was read on these terms."""
        ends = [terms.taken_at + KEPT]
        if terms.died_at is not None:
            ends.append(terms.died_at + KEPT_WITHOUT_PERMISSION)
        needed = self._scopes.get(terms.kind, _NONE)
        if terms.scopes is not None and terms.consented_at is not None and not needed <= set(terms.scopes.split()):
            # A consent that leaves a permission out takes it back.
            ends.append(terms.consented_at + KEPT_WITHOUT_PERMISSION)
        return min(ends) - EARLY

    def _unpack(self, row: SnapshotRow) -> SourceList | None:
        """Return the list, None when it cannot be read: its key is gone, or another version wrote it."""
        source_id = row.terms.source_id
        context = rows.context(source_id)
        try:
            try:
                return unpack(self._vault, row.payload, SourceList, context=context)
            except WrittenOtherwise:
                # As they were kept before there were sources of other kinds.
                return from_members(unpack(self._vault, row.payload, Roster, context=context))
        except UnreadableList:
            _log.exception("a kept list cannot be read", extra={"source": source_id})
            return None
