"""The journal: a row stands here while a provider has been asked and the result is not committed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import journal
from bot.store.types import new_id

EXCHANGE = "exchange"
REFRESH = "refresh"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: an exchange names its attempt, a refresh its link."""

    id: str
    kind: str
    link_id: str | None
    attempt_id: str | None
    started_at: datetime
    owner: str
    lease_until: datetime


async def begin(
    connection: AsyncConnection, now: datetime, kind: str, *, link_id: str | None = None, attempt_id: str | None = None
) -> str:
    """Write a row and return its id; commit before asking the provider."""
    entry = new_id()
    values = {"id": entry, "kind": kind, "link_id": link_id, "attempt_id": attempt_id, "started_at": now}
    await connection.execute(insert(journal).values(values))
    return entry


async def finish(connection: AsyncConnection, entry_id: str) -> None:
    """Remove a row, in the transaction that keeps the result."""
    await connection.execute(delete(journal).where(journal.c.id == entry_id))


async def all_entries(connection: AsyncConnection) -> list[Entry]:
    """Return every row; at start these are what a crash has interrupted."""
    rows = await connection.execute(select(journal).order_by(journal.c.started_at, journal.c.id))
    return [Entry(**row) for row in rows.mappings()]


async def finish_exchange(connection: AsyncConnection, attempt_id: str) -> None:
    """Remove an attempt's row, in the transaction that keeps the result."""
    await connection.execute(delete(journal).where(journal.c.attempt_id == attempt_id))
