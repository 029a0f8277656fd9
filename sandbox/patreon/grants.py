"""Who may read what: applications, authorization codes, and token pairs.

A code works once. An access token lives 31 days. A refresh token works once: a refresh answers with a new pair. Patreon
does not say whether the access token before it still works then; here it does not. Nor is there an endpoint to revoke:
people disconnect an application in their settings, which ends all its tokens for them.
"""

import secrets as random_secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.google.clock import Clock
from sandbox.google.secret_store import SecretStore
from sandbox.patreon.model import Account

EXPIRES_IN = 31 * 24 * 3600
CODE_LIFETIME = timedelta(minutes=10)
"""Patreon does not name it; RFC 6749 §4.1.2 recommends no more."""
SCOPES = {
    "identity": "Read your public profile",
    "identity[email]": "Read your e-mail address",
    "identity.memberships": "Read your memberships",
    "campaigns": "Read your campaign",
    "w:campaigns.webhook": "Keep webhooks of your campaign",
    "campaigns.members": "Read your campaign's members",
    "campaigns.members[email]": "Read your members' e-mail addresses",
    "campaigns.members.address": "Read your members' addresses",
    "campaigns.posts": "Read your campaign's posts",
}
"""Every scope of API v2, in the consent page's words."""


@dataclass(slots=True)
class Client:
    """An application of API v2, and the redirect URIs it registered."""

    name: str
    client_id: str
    secret: str = field(repr=False)
    redirect_uris: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Code:
    """An authorization code and all it was given for."""

    account: Account
    client_id: str
    redirect_uri: str
    scopes: frozenset[str]
    issued_at: datetime
    pair: "Pair | None" = None


@dataclass(slots=True)
class Pair:
    """An access token and the refresh token beside it. `alive` is False once it was refreshed or ended."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    account: Account
    client_id: str
    scopes: frozenset[str]
    expires_at: datetime
    alive: bool = True


class GrantBook:
    """Registers applications; issues, finds and ends codes and tokens."""

    def __init__(self, clock: Clock, secrets: SecretStore) -> None:
        self._clock = clock
        self._secrets = secrets
        self._clients: dict[str, Client] = {}
        self._codes: dict[str, Code] = {}
        self._by_access: dict[str, Pair] = {}
        self._by_refresh: dict[str, Pair] = {}

    def register(self, name: str, redirect_uris: tuple[str, ...]) -> Client:
        """Create the application, or add redirect URIs to it."""
        client = next((one for one in self._clients.values() if one.name == name), None)
        if client is None:
            client = Client(name, random_secrets.token_urlsafe(48), self._secrets.make("", 48))
            self._clients[client.client_id] = client
        client.redirect_uris += [uri for uri in redirect_uris if uri not in client.redirect_uris]
        return client

    def client(self, client_id: str) -> Client | None:
        """Return the application with that id."""
        return self._clients.get(client_id)

    def issue_code(self, account: Account, client: Client, redirect_uri: str, scopes: frozenset[str]) -> str:
        """Record a consent and return a code for it."""
        value = self._secrets.make("", 24)
        self._codes[value] = Code(account, client.client_id, redirect_uri, scopes, self._clock())
        return value

    def redeem(self, value: str, client: Client, redirect_uri: str) -> Pair | None:
        """Use a code up; None where it may not be used. A code that comes again ends what it gave."""
        code = self._codes.get(value)
        if code is None or code.client_id != client.client_id or code.redirect_uri != redirect_uri:
            return None
        if code.pair is not None:
            code.pair.alive = False
            return None
        if self._clock() - code.issued_at >= CODE_LIFETIME:
            return None
        code.pair = self.issue(code.account, client, code.scopes)
        return code.pair

    def refresh(self, value: str, client: Client) -> Pair | None:
        """Replace a pair by a new one; None for a refresh token that was used, ended or is another application's."""
        old = self._by_refresh.get(value)
        if old is None or not old.alive or old.client_id != client.client_id:
            return None
        old.alive = False
        return self.issue(old.account, client, old.scopes)

    def issue(self, account: Account, client: Client, scopes: frozenset[str]) -> Pair:
        """Issue a pair of tokens."""
        expires_at = self._clock() + timedelta(seconds=EXPIRES_IN)
        access, refresh = self._secrets.make("", 32), self._secrets.make("", 32)
        pair = Pair(access, refresh, account, client.client_id, scopes, expires_at)
        self._by_access[access] = self._by_refresh[refresh] = pair
        return pair

    def holder(self, access_token: str) -> Pair | None:
        """Return the pair of a living access token."""
        pair = self._by_access.get(access_token)
        return pair if pair is not None and pair.alive and self._clock() < pair.expires_at else None

    def refreshes(self, refresh_token: str) -> bool:
        """Tell whether a refresh token would be taken now; it stays unused."""
        pair = self._by_refresh.get(refresh_token)
        return pair is not None and pair.alive

    def disconnect(self, account: Account) -> None:
        """End all that an account granted to anybody."""
        for pair in self._by_refresh.values():
            if pair.account is account:
                pair.alive = False

    def expire_access_tokens(self) -> None:
        """Let every access token that is out end now; refresh tokens go on."""
        now = self._clock()
        for pair in self._by_access.values():
            pair.expires_at = min(pair.expires_at, now)
