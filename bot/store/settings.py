"""Queries on `settings`: small facts about this installation."""

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import settings


async def read(connection: AsyncConnection, key: str) -> str | None:
    """Return the value, or None when it was never written."""
    value: str | None = (await connection.execute(select(settings.c.value).where(settings.c.key == key))).scalar()
    return value


async def write(connection: AsyncConnection, key: str, value: str) -> None:
    """Keep the value, in place of an earlier one."""
    await connection.execute(delete(settings).where(settings.c.key == key))
    await connection.execute(insert(settings).values(key=key, value=value))


async def remove(connection: AsyncConnection, key: str) -> None:
    """Forget the value, if there is one."""
    await connection.execute(delete(settings).where(settings.c.key == key))
