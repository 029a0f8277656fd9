"""A browser's steps: start an attempt, come back from Discord's sign-in, come back from the provider's consent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.accounts.arrivals import Arrivals, CallbackAnswer
from bot.accounts.code_proof import CodeProof, CodeToType
from bot.accounts.consent import plan
from bot.accounts.finishing import Finishing
from bot.accounts.links import scopes_of, scopes_text
from bot.accounts.outcome import Linked
from bot.accounts.refusing import Refuser
from bot.accounts.sealing import AttemptSeals
from bot.accounts.tickets import SECRET_SHAPE, Tickets, new_secret
from bot.clock import Clock
from bot.providers.access import Access
from bot.providers.contract import ConsentRequest, Provider
from bot.providers.discord import DiscordSignIn
from bot.providers.failures import ClientFault, GrantDead, Unavailable
from bot.providers.oauth import new_pkce
from bot.store import attempts, journal, links
from bot.store.attempts import Attempt
from bot.store.database import Database
from bot.store.tickets import Ticket
from bot.store.types import new_id
from bot.store.vault import digest

MAX_ATTEMPTS = 20
"""Attempts a ticket may see in its ten minutes; more is a machine, not a person."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """The browser that posts: its cookie, and whether another site sent it."""

    cookie: str | None = field(repr=False)
    forged: bool


@dataclass(frozen=True, slots=True)
class NextPage:
    """Where the browser goes next, and whose page that is."""

    url: str = field(repr=False)
    service: str


@dataclass(frozen=True, slots=True)
class _Consent:
    """A consent that is about to be asked for: what the attempt keeps of it, and its address."""

    state_hash: bytes = field(repr=False)
    verifier: bytes = field(repr=False)
    scopes: str
    url: str = field(repr=False)


class Steps:
    """The way of a link as a browser walks it. Every check comes before a code is exchanged."""

    def __init__(
        self,
        database: Database,
        providers: Mapping[str, Provider],
        opened: Tickets,
        arrivals: Arrivals,
        seals: AttemptSeals,
        refuser: Refuser,
        *,
        finishing: Finishing,
        code_proof: CodeProof,
        sign_in: DiscordSignIn | None,
        clock: Clock,
    ) -> None:
        self._database = database
        self._providers = providers
        self._tickets = opened
        self._arrivals = arrivals
        self._seals = seals
        self._refuser = refuser
        self._finishing = finishing
        self._code_proof = code_proof
        self._sign_in = sign_in
        self._clock = clock

    async def start(self, secret: str, visitor: Visitor) -> NextPage:
        """Open an attempt bound to this browser. Raises Refusal."""
        ticket = await self._tickets.find(secret)
        if visitor.forged:
            raise await self._refuser.note("forged", ticket)
        if visitor.cookie is None or not SECRET_SHAPE.fullmatch(visitor.cookie):
            raise await self._refuser.note("no_cookie", ticket)
        closed = self._tickets.closed(ticket)
        if closed:
            raise await self._refuser.note(closed, ticket)
        attempt_id = new_id()
        attempt = Attempt(
            id=attempt_id,
            ticket_id=ticket.id,
            ticket_secret=self._seals.seal(attempt_id, "ticket_secret", secret),
            browser_hash=digest(visitor.cookie),
            created_at=self._clock(),
        )
        attempt, page = await self._first_page(ticket, attempt)
        if not await self._add(attempt):
            raise await self._refuser.note("too_many_attempts", ticket)
        return page

    async def _add(self, attempt: Attempt) -> bool:
        """Keep a new attempt; False, and no write lock taken, when its ticket has seen too many."""
        async with self._database.read() as connection:
            if await attempts.count(connection, attempt.ticket_id) >= MAX_ATTEMPTS:
                return False
        async with self._database.write() as connection:
            free = await attempts.count(connection, attempt.ticket_id) < MAX_ATTEMPTS
            if free:
                await attempts.add(connection, attempt)
        return free

    async def _first_page(self, ticket: Ticket, attempt: Attempt) -> tuple[Attempt, NextPage]:
        """Return the attempt with what its first page needs: Discord's sign-in where we can, else the consent."""
        if self._sign_in is None:
            consent = await self._consent(ticket, attempt)
            kept = replace(attempt, state_hash=consent.state_hash, verifier=consent.verifier, scopes=consent.scopes)
            return kept, NextPage(consent.url, self._providers[ticket.provider].service)
        state, pkce = new_secret(), new_pkce()
        kept = replace(
            attempt,
            sign_in_state_hash=digest(state),
            sign_in_verifier=self._seals.seal(attempt.id, "sign_in_verifier", pkce.verifier),
        )
        return kept, NextPage(self._sign_in.authorize_url(state, pkce.challenge), "Discord")

    async def signed_in(self, answer: CallbackAnswer) -> NextPage:
        """Come back from Discord's sign-in: the right person goes on to the consent. Raises Refusal."""
        ticket, attempt = await self._arrivals.recognise(answer, attempts.by_sign_in_state)
        sign_in = self._sign_in
        if sign_in is None or (not answer.code and not answer.error):
            raise await self._refuser.end("sign_in_failed", ticket, attempt)
        if answer.error:
            reason = "sign_in_denied" if answer.error == "access_denied" else "sign_in_failed"
            raise await self._refuser.end(reason, ticket, attempt)
        verifier = await self._seals.open(ticket, attempt, "sign_in_verifier")
        async with self._database.write() as connection:
            taken = await attempts.take_sign_in(connection, attempt.id)
        if not taken:
            raise await self._refuser.note("replayed", ticket, attempt)
        user_id = await self._who(sign_in, ticket, attempt, answer.code, verifier)
        if user_id != ticket.user_id:
            # Somebody else's browser: this is what a forwarded link looks like. No way back is offered.
            raise await self._refuser.end("identity_mismatch", ticket, attempt, same_browser=False)
        consent = await self._consent(ticket, attempt)
        async with self._database.write() as connection:
            opened = await attempts.open_consent(
                connection,
                attempt.id,
                proven_at=self._clock(),
                state_hash=consent.state_hash,
                verifier=consent.verifier,
                scopes=consent.scopes,
            )
        if not opened:
            raise await self._refuser.note("replayed", ticket, attempt)
        return NextPage(consent.url, self._providers[ticket.provider].service)

    async def consented(self, provider: str, answer: CallbackAnswer) -> Linked | CodeToType:
        """Come back from the consent at `provider`'s own path: finish, or show the code to type. Raises Refusal."""
        ticket, attempt = await self._arrivals.recognise(answer, attempts.by_state)
        refusal = self._objection(provider, answer, ticket, attempt)
        if refusal:
            raise await self._refuser.end(refusal, ticket, attempt)
        if attempt.proven_at is None:
            return await self._code_proof.show(ticket, attempt, answer)
        verifier = await self._seals.open(ticket, attempt, "verifier")
        async with self._database.write() as connection:
            taken = await attempts.take_consent(connection, attempt.id)
            if taken:
                await journal.begin(connection, self._clock(), journal.EXCHANGE, attempt_id=attempt.id)
        if not taken:
            raise await self._refuser.note("replayed", ticket, attempt)
        try:
            return await self._finishing.finish(ticket, attempt, answer.code, verifier)
        except Unavailable:
            raise await self._refuser.end("service_unavailable", ticket, attempt) from None

    def _objection(self, provider: str, answer: CallbackAnswer, ticket: Ticket, attempt: Attempt) -> str | None:
        """Return why this consent may not be used, or None. Nothing has been exchanged yet."""
        if provider != ticket.provider:
            return "wrong_provider"
        if self._sign_in is not None and attempt.proven_at is None:
            return "not_proven"
        if answer.error:
            return "consent_denied" if answer.error == "access_denied" else "consent_failed"
        if not answer.code:
            return "consent_failed"
        # Google names what was granted in the redirect too: say so before anything is exchanged or typed.
        needed = self._providers[provider].scopes_for(Access.LOOK)
        if answer.scope and not needed <= scopes_of(answer.scope):
            return "scope_missing"
        return None

    async def _consent(self, ticket: Ticket, attempt: Attempt) -> _Consent:
        provider = self._providers[ticket.provider]
        async with self._database.read() as connection:
            own = [one for one in await links.of_user(connection, ticket.user_id) if one.provider == provider.name]
        planned = plan(
            provider, Access(ticket.access), own, relink_of=ticket.relink_of, choose_account=ticket.choose_account
        )
        state, pkce = new_secret(), new_pkce()
        request = ConsentRequest(
            state=state,
            challenge=pkce.challenge,
            scopes=planned.scopes,
            widening=planned.widening,
            choose_account=planned.choose_account,
        )
        return _Consent(
            state_hash=digest(state),
            verifier=self._seals.seal(attempt.id, "verifier", pkce.verifier),
            scopes=scopes_text(planned.scopes),
            url=provider.consent_url(request),
        )

    async def _who(self, sign_in: DiscordSignIn, ticket: Ticket, attempt: Attempt, code: str, verifier: str) -> int:
        try:
            return await sign_in.who_is(code, verifier)
        except GrantDead:
            raise await self._refuser.end("sign_in_failed", ticket, attempt) from None
        except ClientFault:
            raise await self._refuser.end("operator_fault", ticket, attempt) from None
        except Unavailable:
            raise await self._refuser.end("service_unavailable", ticket, attempt) from None
