"""One link's refresh: journal, ask, commit; and what each failure means for the link."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.accounts import notices
from bot.accounts.faults import report
from bot.accounts.links import Link, link_of
from bot.accounts.notices import Notify
from bot.clock import Clock
from bot.errors import NeedsRelink, NotYours, TokensUnreadable, TryLater
from bot.names import escape_name
from bot.providers.contract import IssuedTokens, Provider
from bot.providers.failures import ClientFault, GrantDead, Unavailable
from bot.store import audit, journal, links, tokens
from bot.store.database import Database
from bot.store.tokens import TokenRow, context
from bot.store.transaction import Transaction
from bot.store.vault import UnsealError, Vault

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A refresh that is in the journal: the link, its sealed tokens as they were, the journal's row."""

    link: Link
    kept: TokenRow
    entry: str


class Refreshing:
    """Reads and refreshes tokens; `TokenKeeper` sees to it that a link is refreshed once at a time."""

    def __init__(
        self, database: Database, vault: Vault, providers: Mapping[str, Provider], *, notify: Notify, clock: Clock
    ) -> None:
        self._database = database
        self._vault = vault
        self._providers = providers
        self._notify = notify
        self._clock = clock

    async def stored(self, link_id: str, until: datetime, refused: str | None) -> str | None:
        """Return the stored token if it is good past `until` and not the refused one.

        Raises NotYours, NeedsRelink, TokensUnreadable.
        """
        async with self._database.read() as connection:
            link, kept = await self._load(connection, link_id)
        return self._good(link, kept, until, refused)

    async def refresh(self, link_id: str, until: datetime, refused: str | None) -> str:
        """Get and keep a fresh token, unless one has come meanwhile.

        Raises NotYours, NeedsRelink, TokensUnreadable, TryLater.
        """
        begun = await self._begin(link_id, until, refused)
        if isinstance(begun, str):
            return begun
        provider = self._providers[begun.link.provider]
        try:
            issued = await provider.refresh(self._refresh_token(begun.link, begun.kept), begun.link.scopes)
        except GrantDead:
            return await self._died(begun)
        except ClientFault as fault:
            report(fault, "google.client_secrets")
            await self._give_up(begun)
            raise TryLater(fault.service) from None
        except Unavailable as failure:
            await self._give_up(begun)
            raise TryLater(failure.service) from None
        return await self._keep(begun, issued)

    async def _begin(self, link_id: str, until: datetime, refused: str | None) -> _Begun | str:
        async with self._database.write() as connection:
            link, kept = await self._load(connection, link_id)
            token = self._good(link, kept, until, refused)
            if token is not None:
                return token
            # Opened before the journal is written: what cannot be opened is not begun.
            self._refresh_token(link, kept)
            entry = await journal.begin(connection, self._clock(), journal.REFRESH, link_id=link_id)
        return _Begun(link, kept, entry)

    async def _keep(self, begun: _Begun, issued: IssuedTokens) -> str:
        """Commit the answer, the old refresh token kept where none came; only then may the access token be used."""
        link_id = begun.link.id
        refresh = begun.kept.refresh_token
        if issued.refresh_token is not None:
            refresh = self._vault.seal(issued.refresh_token, context=context(link_id, "refresh_token"))
        access = self._vault.seal(issued.access_token, context=context(link_id, "access_token"))
        row = TokenRow(link_id, access, refresh, issued.expires_at, self._clock())
        async with self._database.write() as connection:
            await journal.finish(connection, begun.entry)
            if await self._unchanged(connection, begun):
                await tokens.put(connection, row)
                return issued.access_token
        return await self._whatever_is_stored(link_id)

    async def _died(self, begun: _Begun) -> str:
        """Mark the link and tell its owner once, unless it was linked again meanwhile."""
        now = self._clock()
        link = begun.link
        async with self._database.write() as connection:
            await journal.finish(connection, begun.entry)
            unchanged = await self._unchanged(connection, begun)
            marked = unchanged and await links.mark_dead(connection, link.id, now, "revoked")
            if marked:
                subject = f"{link.provider}/{link.account_id}"
                await audit.add(connection, now, link.user_id, "link.dead", subject=subject, detail="revoked")
        if marked:
            log.info("link needs relink", extra={"link": link.id, "reason": "revoked"})
            await self._notify(notices.dead(link, "revoked"))
        if unchanged:
            raise NeedsRelink(escape_name(link.title), "revoked")
        return await self._whatever_is_stored(link.id)

    async def _give_up(self, begun: _Begun) -> None:
        async with self._database.write() as connection:
            await journal.finish(connection, begun.entry)

    async def _unchanged(self, connection: Transaction, begun: _Begun) -> bool:
        """Tell whether the link still has the tokens that this refresh began with; ciphertexts never repeat."""
        now_kept = await tokens.of_link(connection, begun.link.id)
        return now_kept is not None and now_kept.refresh_token == begun.kept.refresh_token

    async def _whatever_is_stored(self, link_id: str) -> str:
        """Return the token of the link as somebody else has changed it. Raises NotYours when it is gone."""
        async with self._database.read() as connection:
            link, kept = await self._load(connection, link_id)
        return self._open(link, "access_token", kept.access_token)

    async def _load(self, connection: Transaction, link_id: str) -> tuple[Link, TokenRow]:
        row = await links.by_id(connection, link_id)
        kept = await tokens.of_link(connection, link_id)
        if row is None or kept is None or row.provider not in self._providers:
            raise NotYours("account", "Link it again with `/link`.")
        link = link_of(row, self._providers)
        if not link.healthy:
            raise NeedsRelink(escape_name(link.title), link.reason)
        return link, kept

    def _good(self, link: Link, kept: TokenRow, until: datetime, refused: str | None) -> str | None:
        if kept.expires_at <= until:
            return None
        token = self._open(link, "access_token", kept.access_token)
        return token if token != refused else None

    def _refresh_token(self, link: Link, kept: TokenRow) -> str:
        if kept.refresh_token is None:
            raise NeedsRelink(escape_name(link.title), "revoked")
        return self._open(link, "refresh_token", kept.refresh_token)

    def _open(self, link: Link, column: str, sealed: bytes) -> str:
        try:
            return self._vault.open(sealed, context=context(link.id, column))
        except UnsealError:
            log.exception("a link's token does not open: see store.encryption_keys", extra={"link": link.id})
            raise TokensUnreadable(escape_name(link.title)) from None
