"""Queries on `release_lists`: each source's list as it was nearest to a release, sealed by the caller."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.snapshots import SnapshotRow, Terms
from bot.store.tables import links, release_lists, sources

_TERMS = (
    release_lists.c.source_id,
    sources.c.kind,
    release_lists.c.taken_at,
    links.c.died_at,
    links.c.consented_at,
    links.c.scopes,
)
_JOINED = release_lists.join(sources, sources.c.id == release_lists.c.source_id).outerjoin(
    links, links.c.id == sources.c.link_id
)


def context(schedule_id: str, source_id: str) -> str:
    """Return the associated data that this source's list for this schedule is sealed with."""
    return f"release_lists/{schedule_id}/{source_id}/payload"


async def put(
    connection: AsyncConnection, schedule_id: str, source_id: str, taken_at: datetime, payload: bytes
) -> None:
    """Hold a source's list for a schedule; nothing for a source that was taken away meanwhile."""
    if (await connection.execute(select(sources.c.id).where(sources.c.id == source_id))).first() is None:
        return
    values = {"schedule_id": schedule_id, "source_id": source_id, "taken_at": taken_at, "payload": payload}
    await connection.execute(insert(release_lists).values(values))


async def of_schedule(connection: AsyncConnection, schedule_id: str) -> list[SnapshotRow]:
    """Return what is held for a schedule."""
    chosen = (
        select(release_lists.c.payload, *_TERMS).select_from(_JOINED).where(release_lists.c.schedule_id == schedule_id)
    )
    return [SnapshotRow(Terms(*terms), payload) for payload, *terms in (await connection.execute(chosen)).all()]


async def is_held(connection: AsyncConnection, schedule_id: str) -> bool:
    """Tell whether anything is held for a schedule."""
    chosen = select(release_lists.c.source_id).where(release_lists.c.schedule_id == schedule_id).limit(1)
    return (await connection.execute(chosen)).first() is not None


async def forget(connection: AsyncConnection, schedule_id: str) -> None:
    """Forget what is held for a schedule."""
    await connection.execute(delete(release_lists).where(release_lists.c.schedule_id == schedule_id))


async def terms(connection: AsyncConnection) -> list[tuple[str, Terms]]:
    """Return the schedule and the terms of every list."""
    chosen = select(release_lists.c.schedule_id, *_TERMS).select_from(_JOINED)
    return [(schedule_id, Terms(*row)) for schedule_id, *row in (await connection.execute(chosen)).all()]


async def remove(connection: AsyncConnection, lists: Collection[tuple[str, str]]) -> None:
    """Delete lists, by schedule and source."""
    for schedule_id, source_id in lists:
        await connection.execute(
            delete(release_lists).where(
                release_lists.c.schedule_id == schedule_id, release_lists.c.source_id == source_id
            )
        )
