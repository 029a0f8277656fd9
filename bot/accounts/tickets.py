"""Tickets: made by /link, shown by GET /link/{ticket}, which changes nothing."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.accounts.consent import ConsentPlan, Purpose, plan
from bot.accounts.links import Link, Requester, link_of, scopes_of
from bot.accounts.refusing import Refuser
from bot.clock import Clock
from bot.providers.access import Access
from bot.providers.contract import Provider
from bot.store import links, tickets
from bot.store.database import Database
from bot.store.links import LinkRow
from bot.store.tickets import Ticket
from bot.store.transaction import Transaction
from bot.store.types import new_id
from bot.store.vault import digest

LIFETIME = timedelta(minutes=10)
MAX_OPEN = 3
SECRET_BYTES = 32
SECRET_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")
"""256 bits in URL-safe base64: tickets, states and the browser's cookie all look like this."""


def new_secret() -> str:
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(SECRET_BYTES)


@dataclass(frozen=True, slots=True)
class LinkUrl:
    """The address that opens a link; it is a secret of its person, so only `reveal` shows it. `expires_at` is UTC.

    `about` is the person's link that it makes again or allows more, None when it links any account.
    """

    _url: str = field(repr=False)
    expires_at: datetime
    purpose: Purpose
    about: Link | None

    def reveal(self) -> str:
        """Return the address, for a link button and nothing else."""
        return self._url


@dataclass(frozen=True, slots=True)
class Offer:
    """What a ticket's page shows: who asked, what for, what the consent will ask for, what is allowed already.

    `title` is the name of the account that it is about, empty when any account may be linked.
    """

    person: Requester
    provider: str
    service: str
    purpose: Purpose
    title: str
    access: frozenset[Access]
    held: frozenset[Access]


class Tickets:
    """Opens and reads tickets."""

    def __init__(
        self,
        database: Database,
        providers: Mapping[str, Provider],
        refuser: Refuser,
        *,
        public_url: str,
        clock: Clock,
    ) -> None:
        self._database = database
        self._providers = providers
        self._refuser = refuser
        self._public_url = public_url.rstrip("/")
        self._clock = clock

    async def open(
        self, person: Requester, provider: str, access: Access, *, relink_of: str = "", choose_account: bool = False
    ) -> LinkUrl:
        """Make a ticket; a person's oldest one gives way to a fourth. KeyError for a provider we do not have.

        `relink_of` names a link of theirs that it is about; an older ticket for the same gives way. One that is gone,
        or another person's, does not count: then any account may be linked.
        """
        known = self._providers[provider]
        secret = new_secret()
        now = self._clock()
        ticket = Ticket(
            id=new_id(),
            token_hash=digest(secret),
            user_id=person.user_id,
            username=person.username,
            display_name=person.display_name,
            provider=known.name,
            access=access.value,
            created_at=now,
            expires_at=now + LIFETIME,
            choose_account=choose_account,
        )
        async with self._database.write() as connection:
            await tickets.lock_person(connection, person.user_id)
            own = await self._own(connection, ticket)
            if any(link.id == relink_of for link in own):
                ticket = replace(ticket, relink_of=relink_of)
            for old in _giving_way(await tickets.open_of(connection, person.user_id, now), ticket):
                await tickets.expire(connection, old.id, now)
            await tickets.add(connection, ticket)
        planned = self._plan(ticket, own)
        about = link_of(planned.about, self._providers) if planned.about else None
        return LinkUrl(f"{self._public_url}/link/{secret}", ticket.expires_at, planned.purpose, about)

    async def _own(self, connection: Transaction, ticket: Ticket) -> list[LinkRow]:
        """Return what this person has linked with this provider."""
        return [one for one in await links.of_user(connection, ticket.user_id) if one.provider == ticket.provider]

    def _plan(self, ticket: Ticket, own: Sequence[LinkRow]) -> ConsentPlan:
        provider = self._providers[ticket.provider]
        access = Access(ticket.access)
        return plan(provider, access, own, relink_of=ticket.relink_of, choose_account=ticket.choose_account)

    async def offer(self, secret: str) -> Offer:
        """Return what a ticket's page shows; the ticket stays as it is. Raises Refusal for one that cannot be used."""
        ticket = await self.find(secret)
        refusal = self.closed(ticket)
        if refusal:
            raise await self._refuser.note(refusal, ticket)
        async with self._database.read() as connection:
            own = await self._own(connection, ticket)
        provider = self._providers[ticket.provider]
        planned = self._plan(ticket, own)
        concerned = [planned.about] if planned.about else own
        return Offer(
            person=Requester(ticket.user_id, ticket.username, ticket.display_name),
            provider=provider.name,
            service=provider.service,
            purpose=planned.purpose,
            title=planned.about.title if planned.about else "",
            access=provider.access_in(planned.scopes),
            held=frozenset(access for one in concerned for access in provider.access_in(scopes_of(one.scopes))),
        )

    async def find(self, secret: str) -> Ticket:
        """Return the ticket in whatever state it is. Raises Refusal when there is none."""
        if not SECRET_SHAPE.fullmatch(secret):
            raise await self._refuser.unknown("ticket_unknown")
        async with self._database.read() as connection:
            ticket = await tickets.by_hash(connection, digest(secret))
        if ticket is None or ticket.provider not in self._providers:
            raise await self._refuser.unknown("ticket_unknown")
        return ticket

    def closed(self, ticket: Ticket) -> str | None:
        """Return the reason why a ticket cannot be used any more, or None."""
        if ticket.spent_at is not None:
            return "ticket_spent"
        if ticket.expires_at <= self._clock():
            return "ticket_expired"
        return None


def _giving_way(standing: Sequence[Ticket], new: Ticket) -> list[Ticket]:
    """Return which open tickets (oldest first) end for a new one: those about the same link, then the oldest."""
    same = [old for old in standing if new.relink_of and old.relink_of == new.relink_of and old.access == new.access]
    rest = [old for old in standing if old not in same]
    return same + rest[: max(0, len(rest) - MAX_OPEN + 1)]
