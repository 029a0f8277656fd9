"""Queries on `files`: what can be fetched for a while from the bot's own address."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import files


@dataclass(frozen=True, slots=True)
class FileRow:
    """One kept file. `path` is its name in the folder of files, `name` what whoever fetches it sees; times are UTC."""

    id: str
    key_hash: bytes = field(repr=False)
    guild_id: int
    owner_id: int
    path: str
    name: str
    media_type: str
    size: int
    created_at: datetime
    expires_at: datetime


_COLUMNS = [files.c[name] for name in FileRow.__slots__]


async def add(connection: AsyncConnection, row: FileRow) -> None:
    """Keep a file's row."""
    await connection.execute(insert(files).values({name: getattr(row, name) for name in FileRow.__slots__}))


async def remove(connection: AsyncConnection, file_id: str) -> None:
    """Delete a file's row, if there is one."""
    await connection.execute(delete(files).where(files.c.id == file_id))


async def by_key(connection: AsyncConnection, key_hash: bytes, now: datetime) -> FileRow | None:
    """Return the file with this key, None when there is none or its time is over."""
    chosen = select(*_COLUMNS).where(files.c.key_hash == key_hash, files.c.expires_at > now)
    row = (await connection.execute(chosen)).one_or_none()
    return FileRow(*row) if row else None


async def bytes_kept(connection: AsyncConnection) -> int:
    """Return how many bytes all files have together."""
    return int((await connection.execute(select(func.coalesce(func.sum(files.c.size), 0)))).scalar_one())


async def first_expiry(connection: AsyncConnection) -> datetime | None:
    """Return when (UTC) the first file's time is over, None without files."""
    moment: datetime | None = (
        await connection.execute(select(func.min(files.c.expires_at, type_=files.c.expires_at.type)))
    ).scalar()
    return moment


async def remove_expired(connection: AsyncConnection, now: datetime) -> None:
    """Delete the rows whose time is over."""
    await connection.execute(delete(files).where(files.c.expires_at <= now))


async def remove_of_guilds(
    connection: AsyncConnection, guild_ids: Collection[int], *, but_of: int | None = None
) -> None:
    """Delete the rows of these servers' files, but those made for user `but_of`."""
    chosen = delete(files).where(files.c.guild_id.in_(guild_ids))
    await connection.execute(chosen if but_of is None else chosen.where(files.c.owner_id != but_of))


async def paths(connection: AsyncConnection) -> set[str]:
    """Return the names that kept files have in their folder."""
    return set((await connection.execute(select(files.c.path))).scalars())
