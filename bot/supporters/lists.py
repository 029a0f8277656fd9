"""Lists that somebody imported: kept whole and sealed until the next import replaces them."""

import asyncio
from datetime import datetime

from bot.clock import Clock
from bot.errors import ListUnreadable, NotYours
from bot.names import escape_name
from bot.store import audit
from bot.store import lists as rows
from bot.store import sources as source_rows
from bot.store.database import Database
from bot.store.lists import ListRow
from bot.store.sources import Source
from bot.store.types import new_id
from bot.store.vault import Vault
from bot.supporters.entries import SourceList
from bot.supporters.kinds import FILE_KINDS
from bot.supporters.packing import UnreadableList, pack, unpack
from bot.supporters.sources import traces
from bot.youtube.payer import Payer


class Lists:
    """Keeps imported lists, and reads the sources that have one (a `SourceReader` of the kinds that are files)."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def add(self, guild_id: int, kind: str, title: str, imported: SourceList, by: int) -> Source:
        """Make a source of this kind with its list, in one transaction. `by` imports it and owns it."""
        if kind not in FILE_KINDS:
            raise ValueError(f"{kind} is no file")
        source_id = new_id()
        row = await self._row(source_id, imported)
        async with self._database.write() as connection:
            added = await source_rows.add(
                connection,
                source_id=source_id,
                guild_id=guild_id,
                kind=kind,
                owner_id=by,
                title=title,
                by=by,
                at=self._clock(),
            )
            await rows.put(connection, row)
            await audit.add(connection, added.added_at, by, "source.added", **traces(added))
        return added

    async def replace(self, source_id: str, guild_id: int, imported: SourceList, by: int) -> Source:
        """Put a new list in the place of the one before. Only its owner may: raises NotYours."""
        row = await self._row(source_id, imported)
        async with self._database.write() as connection:
            source = await source_rows.by_id(connection, source_id)
            if source is None or (source.guild_id, source.owner_id) != (guild_id, by):
                raise NotYours("source", "Look at `/credits sources list`.")
            await rows.put(connection, row)
            await audit.add(connection, self._clock(), by, "source.refreshed", **traces(source))
        return source

    async def imported_at(self, source_id: str) -> datetime | None:
        """Return when the list was imported (UTC), None for a source without one."""
        async with self._database.read() as connection:
            row = await rows.of_source(connection, source_id)
        return row.imported_at if row else None

    async def read(self, source: Source, payer: Payer) -> SourceList:  # noqa: ARG002 (a file costs nobody anything)
        """Return what was imported last. Raises ListUnreadable."""
        async with self._database.read() as connection:
            row = await rows.of_source(connection, source.id)
        if row is None:
            return SourceList((), (), source.added_at)
        try:
            return await asyncio.to_thread(
                unpack, self._vault, row.payload, SourceList, context=rows.context(source.id)
            )
        except UnreadableList as error:
            raise ListUnreadable(escape_name(source.title), source.owner_id) from error

    async def _row(self, source_id: str, imported: SourceList) -> ListRow:
        payload = await asyncio.to_thread(pack, self._vault, imported, context=rows.context(source_id))
        return ListRow(source_id, payload, self._clock(), len(imported.entries))
