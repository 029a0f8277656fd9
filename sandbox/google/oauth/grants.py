"""What accounts granted to applications: authorization codes, access tokens and refresh tokens.

The rules are those of Google's "Using OAuth 2.0 for Web Server Applications": a code works once and for ten minutes,
an access token for an hour, and revoking any token ends everything the account granted to the application.

A token speaks for one channel, but what was granted belongs to the Google account that somebody signed in with. Google
does not say how far a brand channel's grant stands apart from it, so the sandbox takes what is worst for an
application: one grant for the account and all its brands. Revoking a token of one channel ends those of the others,
and include_granted_scopes names what any of them was granted.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.google.clock import Clock
from sandbox.google.model import Account
from sandbox.google.secret_store import SecretStore

EXPIRES_IN = 3599
CODE_LIFETIME = timedelta(minutes=10)
TESTING_LIFETIME = timedelta(days=7)
UNUSED_LIFETIME = timedelta(days=182)
MAX_REFRESH_TOKENS = 100

Scopes = frozenset[str]


@dataclass(slots=True)
class Code:
    """An authorization code and all it was given for."""

    value: str = field(repr=False)
    account: Account
    client_id: str
    redirect_uri: str
    scopes: Scopes
    challenge: str = field(repr=False)
    offline: bool
    prompted: bool
    include_granted: bool
    issued_at: datetime
    used: bool = False
    gave: list[str] = field(default_factory=list, repr=False)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """An access token; `expires_at` is aware UTC."""

    value: str = field(repr=False)
    account: Account
    client_id: str
    scopes: Scopes
    expires_at: datetime


@dataclass(slots=True)
class RefreshToken:
    """A refresh token and when it was last of use (aware UTC). `ends_at` is set for one that lives a limited time."""

    value: str = field(repr=False)
    account: Account
    client_id: str
    scopes: Scopes
    issued_at: datetime
    used_at: datetime
    ends_at: datetime | None = None


@dataclass(slots=True)
class Grant:
    """Everything one Google account, with its brands, granted to one application."""

    scopes: Scopes = frozenset()
    access: dict[str, AccessToken] = field(default_factory=dict, repr=False)
    refresh: dict[str, RefreshToken] = field(default_factory=dict, repr=False)
    ever_offline: bool = False


class GrantBook:
    """Issues, finds and ends tokens."""

    def __init__(self, clock: Clock, secrets: SecretStore) -> None:
        self._clock = clock
        self._secrets = secrets
        self._grants: dict[tuple[str, str], Grant] = {}
        self._codes: dict[str, Code] = {}
        self.testing = False
        self.rotating = False

    def grant(self, account: Account, client_id: str) -> Grant:
        """Return what the account granted to the application so far; empty at first."""
        return self._grants.setdefault((account.google_account.subject, client_id), Grant())

    def issue_code(
        self, account: Account, client_id: str, redirect_uri: str, scopes: Scopes, challenge: str, *,
        offline: bool, prompted: bool, include_granted: bool,
    ) -> str:  # fmt: skip
        """Record the consent and return a code for it. `prompted` means that prompt=consent was asked for."""
        value = self._secrets.make("4/0A", 52)
        grant = self.grant(account, client_id)
        grant.scopes |= scopes
        self._codes[value] = Code(
            value, account, client_id, redirect_uri, scopes, challenge, offline, prompted, include_granted,
            self._clock(),
        )  # fmt: skip
        return value

    def issue(self, account: Account, client_id: str, scopes: Scopes) -> tuple[AccessToken, RefreshToken]:
        """Record a consent with offline access, and return the tokens that its code would have given."""
        self.grant(account, client_id).scopes |= scopes
        return self.issue_access(account, client_id, scopes), self._issue_refresh(account, client_id, scopes)

    def code(self, value: str) -> Code | None:
        """Return a code, used and expired ones too."""
        return self._codes.get(value)

    def code_expired(self, code: Code) -> bool:
        """Tell whether the code's ten minutes are over."""
        return self._clock() - code.issued_at >= CODE_LIFETIME

    def redeem(self, code: Code) -> tuple[AccessToken, RefreshToken | None]:
        """Use a code up. A refresh token comes with offline access, the first time or when consent was prompted."""
        code.used = True
        grant = self.grant(code.account, code.client_id)
        scopes = grant.scopes if code.include_granted else code.scopes
        access = self.issue_access(code.account, code.client_id, scopes)
        code.gave.append(access.value)
        if not code.offline or (grant.ever_offline and not code.prompted):
            return access, None
        refresh = self._issue_refresh(code.account, code.client_id, scopes)
        code.gave.append(refresh.value)
        return access, refresh

    def punish_reuse(self, code: Code) -> None:
        """End the tokens that a code gave, because somebody tried it again (RFC 6749 §4.1.2)."""
        grant = self.grant(code.account, code.client_id)
        for value in code.gave:
            grant.access.pop(value, None)
            grant.refresh.pop(value, None)

    def issue_access(self, account: Account, client_id: str, scopes: Scopes) -> AccessToken:
        """Issue an access token for an hour."""
        expires_at = self._clock() + timedelta(seconds=EXPIRES_IN + 1)
        token = AccessToken(self._secrets.make("ya29.a0A", 150), account, client_id, scopes, expires_at)
        self.grant(account, client_id).access[token.value] = token
        return token

    def _issue_refresh(self, account: Account, client_id: str, scopes: Scopes) -> RefreshToken:
        now = self._clock()
        ends_at = now + TESTING_LIFETIME if self.testing else None
        token = RefreshToken(self._secrets.make("1//0e", 72), account, client_id, scopes, now, now, ends_at)
        grant = self.grant(account, client_id)
        grant.ever_offline = True
        grant.refresh[token.value] = token
        while len(grant.refresh) > MAX_REFRESH_TOKENS:
            del grant.refresh[next(iter(grant.refresh))]
        return token

    def access_token(self, value: str) -> AccessToken | None:
        """Return a living access token."""
        for grant in self._grants.values():
            token = grant.access.get(value)
            if token is not None and self._clock() < token.expires_at:
                return token
        return None

    def refresh_token(self, value: str) -> RefreshToken | None:
        """Return a living refresh token; it dies unused in half a year, one issued while testing in a week."""
        now = self._clock()
        for grant in self._grants.values():
            token = grant.refresh.get(value)
            if token is None or now - token.used_at >= UNUSED_LIFETIME:
                continue
            if token.ends_at is None or now < token.ends_at:
                return token
        return None

    def use(self, token: RefreshToken) -> RefreshToken | None:
        """Note that a refresh token was used now. While `rotating` it ends with that; return what replaces it then."""
        token.used_at = self._clock()
        if not self.rotating:
            return None
        del self.grant(token.account, token.client_id).refresh[token.value]
        successor = self._issue_refresh(token.account, token.client_id, token.scopes)
        successor.ends_at = token.ends_at
        return successor

    def end_grant_of(self, value: str) -> bool:
        """End the whole grant that a living token belongs to; False when there is no such token."""
        token = self.access_token(value) or self.refresh_token(value)
        if token is None:
            return False
        self._forget(token.account, token.client_id)
        return True

    def end_all_of(self, account: Account) -> None:
        """End everything a Google account, the one behind a brand too, granted to anybody."""
        for subject, client_id in list(self._grants):
            if subject == account.google_account.subject:
                self._forget(account, client_id)

    def _forget(self, account: Account, client_id: str) -> None:
        owner = account.google_account
        self._grants.pop((owner.subject, client_id), None)
        for value, code in list(self._codes.items()):
            if code.account.google_account is owner and code.client_id == client_id:
                del self._codes[value]

    def expire_access_tokens(self) -> None:
        """Let every access token end now."""
        for grant in self._grants.values():
            grant.access.clear()
