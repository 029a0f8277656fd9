"""What every provider offers, and the values that pass between a provider and the rest."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias

from pydantic import SecretStr

from bot.providers.access import Access, Bearer
from bot.providers.grants import Grants


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """Our registration at an OAuth 2.0 server, and the two addresses it is used at."""

    client_id: str
    client_secret: SecretStr
    authorize_uri: str
    token_uri: str


@dataclass(frozen=True, slots=True)
class IssuedTokens:
    """A token endpoint's answer; moments are UTC.

    `scopes` is None when the server did not name them; `grant_expires_at` is when the refresh token ends, where the
    server says that it does.
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_at: datetime
    scopes: frozenset[str] | None
    grant_expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """What a consent URL asks for. `widening` and `choose_account` are about the person who asks, nobody else."""

    state: str = field(repr=False)
    challenge: str = field(repr=False)
    scopes: frozenset[str]
    widening: bool
    choose_account: bool


@dataclass(frozen=True, slots=True)
class ProviderAccount:
    """The account that somebody signed in with; for YouTube a channel. `handle` may be empty."""

    id: str
    title: str
    handle: str
    uploads_playlist: str


AccountOf: TypeAlias = Callable[[Bearer, int], Awaitable[ProviderAccount]]
"""Asks a service whose token this is, for the Discord user with this id. Raises NoChannel, TryLater
and other UserErrors.
"""


class Provider(Protocol):
    """An OAuth 2.0 provider whose accounts people link. Failures are those of bot.providers.failures."""

    @property
    def name(self) -> str:
        """The name in paths, tables and commands, such as `youtube`."""
        ...

    @property
    def service(self) -> str:
        """The name people know, such as `Google`."""
        ...

    @property
    def offers(self) -> frozenset[Access]:
        """The permissions that there are at this provider."""
        ...

    @property
    def grants(self) -> Grants:
        """The lock that keeps the making and the ending of this provider's grants apart."""
        ...

    @property
    def rotates_refresh_tokens(self) -> bool:
        """Whether a refresh ends the refresh token it was made with."""
        ...

    @property
    def resting(self) -> bool:
        """Whether it is left alone right now because it failed too often, so that asking raises NotAsked."""
        ...

    def scopes_for(self, access: Access) -> frozenset[str]:
        """Return the scopes that this permission needs, those of `look` included. KeyError for one not offered."""
        ...

    def access_in(self, scopes: frozenset[str]) -> frozenset[Access]:
        """Return the permissions that these scopes amount to."""
        ...

    def consent_url(self, request: ConsentRequest) -> str:
        """Return where the browser asks its person for consent."""
        ...

    async def exchange(self, code: str, verifier: str) -> IssuedTokens:
        """Exchange an authorization code."""
        ...

    async def refresh(self, refresh_token: str, scopes: frozenset[str]) -> IssuedTokens:
        """Get a fresh access token for exactly these scopes."""
        ...

    async def revoke(self, token: str) -> bool:
        """End the whole grant that a token belongs to; tell whether the provider confirmed it.

        Hold `grants.ending()` meanwhile.
        """
        ...


@dataclass(frozen=True, slots=True)
class Connection:
    """A provider, and how to learn which account somebody signed in with there."""

    provider: Provider
    account_of: AccountOf
