"""The end of both proofs: exchange the code, learn the account, save the link and spend the ticket at once."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.accounts import notices
from bot.accounts.consent import permitted
from bot.accounts.ends import grant_end
from bot.accounts.links import link_of, scopes_of, scopes_text
from bot.accounts.notices import Notify
from bot.accounts.outcome import Linked
from bot.accounts.refusals import STANDS, WORDS, said
from bot.accounts.refusing import Refuser
from bot.clock import Clock
from bot.errors import NoChannel, TryLater, UserError
from bot.providers.access import Access, Bearer
from bot.providers.contract import Connection, IssuedTokens, Provider, ProviderAccount
from bot.providers.failures import ClientFault, GrantDead
from bot.store import attempts, audit, journal, links, tickets, tokens
from bot.store.attempts import Attempt
from bot.store.database import Database
from bot.store.links import OK, LinkRow
from bot.store.tickets import Ticket
from bot.store.tokens import TokenRow, context
from bot.store.transaction import Transaction
from bot.store.types import new_id
from bot.store.vault import Vault

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Saved:
    """What was written: the link, what it was before, and the link that was meant when that is another one."""

    link: LinkRow
    before: LinkRow | None
    meant: LinkRow | None


@dataclass(frozen=True, slots=True)
class _Result:
    """What the provider said, before anything is saved."""

    tokens: IssuedTokens
    granted: frozenset[str]
    account: ProviderAccount


class Finishing:
    """Turns a proven attempt with its authorization code into a link."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        connections: Mapping[str, Connection],
        refuser: Refuser,
        *,
        notify: Notify,
        clock: Clock,
    ) -> None:
        self._database = database
        self._vault = vault
        self._connections = connections
        self._providers = {name: connection.provider for name, connection in connections.items()}
        self._refuser = refuser
        self._notify = notify
        self._clock = clock

    async def finish(self, ticket: Ticket, attempt: Attempt, code: str, verifier: str) -> Linked:
        """Make the link. The attempt's consent is used up and its journal row stands.

        Raises Refusal, with the attempt ended and audited, or Unavailable when the provider could not be asked at
        all: then nothing was exchanged, and the caller decides.
        """
        connection = self._connections[ticket.provider]
        # Held until the link is saved: till then nobody can see that it needs its grant.
        async with connection.provider.grants.making():
            result = await self._learn(connection, ticket, attempt, code, verifier)
            saved = await self._save(ticket, attempt, result)
        if isinstance(saved, str):
            raise await self._refuser.end(saved, ticket, attempt, message=_after_consent(saved, ticket.provider))
        linked = self._linked(ticket, attempt, saved)
        log.info("linked", extra={"link": saved.link.id, "provider": saved.link.provider})
        await self._notify(notices.linked(linked))
        return linked

    def _linked(self, ticket: Ticket, attempt: Attempt, saved: _Saved) -> Linked:
        link = link_of(saved.link, self._providers)
        asked = self._providers[ticket.provider].access_in(scopes_of(attempt.scopes))
        return Linked(
            link=link,
            missing=asked - link.access,
            new=saved.before is None,
            wanted=Access(ticket.access),
            meant=link_of(saved.meant, self._providers) if saved.meant else None,
        )

    async def _learn(
        self, connection: Connection, ticket: Ticket, attempt: Attempt, code: str, verifier: str
    ) -> _Result:
        provider = connection.provider
        try:
            issued = await provider.exchange(code, verifier)
        except GrantDead:
            raise await self._refuser.end("code_refused", ticket, attempt) from None
        except ClientFault:
            raise await self._refuser.end("operator_fault", ticket, attempt) from None
        # RFC 6749 §5.1: no scope in the answer means all that was asked for.
        granted = issued.scopes if issued.scopes is not None else scopes_of(attempt.scopes)
        if not provider.scopes_for(Access.LOOK) <= granted:
            raise await self._refuser.end("scope_missing", ticket, attempt)
        try:
            account = await connection.account_of(_fixed(issued.access_token, provider), ticket.user_id)
        except NoChannel as error:
            # Not revoked: a channel can be hidden for a while, and other links on it would die with the grant.
            raise await self._refuser.end("no_channel", ticket, attempt, action=error.action) from None
        except TryLater:
            raise await self._refuser.end("account_unavailable", ticket, attempt) from None
        except UserError as error:
            stands = said(STANDS, ticket.provider)
            message = f"{error.message} Nothing was linked; use `/link` in Discord to start again. {stands}"
            raise await self._refuser.end("account_unavailable", ticket, attempt, message=message) from None
        return _Result(issued, granted, account)

    async def _save(self, ticket: Ticket, attempt: Attempt, result: _Result) -> _Saved | str:
        """Save everything in one transaction, or return the reason why nothing was written."""
        now = self._clock()
        async with self._database.write() as connection:
            await tickets.lock_person(connection, ticket.user_id)
            own = [one for one in await links.of_user(connection, ticket.user_id) if one.provider == ticket.provider]
            old = next((one for one in own if one.account_id == result.account.id), None)
            link = self._row(ticket, attempt, result, old)
            sealed = await self._sealed(connection, link, result.tokens, old)
            if sealed is None:
                return "no_refresh_token"
            if not await tickets.spend(connection, ticket.id, now):
                return "ticket_spent" if await tickets.stands(connection, ticket.id) else "ticket_unknown"
            if old:
                await links.renew(connection, link)
            else:
                link = replace(link, is_default=not own)
                await links.add(connection, link)
            await tokens.put(connection, sealed)
            await attempts.end(connection, attempt.id, now, "linked")
            await attempts.end_others(connection, ticket.id, attempt.id, now, "ticket_spent")
            await journal.finish_exchange(connection, attempt.id)
            await self._audit(connection, link, old)
        meant = next((one for one in own if one.id == ticket.relink_of and one.id != link.id), None)
        return _Saved(link, old, meant)

    async def _audit(self, connection: Transaction, link: LinkRow, old: LinkRow | None) -> None:
        detail = " ".join(sorted(self._providers[link.provider].access_in(scopes_of(link.scopes))))
        subject = f"{link.provider}/{link.account_id}"
        await audit.add(connection, self._clock(), link.user_id, _action(link, old), subject=subject, detail=detail)

    def _row(self, ticket: Ticket, attempt: Attempt, result: _Result, old: LinkRow | None) -> LinkRow:
        now = self._clock()
        held = scopes_of(old.scopes) if old else frozenset()
        return LinkRow(
            id=old.id if old else new_id(),
            user_id=ticket.user_id,
            provider=ticket.provider,
            account_id=result.account.id,
            title=result.account.title,
            handle=result.account.handle,
            uploads_playlist=result.account.uploads_playlist,
            scopes=scopes_text(permitted(scopes_of(attempt.scopes), held, result.granted)),
            status=OK,
            reason="",
            is_default=bool(old and old.is_default),
            created_at=old.created_at if old else now,
            updated_at=now,
            consented_at=now,
            label=old.label if old else "",
        )

    async def _sealed(
        self, connection: Transaction, link: LinkRow, issued: IssuedTokens, old: LinkRow | None
    ) -> TokenRow | None:
        """Seal the tokens; an answer without a refresh token keeps the one this very link had, if it still works.

        None when there is none: such a link would die within the hour.
        """
        kept = await tokens.of_link(connection, link.id) if old and old.status == OK else None
        if issued.refresh_token is not None:
            refresh: bytes | None = self._vault.seal(issued.refresh_token, context=context(link.id, "refresh_token"))
        else:
            refresh = kept.refresh_token if kept else None
        if refresh is None:
            return None
        access = self._vault.seal(issued.access_token, context=context(link.id, "access_token"))
        now = self._clock()
        return TokenRow(link.id, access, refresh, issued.expires_at, now, grant_end(issued, kept, now))


def _action(link: LinkRow, old: LinkRow | None) -> str:
    """Return what the audit calls it. A dead link that can do more than before was made again, first of all."""
    if old is None:
        return "link.saved"
    wider = old.status == OK and scopes_of(old.scopes) < scopes_of(link.scopes)
    return "link.widened" if wider else "link.relinked"


def _after_consent(reason: str, provider: str) -> str:
    """Return the words of a refusal that can also come before any consent, but came after it."""
    words = WORDS[reason]
    return said(words if STANDS in words else f"{words} {STANDS}", provider)


def _fixed(access_token: str, provider: Provider) -> Bearer:
    """Return a bearer for the minutes in which a link is being made; a refused token cannot be renewed yet."""

    async def bearer(refused: str | None) -> str:
        if refused is not None:
            raise TryLater(provider.service)
        return access_token

    return bearer
