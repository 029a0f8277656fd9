"""Ends the grant behind a link that was forgotten, unless somebody still needs it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from bot.clock import Clock
from bot.providers.contract import Provider
from bot.store import audit, links
from bot.store.database import Database
from bot.store.links import LinkRow
from bot.store.tokens import TokenRow, context
from bot.store.transaction import Transaction
from bot.store.vault import UnsealError, Vault

log = logging.getLogger(__name__)

Needing: TypeAlias = Callable[[Transaction, LinkRow], Awaitable[int]]
"""Counts the links that need the grant of a link that is gone."""


class Revoking:
    """Revokes at providers. `patience_seconds` limits how long it waits, since everybody who links waits with it."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        providers: Mapping[str, Provider],
        *,
        clock: Clock,
        patience_seconds: float,
    ) -> None:
        self._database = database
        self._vault = vault
        self._providers = providers
        self._clock = clock
        self._patience_seconds = patience_seconds

    async def end(
        self,
        row: LinkRow,
        kept: TokenRow | None,
        *,
        actor: int,
        subject: str,
        needing: Needing = links.perhaps_sharing_grant,
    ) -> bool | None:
        """Tell whether the provider confirmed the end of a forgotten link's grant; None when another link needs it.

        `actor` and `subject` are what the audit says: nobody and nothing, where the person wants to be forgotten.
        `needing` counts the links that need the grant.
        """
        if await self._needed(row, needing):
            return None
        confirmed = await self._revoke(row, self._open(row, kept), needing)
        if confirmed is None:
            return None
        action = "grant.revoked" if confirmed else "grant.not_revoked"
        async with self._database.write() as connection:
            await audit.add(connection, self._clock(), actor, action, subject=subject)
        return confirmed

    async def _revoke(self, row: LinkRow, token: str | None, needing: Needing) -> bool | None:
        provider = self._providers.get(row.provider)
        if provider is None or token is None:
            return False
        try:
            async with asyncio.timeout(self._patience_seconds), provider.grants.ending():
                # Asked again: whoever was linking this account a moment ago has saved it by now.
                return None if await self._needed(row, needing) else await provider.revoke(token)
        except TimeoutError:
            log.warning("a grant was not revoked in time", extra={"service": provider.service})
            return False

    async def _needed(self, row: LinkRow, needing: Needing) -> bool:
        async with self._database.read() as connection:
            return await needing(connection, row) > 0

    def _open(self, row: LinkRow, kept: TokenRow | None) -> str | None:
        """Return the refresh token, which revokes however long the access token has expired."""
        if kept is None:
            return None
        column, sealed = "refresh_token", kept.refresh_token
        if sealed is None:
            column, sealed = "access_token", kept.access_token
        try:
            return self._vault.open(sealed, context=context(row.id, column))
        except UnsealError:
            log.exception("a forgotten link's token does not open, so its grant is not revoked")
            return None
