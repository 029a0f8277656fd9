"""Queries on `posted_rosters`: whom a schedule's posts thanked, sealed by the caller."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import posted_rosters, posts

_UNFINISHED = ("claimed", "sending")


@dataclass(frozen=True, slots=True)
class PostedRow:
    """Whom one post thanks. `posted_at` (UTC) is None until all of it is in the channel."""

    post_id: str
    schedule_id: str
    guild_id: int
    posted_at: datetime | None
    payload: bytes = field(repr=False)


def context(post_id: str) -> str:
    """Return the associated data that this post's roster is sealed with."""
    return f"posted_rosters/{post_id}/payload"


async def put(connection: AsyncConnection, row: PostedRow) -> None:
    """Keep whom a post will thank, in the transaction that stores its parts."""
    await connection.execute(delete(posted_rosters).where(posted_rosters.c.post_id == row.post_id))
    values = {name: getattr(row, name) for name in PostedRow.__slots__}
    await connection.execute(insert(posted_rosters).values(values))


async def settle(connection: AsyncConnection, post_id: str, at: datetime) -> None:
    """Note, in the transaction that closes a post, that it is its schedule's latest; earlier ones are forgotten."""
    own = posted_rosters.c.post_id == post_id
    schedule_id = (await connection.execute(select(posted_rosters.c.schedule_id).where(own))).scalar()
    if schedule_id is None:
        return
    await connection.execute(update(posted_rosters).where(own).values(posted_at=at))
    others = delete(posted_rosters).where(posted_rosters.c.schedule_id == schedule_id, ~own)
    await connection.execute(others.where(posted_rosters.c.posted_at.is_not(None)))


async def latest(connection: AsyncConnection, schedule_id: str) -> PostedRow | None:
    """Return whom a schedule's latest post thanked, None before its first."""
    columns = [posted_rosters.c[name] for name in PostedRow.__slots__]
    chosen = (
        select(*columns)
        .where(posted_rosters.c.schedule_id == schedule_id, posted_rosters.c.posted_at.is_not(None))
        .order_by(posted_rosters.c.posted_at.desc(), posted_rosters.c.post_id)
        .limit(1)
    )
    row = (await connection.execute(chosen)).one_or_none()
    return PostedRow(*row) if row else None


async def of_post(connection: AsyncConnection, post_id: str) -> PostedRow | None:
    """Return whom a post thanks; None of a post by hand, and once its schedule is deleted."""
    columns = [posted_rosters.c[name] for name in PostedRow.__slots__]
    row = (await connection.execute(select(*columns).where(posted_rosters.c.post_id == post_id))).one_or_none()
    return PostedRow(*row) if row else None


async def forget(connection: AsyncConnection, post_id: str) -> None:
    """Forget whom a post was to thank."""
    await connection.execute(delete(posted_rosters).where(posted_rosters.c.post_id == post_id))


async def forget_of_guilds(connection: AsyncConnection, guild_ids: Collection[int]) -> None:
    """Forget whom these servers' posts thanked: names of a source that was taken away may be among them."""
    await connection.execute(delete(posted_rosters).where(posted_rosters.c.guild_id.in_(guild_ids)))


async def delete_abandoned(connection: AsyncConnection) -> int:
    """Forget whom posts would have thanked that never appeared; return how many."""
    unfinished = select(posts.c.id).where(posts.c.status.in_(_UNFINISHED))
    abandoned = posted_rosters.c.posted_at.is_(None) & posted_rosters.c.post_id.not_in(unfinished)
    return (await connection.execute(delete(posted_rosters).where(abandoned))).rowcount
