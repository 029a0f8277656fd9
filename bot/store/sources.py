"""Queries on `sources`: where a server's names come from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import links, sources


@dataclass(frozen=True, slots=True)
class Source:
    """A source with the link it reads through. `owner_id` is the link's Discord user; `status` the link's health."""

    id: str
    guild_id: int
    kind: str
    link_id: str
    owner_id: int
    account_id: str
    title: str
    status: str
    reason: str
    added_by: int
    added_at: datetime


async def owner_of_link(connection: AsyncConnection, link_id: str) -> int | None:
    """Return the Discord user whose link this is, None when there is no such link."""
    owner: int | None = (await connection.execute(select(links.c.user_id).where(links.c.id == link_id))).scalar()
    return owner


async def add(
    connection: AsyncConnection, *, source_id: str, guild_id: int, kind: str, link_id: str, by: int, at: datetime
) -> Source:
    """Add a source; a second one of the same server, kind and link is refused by the database."""
    row = {"id": source_id, "guild_id": guild_id, "kind": kind, "link_id": link_id, "added_by": by, "added_at": at}
    await connection.execute(insert(sources).values(row))
    return _source((await connection.execute(_joined().where(sources.c.id == source_id))).mappings().one())


async def of_guild(connection: AsyncConnection, guild_id: int) -> list[Source]:
    """Return a server's sources, the first added first."""
    chosen = _joined().where(sources.c.guild_id == guild_id).order_by(sources.c.added_at, sources.c.id)
    return [_source(row) for row in (await connection.execute(chosen)).mappings()]


async def of_link(connection: AsyncConnection, link_id: str) -> list[Source]:
    """Return the sources that read through a link, in whichever servers, the first added first."""
    chosen = _joined().where(sources.c.link_id == link_id).order_by(sources.c.added_at, sources.c.id)
    return [_source(row) for row in (await connection.execute(chosen)).mappings()]


async def by_id(connection: AsyncConnection, source_id: str) -> Source | None:
    """Return a source by id."""
    row = (await connection.execute(_joined().where(sources.c.id == source_id))).mappings().one_or_none()
    return _source(row) if row else None


async def find_of_link(connection: AsyncConnection, guild_id: int, kind: str, link_id: str) -> Source | None:
    """Return the source that a link already is in a server."""
    same = (sources.c.guild_id == guild_id) & (sources.c.kind == kind) & (sources.c.link_id == link_id)
    row = (await connection.execute(_joined().where(same))).mappings().one_or_none()
    return _source(row) if row else None


async def remove(connection: AsyncConnection, source_id: str) -> None:
    """Delete a source."""
    await connection.execute(delete(sources).where(sources.c.id == source_id))


def _joined() -> Select[Any]:
    return select(
        sources.c.id,
        sources.c.guild_id,
        sources.c.kind,
        sources.c.link_id,
        links.c.user_id.label("owner_id"),
        links.c.account_id,
        links.c.title,
        links.c.status,
        links.c.reason,
        sources.c.added_by,
        sources.c.added_at,
    ).join(links, links.c.id == sources.c.link_id)


def _source(row: RowMapping) -> Source:
    return Source(**row)
