"""OAuth 2.0's token endpoint and PKCE over aiohttp; oauthlib prepares the bodies and parses the answers.

Failures are told apart by who can mend them: see bot.providers.failures.
"""

import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

import msgspec
from oauthlib.oauth2 import OAuth2Error
from oauthlib.oauth2.rfc6749.parameters import parse_token_response, prepare_token_request

from bot.clock import Clock
from bot.providers.contract import IssuedTokens, OAuthApp
from bot.providers.failures import ClientFault, GrantDead, ProviderFailure, Unavailable
from bot.providers.wire import Answer, Wire

# RFC 6749 §5.1 lets a server leave `expires_in` out. Google and Discord send it; assume little where one does not.
_UNSAID_LIFETIME = timedelta(minutes=10)
_OK = 200


@dataclass(frozen=True, slots=True)
class Pkce:
    """A verifier and its S256 challenge (RFC 7636)."""

    verifier: str = field(repr=False)
    challenge: str = field(repr=False)


def new_pkce() -> Pkce:
    """Return a fresh pair; the verifier has 86 characters and 512 bits."""
    return pkce_of(secrets.token_urlsafe(64))


def pkce_of(verifier: str) -> Pkce:
    """Return the pair that belongs to a kept verifier."""
    hashed = sha256(verifier.encode()).digest()
    return Pkce(verifier, urlsafe_b64encode(hashed).decode().rstrip("="))


class _Fault(msgspec.Struct):
    """An error body (RFC 6749 §5.2)."""

    error: str = ""


class TokenEndpoint:
    """One server's token endpoint, with our client's id and secret in the body."""

    def __init__(self, wire: Wire, app: OAuthApp, *, clock: Clock) -> None:
        self._wire = wire
        self._app = app
        self._clock = clock

    async def exchange(self, code: str, *, verifier: str, redirect_uri: str) -> IssuedTokens:
        """Exchange an authorization code. Raises GrantDead, ClientFault, Unavailable."""
        return await self._ask(
            prepare_token_request(
                "authorization_code",
                code=code,
                code_verifier=verifier,
                redirect_uri=redirect_uri,
                client_id=self._app.client_id,
                client_secret=self._app.client_secret.get_secret_value(),
            )
        )

    async def refresh(self, refresh_token: str, scopes: frozenset[str]) -> IssuedTokens:
        """Get a fresh access token for these scopes. Raises GrantDead, ClientFault, Unavailable."""
        return await self._ask(
            prepare_token_request(
                "refresh_token",
                refresh_token=refresh_token,
                scope=" ".join(sorted(scopes)) or None,
                client_id=self._app.client_id,
                client_secret=self._app.client_secret.get_secret_value(),
            )
        )

    async def _ask(self, form: str) -> IssuedTokens:
        asked_at = self._clock()
        answer = await self._wire.post_form(self._app.token_uri, form)
        if answer.status != _OK:
            raise _failure(self._wire.service, answer)
        try:
            # No scopes are passed in: oauthlib raises a bare Warning when fewer come back than were asked, and
            # unticking a scope is a person's right.
            token = parse_token_response(answer.body.decode(), scope=None)
        except (OAuth2Error, ValueError):
            # From None: the error's text can quote the body.
            raise Unavailable(self._wire.service, "an answer without a token") from None
        lifetime = timedelta(seconds=token["expires_in"]) if "expires_in" in token else _UNSAID_LIFETIME
        return IssuedTokens(
            access_token=token["access_token"],
            refresh_token=token.get("refresh_token") or None,
            expires_at=asked_at + lifetime,
            scopes=frozenset(token["scope"]) if token.get("scope") else None,
        )


def _failure(service: str, answer: Answer) -> ProviderFailure:
    """Classify a refusal by its error name; the description is dropped, since some servers quote what was sent."""
    try:
        name = msgspec.json.decode(answer.body, type=_Fault).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        name = ""
    if name == "invalid_grant":
        return GrantDead(service, name)
    return ClientFault(service, name if re.fullmatch(r"[a-z_]{1,40}", name) else f"http_{answer.status}")
