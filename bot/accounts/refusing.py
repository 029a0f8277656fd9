"""Ends attempts and writes the audit line that every refusal gets.

It gets it once for its attempt, or its ticket, and reason, and what belongs to no ticket once an hour and reason:
whoever has an address could fill the audit by repeating it. What is repeated is a log line, and takes nobody the
database's write lock.
"""

import logging
from dataclasses import dataclass, replace

from bot.accounts.refusals import Refusal
from bot.clock import Clock
from bot.errors import Action
from bot.store import attempts, audit, journal, tickets
from bot.store.attempts import Attempt
from bot.store.audit import NOBODY
from bot.store.database import Database
from bot.store.tickets import Ticket
from bot.store.transaction import Transaction
from bot.store.vault import UnsealError, Vault

log = logging.getLogger(__name__)

REFUSED = "link.refused"


@dataclass(frozen=True, slots=True)
class _Line:
    """What the audit says of a refusal; `actor` is the Discord user whose ticket it is, 0 when nobody's."""

    actor: int
    subject: str
    reason: str
    ticket_id: str = ""


def _line(reason: str, ticket: Ticket, attempt: Attempt | None) -> _Line:
    """Return the refusal's line, and log it."""
    line = _Line(ticket.user_id, f"attempt/{attempt.id}" if attempt else f"ticket/{ticket.id}", reason, ticket.id)
    log.info("link refused", extra={"reason": line.reason, "subject": line.subject})
    return line


class Refuser:
    """Makes refusals for others to raise."""

    def __init__(self, database: Database, vault: Vault, *, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def unknown(self, reason: str) -> Refusal:
        """Refuse what belongs to no known ticket."""
        await self.stray(reason)
        return Refusal(reason)

    async def stray(self, reason: str, actor: int = NOBODY) -> None:
        """Write down that somebody tried what belongs to no attempt; once an hour for each actor and reason."""
        log.info("link refused", extra={"reason": reason})
        await self._write(_Line(actor, f"hour/{self._clock():%Y-%m-%dT%H}", reason))

    async def note(self, reason: str, ticket: Ticket, attempt: Attempt | None = None) -> Refusal:
        """Refuse, and leave ticket and attempt as they are."""
        await self._write(_line(reason, ticket, attempt))
        return Refusal(reason, provider=ticket.provider)

    async def end(
        self,
        reason: str,
        ticket: Ticket,
        attempt: Attempt,
        *,
        same_browser: bool = True,
        message: str | None = None,
        action: Action | None = None,
    ) -> Refusal:
        """Refuse and end the attempt; its own browser may start again while the ticket is open."""
        now = self._clock()
        line = _line(reason, ticket, attempt)
        if attempt.ended_at is None or not await self._written(line):
            async with self._database.write() as connection:
                await attempts.end(connection, attempt.id, now, reason)
                await journal.finish_exchange(connection, attempt.id)
                await self._audit(connection, line)
        usable = same_browser and ticket.spent_at is None and ticket.expires_at > now and await self._kept(ticket)
        again = self._secret(attempt) if usable else None
        return Refusal(reason, again=again, message=message, action=action, provider=ticket.provider)

    async def _kept(self, ticket: Ticket) -> bool:
        async with self._database.read() as connection:
            return await tickets.stands(connection, ticket.id)

    async def _write(self, line: _Line) -> None:
        if not await self._written(line):
            async with self._database.write() as connection:
                await self._audit(connection, line)

    async def _written(self, line: _Line) -> bool:
        async with self._database.read() as connection:
            return await self._stands(connection, line)

    async def _stands(self, connection: Transaction, line: _Line) -> bool:
        return await audit.stands(connection, line.actor, REFUSED, subject=line.subject, detail=line.reason)

    async def _audit(self, connection: Transaction, line: _Line) -> None:
        if line.ticket_id and not await tickets.stands(connection, line.ticket_id):
            # Its person has deleted everything about themselves while this was under way.
            line = replace(line, actor=NOBODY)
        # Looked up again, now that nobody else can write it.
        if not await self._stands(connection, line):
            await audit.add(connection, self._clock(), line.actor, REFUSED, subject=line.subject, detail=line.reason)

    def _secret(self, attempt: Attempt) -> str | None:
        try:
            return self._vault.open(attempt.ticket_secret, context=f"attempts/{attempt.id}/ticket_secret")
        except UnsealError:
            return None
