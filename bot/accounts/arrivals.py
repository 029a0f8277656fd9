"""Finds the attempt that a callback belongs to, and checks everything that does not need the provider."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.accounts.refusing import Refuser
from bot.accounts.tickets import SECRET_SHAPE, Tickets
from bot.store import tickets
from bot.store.attempts import Attempt
from bot.store.database import Database
from bot.store.tickets import Ticket
from bot.store.transaction import Transaction
from bot.store.vault import digest

Find: TypeAlias = Callable[[Transaction, bytes], Awaitable[Attempt | None]]


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What a provider sends the browser back with, and the browser's cookie. `scope` is as the provider wrote it."""

    cookie: str | None = field(repr=False)
    state: str = field(repr=False)
    code: str = field(repr=False)
    error: str
    scope: str


class Arrivals:
    """Recognises browsers that come back."""

    def __init__(self, database: Database, opened: Tickets, refuser: Refuser) -> None:
        self._database = database
        self._tickets = opened
        self._refuser = refuser

    async def recognise(self, answer: CallbackAnswer, find: Find) -> tuple[Ticket, Attempt]:
        """Return the open attempt with this state, if this very browser started it and its ticket is still good.

        Raises Refusal otherwise.
        """
        ticket, attempt = await self._by_state(answer.state, find)
        if not _same_browser(answer.cookie, attempt):
            # The address left the browser it was made for: it must not be finished there either.
            raise await self._refuser.end("other_browser", ticket, attempt, same_browser=False)
        if attempt.ended_at is not None:
            raise await self._refuser.note("replayed", ticket, attempt)
        closed = self._tickets.closed(ticket)
        if closed:
            raise await self._refuser.end(closed, ticket, attempt)
        return ticket, attempt

    async def _by_state(self, state: str, find: Find) -> tuple[Ticket, Attempt]:
        if not SECRET_SHAPE.fullmatch(state):
            raise await self._refuser.unknown("state_unknown")
        async with self._database.read() as connection:
            attempt = await find(connection, digest(state))
            if attempt is None:
                raise await self._refuser.unknown("state_unknown")
            return await tickets.by_id(connection, attempt.ticket_id), attempt


def _same_browser(cookie: str | None, attempt: Attempt) -> bool:
    return cookie is not None and hmac.compare_digest(digest(cookie), attempt.browser_hash)
