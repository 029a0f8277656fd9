"""Seals and opens what an attempt keeps between its steps, each value bound to its row and column."""

import logging
from typing import Literal, TypeAlias

from bot.accounts.refusing import Refuser
from bot.store.attempts import Attempt
from bot.store.tickets import Ticket
from bot.store.vault import UnsealError, Vault

log = logging.getLogger(__name__)

Column: TypeAlias = Literal["ticket_secret", "sign_in_verifier", "verifier", "authorization_code"]


class AttemptSeals:
    """The vault, for attempts."""

    def __init__(self, vault: Vault, refuser: Refuser) -> None:
        self._vault = vault
        self._refuser = refuser

    def seal(self, attempt_id: str, column: Column, secret: str) -> bytes:
        """Seal a value for its place."""
        return self._vault.seal(secret, context=f"attempts/{attempt_id}/{column}")

    async def open(self, ticket: Ticket, attempt: Attempt, column: Column) -> str:
        """Open a value. Raises Refusal, with the attempt ended, when it is damaged or another row's."""
        sealed: bytes | None = getattr(attempt, column)
        if sealed is None:
            raise await self._refuser.note("replayed", ticket, attempt)
        try:
            return self._vault.open(sealed, context=f"attempts/{attempt.id}/{column}")
        except UnsealError:
            log.exception("an attempt's sealed value does not open: see store.encryption_keys")
            raise await self._refuser.end("unreadable", ticket, attempt) from None
