"""Tickets: a person's wish to link, known by the hash of its secret."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import tickets


@dataclass(frozen=True, slots=True)
class Ticket:
    """One row; moments are UTC."""

    id: str
    token_hash: bytes = field(repr=False)
    user_id: int
    username: str
    display_name: str
    provider: str
    access: str
    created_at: datetime
    expires_at: datetime
    spent_at: datetime | None = None
    relink_of: str | None = None
    choose_account: bool = False


def _ticket(row: RowMapping) -> Ticket:
    return Ticket(**row)


def _open(now: datetime) -> ColumnElement[bool]:
    return and_(tickets.c.spent_at.is_(None), tickets.c.expires_at > now)


async def lock_person(connection: AsyncConnection, user_id: int) -> None:
    """Let no other transaction change this person's tickets meanwhile (SQLite's write lock does so anyway)."""
    await connection.execute(select(tickets.c.id).where(tickets.c.user_id == user_id).with_for_update())


async def add(connection: AsyncConnection, ticket: Ticket) -> None:
    """Keep a new ticket."""
    values = {column.name: getattr(ticket, column.name) for column in tickets.columns}
    await connection.execute(insert(tickets).values(values))


async def by_hash(connection: AsyncConnection, token_hash: bytes) -> Ticket | None:
    """Find a ticket by the hash of its secret, in whatever state."""
    row = (await connection.execute(select(tickets).where(tickets.c.token_hash == token_hash))).mappings().one_or_none()
    return _ticket(row) if row else None


async def by_id(connection: AsyncConnection, ticket_id: str) -> Ticket:
    """Return a ticket that an attempt points to."""
    return _ticket((await connection.execute(select(tickets).where(tickets.c.id == ticket_id))).mappings().one())


async def open_of(connection: AsyncConnection, user_id: int, now: datetime) -> list[Ticket]:
    """Return a person's open tickets, oldest first."""
    query = select(tickets).where(tickets.c.user_id == user_id, _open(now)).order_by(tickets.c.created_at, tickets.c.id)
    return [_ticket(row) for row in (await connection.execute(query)).mappings()]


async def expire(connection: AsyncConnection, ticket_id: str, now: datetime) -> None:
    """End a ticket early."""
    await connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(expires_at=now))


async def stands(connection: AsyncConnection, ticket_id: str) -> bool:
    """Tell whether a ticket is still here: its person may have deleted everything about themselves meanwhile."""
    return (await connection.execute(select(tickets.c.id).where(tickets.c.id == ticket_id))).first() is not None


async def spend(connection: AsyncConnection, ticket_id: str, now: datetime) -> bool:
    """Spend a ticket; False when somebody else has spent it, so that of two finishes one wins."""
    query = update(tickets).where(tickets.c.id == ticket_id, tickets.c.spent_at.is_(None)).values(spent_at=now)
    return (await connection.execute(query)).rowcount == 1


async def forget(connection: AsyncConnection, before: datetime) -> int:
    """Delete tickets that expired or were spent before a moment, with their attempts; return how many."""
    gone = or_(tickets.c.expires_at < before, tickets.c.spent_at < before)
    return (await connection.execute(delete(tickets).where(gone))).rowcount
