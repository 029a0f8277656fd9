"""Discord's OAuth2: codes and tokens of people who let the application know who they are."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.discord.model import Application, User
from sandbox.discord.snowflake import Clock
from sandbox.discord.wire import Json

CODE_LIFETIME = timedelta(seconds=60)
TOKEN_LIFETIME = timedelta(days=7)
SCOPES = frozenset({"identify"})
_BEARER = "Bearer"


class OAuthError(Exception):
    """A refusal of the token endpoint, by OAuth's name for it (RFC 6749, section 5.2)."""

    def __init__(self, status: int, error: str, description: str | None = None) -> None:
        super().__init__(error)
        self.status = status
        self.body: Json = {"error": error} | ({"error_description": description} if description else {})


@dataclass(frozen=True, slots=True)
class AuthorizationCode:
    """What a person agreed to, until it is exchanged."""

    user: User
    redirect_uri: str
    scope: str
    challenge: str | None = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """Tokens of a person for the application."""

    user: User
    scope: str
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime


class OAuth:
    """Issues codes and tokens. ``known`` collects every secret handed out."""

    def __init__(self, application: Application, clock: Clock, known: set[str]) -> None:
        self._application = application
        self._clock = clock
        self._known = known
        self._codes: dict[str, AuthorizationCode] = {}
        self._grants: list[Grant] = []

    def new_code(self, user: User, redirect_uri: str, scope: str, challenge: str | None) -> str:
        """Return a code for what a person agreed to: good once, for one minute."""
        code = self._secret()
        expires_at = self._clock() + CODE_LIFETIME
        self._codes[code] = AuthorizationCode(user, redirect_uri, scope, challenge, expires_at)
        return code

    def check_client(self, client_id: str | None, client_secret: str | None) -> None:
        """Refuse a client that is not this application."""
        right = secrets.compare_digest(client_secret or "", self._application.client_secret)
        if client_id != self._application.client_id or not right:
            raise OAuthError(401, "invalid_client")

    def exchange(self, form: dict[str, str]) -> Json:
        """Exchange a code for tokens. A code that was tried is spent, whatever came of it."""
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or code.expires_at <= self._clock():
            raise OAuthError(400, "invalid_grant", 'Invalid "code" in request.')
        if form.get("redirect_uri") != code.redirect_uri:
            raise OAuthError(400, "invalid_grant", 'Invalid "redirect_uri" in request.')
        if code.challenge is not None and _challenge(form.get("code_verifier", "")) != code.challenge:
            raise OAuthError(400, "invalid_grant", 'Invalid "code_verifier" in request.')
        return self._granted(code.user, code.scope)

    def refresh(self, form: dict[str, str]) -> Json:
        """Exchange a refresh token, which is spent by that."""
        for grant in self._grants:
            if grant.refresh_token == form.get("refresh_token"):
                self._grants.remove(grant)
                return self._granted(grant.user, grant.scope)
        raise OAuthError(400, "invalid_grant", 'Invalid "refresh_token" in request.')

    def own_token(self, owner: User, scope: str) -> Json:
        """Return a token of the application's owner, without a refresh token, as the client credentials grant does."""
        if not scope.split() or set(scope.split()) - SCOPES:
            raise OAuthError(400, "invalid_scope", "The requested scope is invalid, unknown, or malformed.")
        granted = self._granted(owner, scope)
        del granted["refresh_token"]
        return granted

    def revoke(self, token: str | None) -> None:
        """Revoke a token, and with it all of that person's, as Discord does. Unknown ones are fine."""
        for grant in self._grants:
            if token in (grant.access_token, grant.refresh_token):
                self._grants = [each for each in self._grants if each.user is not grant.user]
                return

    def grant_of(self, access_token: str) -> Grant | None:
        """Return what an access token stands for, while it is good."""
        for grant in self._grants:
            if grant.access_token == access_token and grant.expires_at > self._clock():
                return grant
        return None

    def _granted(self, user: User, scope: str) -> Json:
        expires_at = self._clock() + TOKEN_LIFETIME
        grant = Grant(user, scope, self._secret(), self._secret(), expires_at)
        self._grants.append(grant)
        return {
            "token_type": _BEARER,
            "access_token": grant.access_token,
            "expires_in": int(TOKEN_LIFETIME.total_seconds()),
            "refresh_token": grant.refresh_token,
            "scope": scope,
        }

    def _secret(self) -> str:
        value = secrets.token_urlsafe(22)
        self._known.add(value)
        return value


def _challenge(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636, section 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
