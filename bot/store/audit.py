"""The audit: append-only lines about who did what. Never a secret."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import audit


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `at` is UTC, `actor` a Discord user's id."""

    id: int
    at: datetime
    actor: int
    action: str
    subject: str
    detail: str


NOBODY = 0
"""The actor of a line that belongs to no person, or to one who has asked to be forgotten."""


async def add(
    connection: AsyncConnection, at: datetime, actor: int, action: str, *, subject: str = "", detail: str = ""
) -> None:
    """Write one line, in the transaction that does what it tells of."""
    await connection.execute(insert(audit).values(at=at, actor=actor, action=action, subject=subject, detail=detail))


async def stands(connection: AsyncConnection, actor: int, action: str, *, subject: str, detail: str) -> bool:
    """Tell whether this line has been written already, whenever that was."""
    same = (audit.c.actor == actor, audit.c.action == action, audit.c.subject == subject, audit.c.detail == detail)
    return (await connection.execute(select(audit.c.id).where(*same).limit(1))).first() is not None


async def told_of(connection: AsyncConnection, action: str, *, subject: str, detail: str) -> bool:
    """Tell whether this line has been written already, whoever did it."""
    same = (audit.c.action == action, audit.c.subject == subject, audit.c.detail == detail)
    return (await connection.execute(select(audit.c.id).where(*same).limit(1))).first() is not None


async def tail(
    connection: AsyncConnection, user_id: int, subjects: Collection[str], limit: int, before: int | None = None
) -> list[Line]:
    """Return the newest lines of what a person did or what was done to these subjects, newest first.

    `before` is the id of the line that the page before ended with.
    """
    theirs = or_(audit.c.actor == user_id, audit.c.subject.in_(subjects))
    older = true() if before is None else audit.c.id < before
    query = select(audit).where(theirs, older).order_by(audit.c.id.desc()).limit(limit)
    return [Line(**row) for row in (await connection.execute(query)).mappings()]


async def forget(connection: AsyncConnection, before: datetime) -> int:
    """Delete lines from before a moment; return how many."""
    return (await connection.execute(delete(audit).where(audit.c.at < before))).rowcount
