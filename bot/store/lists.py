"""Queries on `lists`: what was imported for each source that is a file, sealed by the caller."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import lists


@dataclass(frozen=True, slots=True)
class ListRow:
    """One imported list: `rows` counts its people, `imported_at` is UTC."""

    source_id: str
    payload: bytes = field(repr=False)
    imported_at: datetime
    rows: int


def context(source_id: str) -> str:
    """Return the associated data that this source's list is sealed with."""
    return f"lists/{source_id}/payload"


async def put(connection: AsyncConnection, row: ListRow) -> None:
    """Keep a list in place of the one before."""
    await connection.execute(delete(lists).where(lists.c.source_id == row.source_id))
    values = {"payload": row.payload, "imported_at": row.imported_at, "rows": row.rows}
    await connection.execute(insert(lists).values(source_id=row.source_id, **values))


async def of_source(connection: AsyncConnection, source_id: str) -> ListRow | None:
    """Return what was imported for a source, None before the first time."""
    chosen = select(lists.c.source_id, lists.c.payload, lists.c.imported_at, lists.c.rows)
    row = (await connection.execute(chosen.where(lists.c.source_id == source_id))).one_or_none()
    return ListRow(*row) if row else None
