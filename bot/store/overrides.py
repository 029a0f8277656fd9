"""Queries on `overrides`: what a server's creators changed about one supporter."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import overrides


@dataclass(frozen=True, slots=True)
class Override:
    """Another spelling (empty: none), hidden, the key of the same person in another list, and refused.

    A person's own wish is stronger than a spelling and than `hidden`; nothing is stronger than `refused`. Where another
    key was refused and this one is the same person's, `refused_with` is that other. `updated_at` (UTC) is when it was
    changed last, None where it is not kept yet.
    """

    key: str
    spelling: str = ""
    hidden: bool = False
    merged_into: str | None = None
    refused: bool = False
    refused_with: str | None = None
    updated_at: datetime | None = field(default=None, compare=False)

    def __bool__(self) -> bool:
        return bool(self.spelling or self.hidden or self.merged_into or self.refused)


_COLUMNS = [overrides.c[name] for name in Override.__slots__]


async def of_guild(connection: AsyncConnection, guild_id: int) -> dict[str, Override]:
    """Return a server's changes by key, the latest first."""
    chosen = (
        select(*_COLUMNS)
        .where(overrides.c.guild_id == guild_id)
        .order_by(overrides.c.updated_at.desc(), overrides.c.key)
    )
    return {row.key: Override(*row) for row in (await connection.execute(chosen)).all()}


async def put(
    connection: AsyncConnection, guild_id: int, override: Override, at: datetime, *, aside: bool = False
) -> None:
    """Keep what was changed about one key in place of what was before; nothing is left of one that changes nothing.

    `aside`: it changes only because another key does, and keeps the time of what was changed before, if anything was.
    """
    await remove(connection, guild_id, [override.key])
    if override:
        values = {name: getattr(override, name) for name in Override.__slots__}
        values["updated_at"] = (override.updated_at if aside else None) or at
        await connection.execute(insert(overrides).values(guild_id=guild_id, seen_at=at, **values))


async def remove(connection: AsyncConnection, guild_id: int, keys: Collection[str]) -> int:
    """Take back what was changed about these keys; return how many had changes."""
    chosen = delete(overrides).where(overrides.c.guild_id == guild_id, overrides.c.key.in_(keys))
    return (await connection.execute(chosen)).rowcount


async def unseen(connection: AsyncConnection, guild_id: int, before: datetime) -> set[str]:
    """Return the keys that were last seen in a list before a moment."""
    chosen = select(overrides.c.key).where(overrides.c.guild_id == guild_id, overrides.c.seen_at < before)
    return set((await connection.execute(chosen)).scalars())


async def guilds_unseen(connection: AsyncConnection, before: datetime) -> set[int]:
    """Return the servers that changed something about people who were last seen in a list before a moment."""
    chosen = select(overrides.c.guild_id).where(overrides.c.seen_at < before).distinct()
    return set((await connection.execute(chosen)).scalars())


async def note_seen(connection: AsyncConnection, guild_id: int, keys: Collection[str], at: datetime) -> None:
    """Note that these keys stand in a list."""
    await connection.execute(
        update(overrides).where(overrides.c.guild_id == guild_id, overrides.c.key.in_(keys)).values(seen_at=at)
    )


async def delete_unseen(connection: AsyncConnection, before: datetime) -> int:
    """Forget keys that no list has had since a moment; return how many."""
    return (await connection.execute(delete(overrides).where(overrides.c.seen_at <= before))).rowcount
