"""Queries on `snapshots`: the list that each source gave last, sealed by the caller."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import links, snapshots, sources


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides how long a snapshot may be kept: when it was taken, and the state of its source's link.

    Moments are UTC; `scopes` is space separated, `died_at` None for a link that works. `consented_at` and `scopes` are
    None for a source without a link.
    """

    source_id: str
    kind: str
    taken_at: datetime
    died_at: datetime | None
    consented_at: datetime | None
    scopes: str | None


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """One row with its terms."""

    terms: Terms
    payload: bytes = field(repr=False)


_TERMS = (
    snapshots.c.source_id,
    sources.c.kind,
    snapshots.c.taken_at,
    links.c.died_at,
    links.c.consented_at,
    links.c.scopes,
)
_JOINED = snapshots.join(sources, sources.c.id == snapshots.c.source_id).outerjoin(
    links, links.c.id == sources.c.link_id
)


def context(source_id: str) -> str:
    """Return the associated data that this source's snapshot is sealed with."""
    return f"snapshots/{source_id}/payload"


async def taken_at(connection: AsyncConnection, source_id: str) -> datetime | None:
    """Return when a source's snapshot was taken, None without one."""
    chosen = select(snapshots.c.taken_at).where(snapshots.c.source_id == source_id)
    moment: datetime | None = (await connection.execute(chosen)).scalar()
    return moment


async def put(connection: AsyncConnection, source_id: str, taken: datetime, payload: bytes) -> None:
    """Keep a source's snapshot in place of an older one; nothing for a source that was taken away meanwhile."""
    known = (await connection.execute(select(sources.c.id).where(sources.c.id == source_id))).first()
    last = await taken_at(connection, source_id)
    if known is None or (last is not None and last >= taken):
        return
    await remove(connection, [source_id])
    await connection.execute(insert(snapshots).values(source_id=source_id, taken_at=taken, payload=payload))


async def of_sources(connection: AsyncConnection, source_ids: Collection[str]) -> list[SnapshotRow]:
    """Return the snapshots of these sources, the latest first."""
    chosen = (
        select(snapshots.c.payload, *_TERMS)
        .select_from(_JOINED)
        .where(snapshots.c.source_id.in_(source_ids))
        .order_by(snapshots.c.taken_at.desc(), snapshots.c.source_id)
    )
    return [SnapshotRow(Terms(*terms), payload) for payload, *terms in (await connection.execute(chosen)).all()]


async def terms(connection: AsyncConnection) -> list[Terms]:
    """Return the terms of every snapshot."""
    return [Terms(*row) for row in (await connection.execute(select(*_TERMS).select_from(_JOINED))).all()]


async def remove(connection: AsyncConnection, source_ids: Collection[str]) -> int:
    """Delete the snapshots of these sources; return how many."""
    return (await connection.execute(delete(snapshots).where(snapshots.c.source_id.in_(source_ids)))).rowcount
