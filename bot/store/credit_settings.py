"""Queries on `credit_settings`: what a server wants of its credits, as JSON."""

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import credit_settings


async def read(connection: AsyncConnection, guild_id: int) -> str | None:
    """Return what a server wants, None when it has said nothing."""
    chosen = select(credit_settings.c.settings).where(credit_settings.c.guild_id == guild_id)
    found: str | None = (await connection.execute(chosen)).scalar()
    return found


async def write(connection: AsyncConnection, guild_id: int, settings: str) -> None:
    """Keep what a server wants in place of what was before."""
    await connection.execute(delete(credit_settings).where(credit_settings.c.guild_id == guild_id))
    await connection.execute(insert(credit_settings).values(guild_id=guild_id, settings=settings))
