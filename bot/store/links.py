"""Links: one Discord user and one provider account."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import links, tokens

OK = "ok"
NEEDS_RELINK = "needs_relink"


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One row; `scopes` is space separated, moments are UTC.

    `status` is `ok` or `needs_relink`, then `reason` names the cause and `died_at` says since when. `label` is the
    owner's own name for it, or empty.
    """

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


async def sharing_account(connection: AsyncConnection, gone: LinkRow) -> int:
    """Return how many links with tokens that work stand on the same provider account: they need its grant."""
    return await _working(connection, gone, links.c.account_id == gone.account_id)


async def perhaps_sharing_grant(connection: AsyncConnection, gone: LinkRow) -> int:
    """Return how many links with tokens that work may need the same grant.

    Those on the same account, and its owner's others at that provider: of a person's channels several can belong to one
    Google account, whose grant Google ends as a whole, and nothing in a token says which do.
    """
    return await _working(connection, gone, or_(links.c.account_id == gone.account_id, links.c.user_id == gone.user_id))


async def _working(connection: AsyncConnection, gone: LinkRow, which: ColumnElement[bool]) -> int:
    query = (
        select(func.count())
        .select_from(links.join(tokens))
        .where(links.c.provider == gone.provider, links.c.id != gone.id, links.c.status == OK, which)
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


async def set_label(connection: AsyncConnection, link_id: str, label: str, now: datetime) -> None:
    """Keep the owner's own name for a link; an empty one takes it away."""
    await connection.execute(update(links).where(links.c.id == link_id).values(label=label, updated_at=now))


async def remove(connection: AsyncConnection, link_id: str) -> None:
    """Delete a link with its tokens, its journal and its places as a source."""
    await connection.execute(delete(links).where(links.c.id == link_id))
