"""One link's refresh: journal, ask, commit; and what each failure means for the link."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.accounts import notices
from bot.accounts.ends import cause_of, grant_end
from bot.accounts.links import Link, link_of, scopes_of
from bot.accounts.notices import Notify
from bot.accounts.words import called
from bot.clock import Clock
from bot.errors import INTERRUPTED, REVOKED, NeedsRelink, NotYours, TokensUnreadable, TryLater
from bot.metrics import Metrics
from bot.providers.contract import IssuedTokens, Provider
from bot.providers.failures import ClientFault, GrantDead, NotAsked, Unavailable
from bot.store import audit, journal, links, tokens
from bot.store.database import Database
from bot.store.held import held
from bot.store.journal import Entry
from bot.store.tokens import TokenRow, context
from bot.store.transaction import Transaction
from bot.store.types import new_id
from bot.store.vault import UnsealError, Vault

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Need:
    """What a token must be to be used as it is; moments are UTC.

    It lasts beyond `until`, is not the `refused` one, and came after `renewed_after`, if that matters.
    """

    until: datetime
    refused: str | None = None
    renewed_after: datetime | None = None


class Elsewhere(TryLater):
    """Another process refreshes this link right now."""


class LeftAlone(TryLater):
    """The provider failed too often just now, so nobody was asked."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """A refresh that is in the journal: the link, its sealed tokens as they were, the journal's row.

    `doubtful`: its refresh token may have been used up by an earlier refresh, whose answer nobody kept.
    """

    link: Link
    kept: TokenRow
    entry: str
    doubtful: bool


class Refreshing:
    """Reads and refreshes tokens. `TokenKeeper` sees to it that this process refreshes a link once at a time.

    Other processes on the same database are kept off by the journal: its row is the lease of the link.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        providers: Mapping[str, Provider],
        *,
        notify: Notify,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._database = database
        self._vault = vault
        self._providers = providers
        self._notify = notify
        self._clock = clock
        self._metrics = metrics
        self._owner = new_id()

    async def stored(self, link_id: str, need: Need) -> str | None:
        """Return the stored token if it is what is needed. Raises NotYours, NeedsRelink, TokensUnreadable."""
        async with self._database.read() as connection:
            link, kept, _ = await self._load(connection, link_id)
        return self._good(link, kept, need)

    async def refresh(self, link_id: str, need: Need) -> str:
        """Get and keep a fresh token, unless one has come meanwhile.

        Raises NotYours, NeedsRelink, TokensUnreadable, Elsewhere, LeftAlone, TryLater.
        """
        begun = await self._begin(link_id, need)
        if isinstance(begun, str):
            return begun
        provider = self._providers[begun.link.provider]
        try:
            issued = await provider.refresh(self._refresh_token(begun.link, begun.kept), scopes_of(begun.link.scopes))
        except GrantDead as dead:
            self._metrics.refresh(provider.name, "dead")
            used_up = provider.rotates_refresh_tokens and dead.in_doubt
            return await self._died(replace(begun, doubtful=begun.doubtful or used_up))
        except ClientFault:
            self._metrics.refresh(provider.name, "client_fault")
            await self._give_up(begun)
            raise TryLater(provider.service) from None
        except Unavailable as failure:
            self._metrics.refresh(provider.name, "unavailable")
            # The answer may have been lost on its way, and another refresh token with it.
            lost = provider.rotates_refresh_tokens and not isinstance(failure, NotAsked)
            await self._give_up(replace(begun, doubtful=begun.doubtful or lost))
            raise (LeftAlone if isinstance(failure, NotAsked) else TryLater)(provider.service) from None
        self._metrics.refresh(provider.name, "fresh")
        return await self._keep(begun, issued)

    async def note_unreadable(self, link_id: str) -> None:
        """Write down, once, that a link's tokens do not open: changed, moved, or sealed with a key that is gone."""
        async with self._database.write() as connection:
            link = await links.by_id(connection, link_id)
            if link is None:
                return
            line = {"subject": f"{link.provider}/{link.account_id}", "detail": ""}
            if not await audit.stands(connection, link.user_id, "link.unreadable", **line):
                await audit.add(connection, self._clock(), link.user_id, "link.unreadable", **line)

    async def _begin(self, link_id: str, need: Need) -> _Begun | str:
        async with self._database.write() as connection:
            link, kept, entry = await self._load(connection, link_id)
            token = self._good(link, kept, need)
            if token is not None:
                return token
            provider = self._providers[link.provider]
            if entry and not self._left_behind(entry):
                raise Elsewhere(provider.service)
            if provider.resting:
                raise LeftAlone(provider.service)
            # Opened before the journal is written: what cannot be opened is not begun.
            self._refresh_token(link, kept)
            if entry:
                await journal.finish(connection, entry.id)
            begun = await journal.begin(connection, self._clock(), journal.REFRESH, link_id=link_id, owner=self._owner)
        return _Begun(link, kept, begun, doubtful=entry is not None and provider.rotates_refresh_tokens)

    def _left_behind(self, entry: Entry) -> bool:
        """Tell whether nobody works on this entry: its lease ran out, or this process could not keep the result."""
        return entry.owner == self._owner or entry.lease_until <= self._clock()

    async def _keep(self, begun: _Begun, issued: IssuedTokens) -> str:
        """Commit the answer, the old refresh token kept where none came; only then may the access token be used."""
        link_id = begun.link.id
        refresh = begun.kept.refresh_token
        if issued.refresh_token is not None:
            refresh = self._vault.seal(issued.refresh_token, context=context(link_id, "refresh_token"))
        access = self._vault.seal(issued.access_token, context=context(link_id, "access_token"))
        now = self._clock()
        row = TokenRow(link_id, access, refresh, issued.expires_at, now, grant_end(issued, begun.kept, now))
        async with self._database.write() as connection:
            await journal.finish(connection, begun.entry)
            if await tokens.renew(connection, row, was=begun.kept.refresh_token):
                return issued.access_token
        return await self._whatever_is_stored(link_id)

    async def _died(self, begun: _Begun) -> str:
        """Mark the link and tell its owner once, unless it was linked again meanwhile."""
        now = self._clock()
        link = begun.link
        cause = INTERRUPTED if begun.doubtful else cause_of(begun.kept, now)
        async with self._database.write() as connection:
            await journal.finish(connection, begun.entry)
            marked = await self._unchanged(connection, begun) and await links.mark_dead(connection, link.id, now, cause)
            if marked:
                subject = f"{link.provider}/{link.account_id}"
                await audit.add(connection, now, link.user_id, "link.dead", subject=subject, detail=cause)
        if not marked:
            return await self._whatever_is_stored(link.id)
        log.info("link needs relink", extra={"link": link.id, "reason": cause})
        await self._notify(notices.dead(link, cause))
        raise NeedsRelink(called(link), cause, link_id=link.id, provider=link.provider)

    async def _give_up(self, begun: _Begun) -> None:
        async with self._database.write() as connection:
            if begun.doubtful:
                await journal.leave(connection, begun.entry, self._clock())
            else:
                await journal.finish(connection, begun.entry)

    async def _unchanged(self, connection: Transaction, begun: _Begun) -> bool:
        """Tell whether the link lives and has the tokens that this refresh began with; ciphertexts never repeat.

        It can be dead when this process slept through its lease, and another has settled that as a crash.
        """
        now = await held(connection, begun.link.id)
        if now is None or now.link.status != links.OK:
            return False
        return now.tokens.refresh_token == begun.kept.refresh_token

    async def _whatever_is_stored(self, link_id: str) -> str:
        """Return the token of the link as somebody else has changed it. Raises NotYours, NeedsRelink."""
        async with self._database.read() as connection:
            link, kept, _ = await self._load(connection, link_id)
        return self._open(link, "access_token", kept.access_token)

    async def _load(self, connection: Transaction, link_id: str) -> tuple[Link, TokenRow, Entry | None]:
        found = await held(connection, link_id)
        if found is None or found.link.provider not in self._providers:
            raise NotYours("account", "Link it again with `/link`.")
        link = link_of(found.link, self._providers)
        if not link.healthy:
            raise NeedsRelink(called(link), link.reason, link_id=link.id, provider=link.provider)
        return link, found.tokens, found.entry

    def _good(self, link: Link, kept: TokenRow, need: Need) -> str | None:
        if kept.expires_at <= need.until:
            return None
        if need.renewed_after is not None and kept.updated_at <= need.renewed_after:
            return None
        token = self._open(link, "access_token", kept.access_token)
        return token if token != need.refused else None

    def _refresh_token(self, link: Link, kept: TokenRow) -> str:
        if kept.refresh_token is None:
            raise NeedsRelink(called(link), REVOKED, link_id=link.id, provider=link.provider)
        return self._open(link, "refresh_token", kept.refresh_token)

    def _open(self, link: Link, column: str, sealed: bytes) -> str:
        try:
            return self._vault.open(sealed, context=context(link.id, column))
        except UnsealError:
            log.exception("a link's token does not open: see store.encryption_keys", extra={"link": link.id})
            raise TokensUnreadable(called(link), link.provider) from None
