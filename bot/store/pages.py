"""Queries on `pages`, the public pages of credits, and on what would change what such a page shows."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import credit_settings, links, lists, overrides, pages, sources, wishes

Mark: TypeAlias = tuple[Any, ...]
"""Equal as long as nothing changed; what is in it is nobody's business."""


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page. `settings` is JSON; `revoked_at` (UTC) is None while it can be opened."""

    id: str
    guild_id: int
    key_hash: bytes = field(repr=False)
    settings: str
    created_by: int
    created_at: datetime
    revoked_at: datetime | None = None


_COLUMNS = [pages.c[name] for name in PageRow.__slots__]


async def add(connection: AsyncConnection, row: PageRow) -> None:
    """Keep a new page."""
    await connection.execute(insert(pages).values({name: getattr(row, name) for name in PageRow.__slots__}))


async def of_guild(connection: AsyncConnection, guild_id: int) -> list[PageRow]:
    """Return a server's pages that can be opened, the oldest first."""
    chosen = select(*_COLUMNS).where(pages.c.guild_id == guild_id, pages.c.revoked_at.is_(None))
    rows = (await connection.execute(chosen.order_by(pages.c.created_at, pages.c.id))).all()
    return [PageRow(*row) for row in rows]


async def by_key(connection: AsyncConnection, key_hash: bytes) -> PageRow | None:
    """Return the page with this key, also one that was taken down."""
    row = (await connection.execute(select(*_COLUMNS).where(pages.c.key_hash == key_hash))).one_or_none()
    return PageRow(*row) if row else None


async def by_id(connection: AsyncConnection, page_id: str) -> PageRow | None:
    """Return a page by id, also one that was taken down."""
    row = (await connection.execute(select(*_COLUMNS).where(pages.c.id == page_id))).one_or_none()
    return PageRow(*row) if row else None


async def set_settings(connection: AsyncConnection, page_id: str, settings: str) -> None:
    """Replace how a page looks, as JSON."""
    await connection.execute(update(pages).where(pages.c.id == page_id).values(settings=settings))


async def revoke(connection: AsyncConnection, page_id: str, at: datetime) -> None:
    """Take a page down for good."""
    await connection.execute(update(pages).where(pages.c.id == page_id).values(revoked_at=at))


async def remove_revoked(connection: AsyncConnection, before: datetime) -> None:
    """Forget pages that were taken down before a moment."""
    await connection.execute(delete(pages).where(pages.c.revoked_at < before))


async def lists_mark(connection: AsyncConnection, guild_id: int) -> Mark:
    """Return what changes when the lists must be read again: a server's sources, their health, imports."""
    chosen = (
        select(
            sources.c.id,
            sources.c.title,
            sources.c.settings,
            links.c.id,
            links.c.title,
            links.c.status,
            lists.c.imported_at,
        )
        .join(links, links.c.id == sources.c.link_id, isouter=True)
        .join(lists, lists.c.source_id == sources.c.id, isouter=True)
        .where(sources.c.guild_id == guild_id)
        .order_by(sources.c.added_at, sources.c.id)
    )
    return tuple(tuple(row) for row in (await connection.execute(chosen)).all())


async def wants_mark(connection: AsyncConnection, guild_id: int) -> Mark:
    """Return what changes when lists that were read must be put together anew.

    That is people's wishes with the links that prove them, and what a server's creators changed. A wish that no link
    proves is nobody's in a list.
    """
    changed = overrides.c.updated_at
    mine = overrides.c.guild_id == guild_id
    parts = (
        select(func.count(), func.max(wishes.c.updated_at), func.max(links.c.created_at)).join_from(
            wishes, links, links.c.user_id == wishes.c.user_id
        ),
        select(func.count(), func.max(changed)).select_from(overrides).where(mine),
        select(credit_settings.c.settings).where(credit_settings.c.guild_id == guild_id),
    )
    return tuple([tuple(row) for part in parts for row in (await connection.execute(part)).all()])
