"""Attempts: one browser's try at a ticket.

Every `take_…` hands out a sealed value once: it erases it in the same statement that checks it is still there.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import attempts, tickets


@dataclass(frozen=True, slots=True)
class Attempt:
    """One row; moments are UTC, `scopes` is what consent was asked for."""

    id: str
    ticket_id: str
    ticket_secret: bytes = field(repr=False)
    browser_hash: bytes = field(repr=False)
    created_at: datetime
    scopes: str = ""
    state_hash: bytes | None = field(repr=False, default=None)
    verifier: bytes | None = field(repr=False, default=None)
    sign_in_state_hash: bytes | None = field(repr=False, default=None)
    sign_in_verifier: bytes | None = field(repr=False, default=None)
    proven_at: datetime | None = None
    code_mac: bytes | None = field(repr=False, default=None)
    code_tries: int = 0
    authorization_code: bytes | None = field(repr=False, default=None)
    ended_at: datetime | None = None
    outcome: str | None = None


def _attempt(row: RowMapping) -> Attempt:
    return Attempt(**row)


async def add(connection: AsyncConnection, attempt: Attempt) -> None:
    """Keep a new attempt."""
    values = {column.name: getattr(attempt, column.name) for column in attempts.columns}
    await connection.execute(insert(attempts).values(values))


async def count(connection: AsyncConnection, ticket_id: str) -> int:
    """Return how many attempts a ticket has seen."""
    query = select(func.count()).select_from(attempts).where(attempts.c.ticket_id == ticket_id)
    return (await connection.execute(query)).scalar_one()


async def by_state(connection: AsyncConnection, state_hash: bytes) -> Attempt | None:
    """Find the attempt whose consent carries this state."""
    return await _one(connection, attempts.c.state_hash == state_hash)


async def by_sign_in_state(connection: AsyncConnection, state_hash: bytes) -> Attempt | None:
    """Find the attempt whose Discord sign-in carries this state."""
    return await _one(connection, attempts.c.sign_in_state_hash == state_hash)


async def by_id(connection: AsyncConnection, attempt_id: str) -> Attempt | None:
    """Find an attempt by its id."""
    return await _one(connection, attempts.c.id == attempt_id)


async def _one(connection: AsyncConnection, where: ColumnElement[bool]) -> Attempt | None:
    row = (await connection.execute(select(attempts).where(where))).mappings().one_or_none()
    return _attempt(row) if row else None


async def take_sign_in(connection: AsyncConnection, attempt_id: str) -> bool:
    """Use up the sign-in: its verifier is erased. False when that has happened already."""
    return await _change(connection, attempt_id, attempts.c.sign_in_verifier.is_not(None), sign_in_verifier=None)


async def open_consent(
    connection: AsyncConnection,
    attempt_id: str,
    *,
    proven_at: datetime,
    state_hash: bytes,
    verifier: bytes,
    scopes: str,
) -> bool:
    """Note the proof of identity, and what the consent that follows will carry. False when the attempt has ended."""
    return await _change(
        connection,
        attempt_id,
        attempts.c.ended_at.is_(None),
        proven_at=proven_at,
        state_hash=state_hash,
        verifier=verifier,
        scopes=scopes,
    )


async def hold_code(
    connection: AsyncConnection, attempt_id: str, *, authorization_code: bytes, code_mac: bytes
) -> bool:
    """Let the authorization code wait for proof. False when one waits or has been used already."""
    return await _change(
        connection,
        attempt_id,
        and_(_unused(), attempts.c.authorization_code.is_(None), attempts.c.code_mac.is_(None)),
        authorization_code=authorization_code,
        code_mac=code_mac,
    )


async def take_consent(connection: AsyncConnection, attempt_id: str) -> bool:
    """Use up the consent: verifier and waiting code are erased. False when that has happened already."""
    return await _change(connection, attempt_id, _unused(), verifier=None, authorization_code=None)


async def put_back(connection: AsyncConnection, attempt_id: str, *, verifier: bytes, authorization_code: bytes) -> None:
    """Undo `take_consent` when the provider could not be asked at all."""
    await _change(
        connection,
        attempt_id,
        attempts.c.ended_at.is_(None),
        verifier=verifier,
        authorization_code=authorization_code,
    )


async def waiting_of(connection: AsyncConnection, user_id: int, now: datetime) -> list[Attempt]:
    """Return a person's attempts that wait for their code, oldest first."""
    return await _waiting(connection, and_(tickets.c.user_id == user_id, tickets.c.expires_at > now))


async def waiting_of_others(connection: AsyncConnection, user_id: int, now: datetime) -> list[Attempt]:
    """Return everybody else's attempts that wait for a code."""
    return await _waiting(connection, and_(tickets.c.user_id != user_id, tickets.c.expires_at > now))


async def _waiting(connection: AsyncConnection, where: ColumnElement[bool]) -> list[Attempt]:
    query = (
        select(attempts)
        .join(tickets)
        .where(_unused(), attempts.c.authorization_code.is_not(None), tickets.c.spent_at.is_(None), where)
        .order_by(attempts.c.created_at, attempts.c.id)
    )
    return [_attempt(row) for row in (await connection.execute(query)).mappings()]


async def count_try(connection: AsyncConnection, attempt_id: str) -> None:
    """Count a wrong code."""
    await _change(connection, attempt_id, code_tries=attempts.c.code_tries + 1)


async def end(connection: AsyncConnection, attempt_id: str, now: datetime, outcome: str) -> bool:
    """End an attempt and erase what was sealed for its steps. False when it had ended."""
    return await _change(
        connection,
        attempt_id,
        attempts.c.ended_at.is_(None),
        ended_at=now,
        outcome=outcome,
        sign_in_verifier=None,
        verifier=None,
        authorization_code=None,
        code_mac=None,
    )


async def end_others(connection: AsyncConnection, ticket_id: str, attempt_id: str, now: datetime, outcome: str) -> None:
    """End a ticket's other attempts, since this one has spent it."""
    others = select(attempts.c.id).where(
        attempts.c.ticket_id == ticket_id, attempts.c.id != attempt_id, attempts.c.ended_at.is_(None)
    )
    for other in list((await connection.execute(others)).scalars()):
        await end(connection, other, now, outcome)


async def erase_expired(connection: AsyncConnection, now: datetime) -> int:
    """End the attempts whose ticket has expired; return how many."""
    expired = select(tickets.c.id).where(tickets.c.expires_at <= now)
    rows = await connection.execute(
        select(attempts.c.id).where(attempts.c.ended_at.is_(None), attempts.c.ticket_id.in_(expired), _idle())
    )
    ids = list(rows.scalars())
    for attempt_id in ids:
        await end(connection, attempt_id, now, "expired")
    return len(ids)


def _unused() -> ColumnElement[bool]:
    return and_(attempts.c.ended_at.is_(None), attempts.c.verifier.is_not(None))


def _idle() -> ColumnElement[bool]:
    """Tell apart an attempt that is being finished right now: its steps are used up, but it has not ended."""
    return attempts.c.verifier.is_not(None) | attempts.c.sign_in_verifier.is_not(None)


async def _change(
    connection: AsyncConnection, attempt_id: str, condition: ColumnElement[bool] | None = None, /, **values: object
) -> bool:
    query = update(attempts).where(attempts.c.id == attempt_id).values(**values)
    if condition is not None:
        query = query.where(condition)
    return (await connection.execute(query)).rowcount == 1
