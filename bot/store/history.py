"""Queries on what was posted: the ledger, newest first, as people look at it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import post_parts, posts, schedules


@dataclass(frozen=True, slots=True)
class Past:
    """One post. Moments are UTC; `words` is its schedule's rule, empty by hand and once the schedule is deleted.

    `finished_at` is None while it is under way. `messages` of `planned` ones are known to be in the channel, and
    `first_message` is the id of the first of all, None when that is not there.
    """

    due_at: datetime
    finished_at: datetime | None
    channel_id: int
    kind: str
    status: str
    problem: str
    words: str
    first_message: int | None
    messages: int
    planned: int


async def count(connection: AsyncConnection, guild_id: int, schedule_id: str) -> int:
    """Return how many posts a server has, of one schedule or of all (empty)."""
    counted = select(func.count()).select_from(posts).where(*_of(guild_id, schedule_id))
    return int((await connection.execute(counted)).scalar_one())


async def page(connection: AsyncConnection, guild_id: int, schedule_id: str, *, first: int, size: int) -> list[Past]:
    """Return posts from the `first` newest on (from 0)."""
    parts = post_parts.c.post_id == posts.c.id
    opening = select(post_parts.c.message_id).where(parts, post_parts.c.number == 1).scalar_subquery()
    sent = select(func.count(post_parts.c.message_id)).where(parts).scalar_subquery()
    planned = select(func.count()).select_from(post_parts).where(parts).scalar_subquery()
    columns: list[Any] = [
        posts.c[name] for name in ("due_at", "finished_at", "channel_id", "kind", "status", "problem")
    ]
    chosen: Any = (
        select(*columns, func.coalesce(schedules.c.words, ""), opening, sent, planned)
        .select_from(posts.outerjoin(schedules, schedules.c.id == posts.c.schedule_id))
        .where(*_of(guild_id, schedule_id))
        .order_by(posts.c.due_at.desc(), posts.c.id)
        .offset(first)
        .limit(size)
    )
    return [Past(*row) for row in (await connection.execute(chosen)).all()]


def _of(guild_id: int, schedule_id: str) -> list[Any]:
    mine = posts.c.guild_id == guild_id
    return [and_(mine, posts.c.schedule_id == schedule_id) if schedule_id else mine]
