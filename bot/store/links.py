"""Links: one Discord user and one provider account."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import links, tokens

OK = "ok"
NEEDS_RELINK = "needs_relink"


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One row; `scopes` is space separated, moments are UTC."""

    id: str
    user_id: int
    provider: str
    account_id: str
    title: str
    handle: str
    uploads_playlist: str
    scopes: str
    status: str
    reason: str
    is_default: bool
    created_at: datetime
    updated_at: datetime
    consented_at: datetime
    label: str = ""
    died_at: datetime | None = None


def _link(row: RowMapping) -> LinkRow:
    return LinkRow(**row)


async def add(connection: AsyncConnection, link: LinkRow) -> None:
    """Keep a new link."""
    await connection.execute(
        insert(links).values({column.name: getattr(link, column.name) for column in links.columns})
    )


async def renew(connection: AsyncConnection, link: LinkRow) -> None:
    """Write what a new consent changed: the account's names, scopes, health."""
    await connection.execute(
        update(links)
        .where(links.c.id == link.id)
        .values(
            title=link.title,
            handle=link.handle,
            uploads_playlist=link.uploads_playlist,
            scopes=link.scopes,
            status=link.status,
            reason=link.reason,
            updated_at=link.updated_at,
            consented_at=link.consented_at,
            died_at=link.died_at,
        )
    )


async def by_id(connection: AsyncConnection, link_id: str) -> LinkRow | None:
    """Find a link by its id, whoever it belongs to."""
    row = (await connection.execute(select(links).where(links.c.id == link_id))).mappings().one_or_none()
    return _link(row) if row else None


async def of_user(connection: AsyncConnection, user_id: int) -> list[LinkRow]:
    """Return a person's links, the default of each provider first, then oldest first."""
    query = (
        select(links)
        .where(links.c.user_id == user_id)
        .order_by(links.c.provider, links.c.is_default.desc(), links.c.created_at, links.c.id)
    )
    return [_link(row) for row in (await connection.execute(query)).mappings()]


async def shared(connection: AsyncConnection, provider: str, account_id: str) -> int:
    """Return how many links with tokens that work stand on one provider account: those that need its grant."""
    query = (
        select(func.count())
        .select_from(links.join(tokens))
        .where(links.c.provider == provider, links.c.account_id == account_id, links.c.status == OK)
    )
    return (await connection.execute(query)).scalar_one()


async def mark_dead(connection: AsyncConnection, link_id: str, now: datetime, reason: str) -> bool:
    """Note that a link must be made again; False when that was known."""
    query = (
        update(links)
        .where(links.c.id == link_id, links.c.status != NEEDS_RELINK)
        .values(status=NEEDS_RELINK, reason=reason, updated_at=now, died_at=now)
    )
    return (await connection.execute(query)).rowcount == 1


async def set_default(connection: AsyncConnection, link: LinkRow) -> None:
    """Make this link its owner's default at its provider."""
    own = update(links).where(links.c.user_id == link.user_id, links.c.provider == link.provider)
    await connection.execute(own.values(is_default=links.c.id == link.id))


async def remove(connection: AsyncConnection, link_id: str) -> None:
    """Delete a link with its tokens, its journal and its places as a source."""
    await connection.execute(delete(links).where(links.c.id == link_id))
