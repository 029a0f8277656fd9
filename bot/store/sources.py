"""Queries on `sources`: where a server's names come from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, case, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.links import OK
from bot.store.tables import links, sources


@dataclass(frozen=True, slots=True)
class Source:
    """A source, with the link it reads through where there is one.

    `owner_id` is the Discord user whose data it is; `title` its own, else the link's. Without a link `link_id` is None,
    `account_id` empty and `status` ok, for there is nothing that could fail; else `status` and `reason` are the link's
    health. `settings` is JSON.
    """

    id: str
    guild_id: int
    kind: str
    link_id: str | None
    owner_id: int
    account_id: str
    title: str
    status: str
    reason: str
    added_by: int
    added_at: datetime
    settings: str = "{}"


async def owner_of_link(connection: AsyncConnection, link_id: str) -> int | None:
    """Return the Discord user whose link this is, None when there is no such link."""
    owner: int | None = (await connection.execute(select(links.c.user_id).where(links.c.id == link_id))).scalar()
    return owner


async def add(
    connection: AsyncConnection,
    *,
    source_id: str,
    guild_id: int,
    kind: str,
    owner_id: int,
    by: int,
    at: datetime,
    link_id: str | None = None,
    title: str = "",
    settings: str = "{}",
) -> Source:
    """Add a source; a second one of the same server, kind and link is refused by the database."""
    row = {
        "id": source_id,
        "guild_id": guild_id,
        "kind": kind,
        "link_id": link_id,
        "owner_id": owner_id,
        "title": title,
        "settings": settings,
        "added_by": by,
        "added_at": at,
    }
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


async def of_owner(connection: AsyncConnection, owner_id: int) -> list[Source]:
    """Return the sources whose data is this person's, in whichever servers, the first added first."""
    chosen = _joined().where(sources.c.owner_id == owner_id).order_by(sources.c.added_at, sources.c.id)
    return [_source(row) for row in (await connection.execute(chosen)).mappings()]


async def set_settings(connection: AsyncConnection, source_id: str, settings: str) -> None:
    """Replace what a source was told, as JSON."""
    await connection.execute(update(sources).where(sources.c.id == source_id).values(settings=settings))


async def rename(connection: AsyncConnection, source_id: str, title: str) -> None:
    """Give a source a title of its own; empty for its link's."""
    await connection.execute(update(sources).where(sources.c.id == source_id).values(title=title))


async def remove_of_owner(connection: AsyncConnection, owner_id: int) -> None:
    """Delete every source whose data is this person's; what was kept of them goes with it."""
    await connection.execute(delete(sources).where(sources.c.owner_id == owner_id))


async def remove(connection: AsyncConnection, source_id: str) -> None:
    """Delete a source."""
    await connection.execute(delete(sources).where(sources.c.id == source_id))


def _joined() -> Select[Any]:
    return select(
        sources.c.id,
        sources.c.guild_id,
        sources.c.kind,
        sources.c.link_id,
        sources.c.owner_id,
        func.coalesce(links.c.account_id, "").label("account_id"),
        case((sources.c.title != "", sources.c.title), else_=func.coalesce(links.c.title, "")).label("title"),
        func.coalesce(links.c.status, OK).label("status"),
        func.coalesce(links.c.reason, "").label("reason"),
        sources.c.added_by,
        sources.c.added_at,
        sources.c.settings,
    ).join(links, links.c.id == sources.c.link_id, isouter=True)


def _source(row: RowMapping) -> Source:
    return Source(**row)
