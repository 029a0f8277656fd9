"""The audit: append-only lines about who did what. Never a secret."""

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import audit


async def add(
    connection: AsyncConnection, at: datetime, actor: int, action: str, *, subject: str = "", detail: str = ""
) -> None:
    """Write one line, in the transaction that does what it tells of."""
    await connection.execute(insert(audit).values(at=at, actor=actor, action=action, subject=subject, detail=detail))


async def stands(connection: AsyncConnection, actor: int, action: str, *, subject: str, detail: str) -> bool:
    """Tell whether this line has been written already, whenever that was."""
    same = (audit.c.actor == actor, audit.c.action == action, audit.c.subject == subject, audit.c.detail == detail)
    return (await connection.execute(select(audit.c.id).where(*same).limit(1))).first() is not None


async def forget(connection: AsyncConnection, before: datetime) -> int:
    """Delete lines from before a moment; return how many."""
    return (await connection.execute(delete(audit).where(audit.c.at < before))).rowcount
