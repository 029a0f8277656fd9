"""The journal: a row stands here while a provider has been asked and the result is not committed.

A row is also a lease, so that two processes never refresh the same link: there is one row a link, it belongs to the
process named in `owner`, and who finds it waits for the result. When the lease has run out, the owner is gone: the
provider may have given an answer that nobody kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import journal
from bot.store.types import new_id

EXCHANGE = "exchange"
REFRESH = "refresh"

LEASE = timedelta(minutes=3)
"""Longer than a provider can take with all tries: 33 s to refresh or exchange, 95 s more to ask whose account it is."""


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
    connection: AsyncConnection,
    now: datetime,
    kind: str,
    *,
    link_id: str | None = None,
    attempt_id: str | None = None,
    owner: str = "",
) -> str:
    """Write a row and return its id; commit before asking the provider. A link must have no row yet."""
    entry = new_id()
    values = {
        "id": entry,
        "kind": kind,
        "link_id": link_id,
        "attempt_id": attempt_id,
        "started_at": now,
        "owner": owner,
        "lease_until": now + LEASE,
    }
    await connection.execute(insert(journal).values(values))
    return entry


async def finish(connection: AsyncConnection, entry_id: str) -> bool:
    """Remove a row, in the transaction that keeps the result; False when it was settled by somebody else."""
    return (await connection.execute(delete(journal).where(journal.c.id == entry_id))).rowcount == 1


async def leave(connection: AsyncConnection, entry_id: str, now: datetime) -> None:
    """End a row's lease and let it stand: its result is in doubt, and whoever refreshes next takes it over."""
    await connection.execute(update(journal).where(journal.c.id == entry_id).values(owner="", lease_until=now))


async def all_entries(connection: AsyncConnection) -> list[Entry]:
    """Return every row; at the start of the only process these are what a crash has interrupted."""
    return await _entries(connection, select(journal))


async def lapsed(connection: AsyncConnection, now: datetime) -> list[Entry]:
    """Return the rows whose lease has run out: whoever wrote them does not work on them any more."""
    return await _entries(connection, select(journal).where(journal.c.lease_until <= now))


async def _entries(connection: AsyncConnection, query: Select[Any]) -> list[Entry]:
    rows = await connection.execute(query.order_by(journal.c.started_at, journal.c.id))
    return [Entry(**row) for row in rows.mappings()]


async def finish_exchange(connection: AsyncConnection, attempt_id: str) -> None:
    """Remove an attempt's row, in the transaction that keeps the result."""
    await connection.execute(delete(journal).where(journal.c.attempt_id == attempt_id))
