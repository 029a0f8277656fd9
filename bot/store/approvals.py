"""Queries on `approvals`: what owners of names were asked by a server's managers, and what they said."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import approvals

OPEN = ""
YES = "yes"
NO = "no"
NEVER = "never"
"""No, and nobody of this server may ask this owner again."""


@dataclass(frozen=True, slots=True)
class Approval:
    """One question. `subject` is the source it is about, empty where one is to be added; times are UTC."""

    id: str
    guild_id: int
    kind: str
    link_id: str | None
    subject: str
    asked_by: int
    owner_id: int
    created_at: datetime
    expires_at: datetime
    answer: str = OPEN
    answered_at: datetime | None = None


_COLUMNS = [approvals.c[name] for name in Approval.__slots__]


async def add(connection: AsyncConnection, asked: Approval) -> None:
    """Keep a question."""
    await connection.execute(insert(approvals).values({name: getattr(asked, name) for name in Approval.__slots__}))


async def by_id(connection: AsyncConnection, approval_id: str) -> Approval | None:
    """Return a question, locked where the database locks rows."""
    chosen = select(*_COLUMNS).where(approvals.c.id == approval_id).with_for_update()
    row = (await connection.execute(chosen)).one_or_none()
    return Approval(*row) if row else None


async def between(connection: AsyncConnection, guild_id: int, owner_id: int) -> list[Approval]:
    """Return all that is known of a server's questions to an owner, the latest first."""
    chosen = (
        select(*_COLUMNS)
        .where(approvals.c.guild_id == guild_id, approvals.c.owner_id == owner_id)
        .order_by(approvals.c.created_at.desc(), approvals.c.id)
    )
    return [Approval(*row) for row in (await connection.execute(chosen)).all()]


async def open_for(connection: AsyncConnection, owner_id: int, now: datetime) -> list[Approval]:
    """Return the questions that wait for an owner's answer, the oldest first."""
    waits = (approvals.c.owner_id == owner_id, approvals.c.answer == OPEN, approvals.c.expires_at > now)
    chosen = select(*_COLUMNS).where(*waits).order_by(approvals.c.created_at, approvals.c.id)
    return [Approval(*row) for row in (await connection.execute(chosen)).all()]


async def count_asked(connection: AsyncConnection, asked_by: int, since: datetime) -> int:
    """Return how many questions somebody has asked after a moment."""
    counted = select(func.count()).where(approvals.c.asked_by == asked_by, approvals.c.created_at > since)
    return int((await connection.execute(counted)).scalar_one())


async def answer(connection: AsyncConnection, approval_id: str, said: str, at: datetime, link_id: str | None) -> None:
    """Keep what the owner said."""
    await connection.execute(
        update(approvals)
        .where(approvals.c.id == approval_id)
        .values(answer=said, answered_at=at, link_id=func.coalesce(link_id, approvals.c.link_id))
    )


async def lift_never(connection: AsyncConnection, guild_id: int, owner_id: int) -> None:
    """Forget that an owner wanted no questions from a server."""
    await connection.execute(
        delete(approvals).where(
            approvals.c.guild_id == guild_id, approvals.c.owner_id == owner_id, approvals.c.answer == NEVER
        )
    )


async def remove_old(connection: AsyncConnection, before: datetime) -> None:
    """Delete questions that ended before a moment; a never stays."""
    ended = or_(approvals.c.answered_at < before, approvals.c.expires_at < before)
    await connection.execute(delete(approvals).where(ended, approvals.c.answer != NEVER))
