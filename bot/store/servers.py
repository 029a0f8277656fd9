"""Queries on everything that is kept about one Discord server, and on servers that the bot found itself outside of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.approvals import NEVER, NO
from bot.store.quota import unname
from bot.store.schedules import ACTIVE, PAUSED
from bot.store.tables import (
    approvals,
    credit_settings,
    files,
    left_servers,
    overrides,
    pages,
    posts,
    schedules,
    sources,
    templates,
)

_OF_SERVERS = (sources, schedules, posts, credit_settings, overrides, pages, files, templates)


@dataclass(frozen=True, slots=True)
class Emptied:
    """How many rows of a server were deleted."""

    sources: int
    schedules: int
    posts: int

    def __bool__(self) -> bool:
        return bool(self.sources or self.schedules or self.posts)


async def known(connection: AsyncConnection) -> set[int]:
    """Return every server that something is kept about."""
    every = union(*[select(table.c.guild_id) for table in _OF_SERVERS])
    return set((await connection.execute(every)).scalars())


async def links_of(connection: AsyncConnection, guild_id: int) -> list[str]:
    """Return the links that a server's names come through."""
    query = select(sources.c.link_id).where(sources.c.guild_id == guild_id, sources.c.link_id.is_not(None))
    return list((await connection.execute(query)).scalars())


async def forget(connection: AsyncConnection, guild_id: int) -> Emptied:
    """Delete what is kept about a server; snapshots go with their sources, messages with their posts.

    An owner's no stays for as long as it holds: who adds the bot again cannot ask anew.
    """
    gone = [
        (await connection.execute(delete(table).where(table.c.guild_id == guild_id))).rowcount
        for table in (sources, posts, schedules)
    ]
    for table in _OF_SERVERS[3:]:
        await connection.execute(delete(table).where(table.c.guild_id == guild_id))
    undecided = approvals.c.answer.not_in([NO, NEVER])
    await connection.execute(delete(approvals).where(approvals.c.guild_id == guild_id, undecided))
    for statement in unname(f"server/{guild_id}"):
        await connection.execute(statement)
    await connection.execute(delete(left_servers).where(left_servers.c.guild_id == guild_id))
    return Emptied(sources=gone[0], posts=gone[1], schedules=gone[2])


async def left(connection: AsyncConnection) -> set[int]:
    """Return the servers that the bot found itself outside of."""
    return set((await connection.execute(select(left_servers.c.guild_id))).scalars())


async def left_before(connection: AsyncConnection, moment: datetime) -> list[int]:
    """Return the servers whose absence was noticed up to a moment, the longest gone first."""
    query = (
        select(left_servers.c.guild_id)
        .where(left_servers.c.noticed_at <= moment)
        .order_by(left_servers.c.noticed_at, left_servers.c.guild_id)
    )
    return list((await connection.execute(query)).scalars())


async def note_left(connection: AsyncConnection, guild_ids: Collection[int], at: datetime) -> None:
    """Note servers that were not noted before."""
    if guild_ids:
        await connection.execute(insert(left_servers), [{"guild_id": one, "noticed_at": at} for one in guild_ids])


async def note_back(connection: AsyncConnection, guild_ids: Collection[int]) -> int:
    """Take back the notes of servers that the bot is in; return how many there were."""
    return (await connection.execute(delete(left_servers).where(left_servers.c.guild_id.in_(guild_ids)))).rowcount


async def pause_schedules(connection: AsyncConnection, guild_ids: Collection[int], problem: str, at: datetime) -> int:
    """Pause every running schedule of these servers; return how many."""
    changed = await connection.execute(
        update(schedules)
        .where(schedules.c.guild_id.in_(guild_ids), schedules.c.status == ACTIVE)
        .values(status=PAUSED, due_at=None, problem=problem, updated_at=at)
    )
    return changed.rowcount
