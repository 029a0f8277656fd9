"""Ends attempts and writes the audit line that every refusal of a known ticket gets."""

import logging

from bot.accounts.refusals import Refusal
from bot.clock import Clock
from bot.errors import Action
from bot.store import attempts, audit, journal
from bot.store.attempts import Attempt
from bot.store.database import Database
from bot.store.tickets import Ticket
from bot.store.transaction import Transaction
from bot.store.vault import UnsealError, Vault

log = logging.getLogger(__name__)

REFUSED = "link.refused"


class Refuser:
    """Makes refusals for others to raise."""

    def __init__(self, database: Database, vault: Vault, *, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    def unknown(self, reason: str) -> Refusal:
        """Refuse what belongs to no known ticket: a log line only, or strangers could fill the audit."""
        log.info("link refused", extra={"reason": reason})
        return Refusal(reason)

    async def note(self, reason: str, ticket: Ticket, attempt: Attempt | None = None) -> Refusal:
        """Refuse, and leave ticket and attempt as they are."""
        async with self._database.write() as connection:
            await self._audit(connection, reason, ticket, attempt)
        return Refusal(reason)

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
        async with self._database.write() as connection:
            await attempts.end(connection, attempt.id, now, reason)
            await journal.finish_exchange(connection, attempt.id)
            await self._audit(connection, reason, ticket, attempt)
        usable = same_browser and ticket.spent_at is None and ticket.expires_at > now
        return Refusal(reason, again=self._secret(attempt) if usable else None, message=message, action=action)

    async def _audit(self, connection: Transaction, reason: str, ticket: Ticket, attempt: Attempt | None) -> None:
        subject = f"attempt/{attempt.id}" if attempt else f"ticket/{ticket.id}"
        log.info("link refused", extra={"reason": reason, "subject": subject})
        await audit.add(connection, self._clock(), ticket.user_id, REFUSED, subject=subject, detail=reason)

    def _secret(self, attempt: Attempt) -> str | None:
        try:
            return self._vault.open(attempt.ticket_secret, context=f"attempts/{attempt.id}/ticket_secret")
        except UnsealError:
            return None
