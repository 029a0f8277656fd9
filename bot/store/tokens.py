"""Tokens at rest, sealed by the caller; a context binds each to its row and column."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.links import OK
from bot.store.tables import links, tokens


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One link's tokens, sealed; moments are UTC."""

    link_id: str
    access_token: bytes = field(repr=False)
    refresh_token: bytes | None = field(repr=False)
    expires_at: datetime
    updated_at: datetime
    grant_expires_at: datetime | None = None


def context(link_id: str, column: str) -> str:
    """Return the associated data that a column of this link's row is sealed with."""
    return f"tokens/{link_id}/{column}"


async def of_link(connection: AsyncConnection, link_id: str) -> TokenRow | None:
    """Find a link's tokens."""
    row = (await connection.execute(select(tokens).where(tokens.c.link_id == link_id))).mappings().one_or_none()
    return TokenRow(**row) if row else None


async def put(connection: AsyncConnection, row: TokenRow) -> None:
    """Keep a link's tokens in place of those it had."""
    await connection.execute(delete(tokens).where(tokens.c.link_id == row.link_id))
    values = {column.name: getattr(row, column.name) for column in tokens.columns}
    await connection.execute(insert(tokens).values(values))


async def due(connection: AsyncConnection, until: datetime, link_ids: Collection[str] | None = None) -> list[str]:
    """Return the healthy links whose access token expires by `until`, soonest first; of `link_ids` only, if given."""
    query = (
        select(tokens.c.link_id)
        .join(links)
        .where(tokens.c.expires_at <= until, links.c.status == OK)
        .order_by(tokens.c.expires_at)
    )
    if link_ids is not None:
        query = query.where(tokens.c.link_id.in_(link_ids))
    return list((await connection.execute(query)).scalars())
