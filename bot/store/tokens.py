"""Tokens at rest, sealed by the caller; a context binds each to its row and column."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.links import OK
from bot.store.tables import journal, links, tokens


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One link's tokens, sealed; moments are UTC.

    `updated_at` is the latest exchange or refresh, `grant_expires_at` the end of the refresh token, where one is known.
    """

    link_id: str
    access_token: bytes = field(repr=False)
    refresh_token: bytes | None = field(repr=False)
    expires_at: datetime
    updated_at: datetime
    grant_expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A link that should be refreshed, and whom to ask."""

    link_id: str
    provider: str


_HEALTHY = select(tokens.c.link_id, links.c.provider).join(links).where(links.c.status == OK)


def context(link_id: str, column: str) -> str:
    """Return the associated data that a column of this link's row is sealed with."""
    return f"tokens/{link_id}/{column}"


async def of_link(connection: AsyncConnection, link_id: str) -> TokenRow | None:
    """Find a link's tokens."""
    row = (await connection.execute(select(tokens).where(tokens.c.link_id == link_id))).mappings().one_or_none()
    return TokenRow(**row) if row else None


async def put(connection: AsyncConnection, row: TokenRow) -> None:
    """Keep a link's tokens in place of those it had."""
    values = {column.name: getattr(row, column.name) for column in tokens.columns}
    changed = await connection.execute(update(tokens).where(tokens.c.link_id == row.link_id).values(values))
    if changed.rowcount == 0:
        await connection.execute(insert(tokens).values(values))


async def renew(connection: AsyncConnection, row: TokenRow, *, was: bytes | None) -> bool:
    """Keep what a refresh brought, if the link lives and still has the refresh token it began with.

    `was` is that token, sealed; ciphertexts never repeat. One statement, since this is what is written most.
    """
    lives = exists().where(links.c.id == row.link_id, links.c.status == OK)
    values = {column.name: getattr(row, column.name) for column in tokens.columns}
    changed = await connection.execute(
        update(tokens).where(tokens.c.link_id == row.link_id, tokens.c.refresh_token == was, lives).values(values)
    )
    return changed.rowcount == 1


async def due(connection: AsyncConnection, until: datetime, link_ids: Collection[str] | None = None) -> list[Due]:
    """Return the healthy links whose access token expires by `until`, soonest first; of `link_ids` only, if given."""
    query = _HEALTHY.where(tokens.c.expires_at <= until).order_by(tokens.c.expires_at)
    if link_ids is not None:
        query = query.where(tokens.c.link_id.in_(link_ids))
    return [Due(*row) for row in await connection.execute(query)]


async def in_doubt(connection: AsyncConnection, now: datetime) -> list[Due]:
    """Return the healthy links whose refresh was left behind without a result."""
    left = exists().where(journal.c.link_id == tokens.c.link_id, journal.c.lease_until <= now)
    return [Due(*row) for row in await connection.execute(_HEALTHY.where(left))]


async def idle(connection: AsyncConnection, since: datetime, *, limit: int, offset: int) -> list[Due]:
    """Return healthy links whose grant was not used since then, those that were idle longest first."""
    oldest_first = _HEALTHY.where(tokens.c.updated_at <= since).order_by(tokens.c.updated_at, tokens.c.link_id)
    query = oldest_first.limit(limit).offset(offset)
    return [Due(*row) for row in await connection.execute(query)]
