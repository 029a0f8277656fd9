"""OAuth 2.0's token endpoint and PKCE over aiohttp; oauthlib prepares the bodies and parses the answers.

Failures are told apart by who can mend them: see bot.providers.failures.
"""

import logging
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec
from oauthlib.oauth2 import OAuth2Error
from oauthlib.oauth2.rfc6749.parameters import parse_token_response, prepare_token_request

from bot.alerts import Alerts
from bot.clock import Clock
from bot.providers.contract import IssuedTokens, OAuthApp
from bot.providers.failures import ClientFault, GrantDead, ProviderFailure, Unavailable
from bot.providers.wire import Answer, Wire

log = logging.getLogger(__name__)

# RFC 6749 §5.1 lets a server leave `expires_in` out. Google and Discord send it; assume little where one does not.
_UNSAID_LIFETIME = timedelta(minutes=10)
_OK = 200
# An exchange sends what a browser brought, and a browser can bring the code of another client or another address. So
# only a refused authentication counts there: nobody outside can make an alert stand.
_CLIENT_REFUSED = "invalid_client"
# About one link's scopes, not about the client.
_ONE_LINK = "invalid_scope"


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
    """One server's token endpoint, with our client's id and secret in the body.

    While it refuses our client, an alert stands that names the configuration keys to mend (`mend`).
    """

    def __init__(self, wire: Wire, app: OAuthApp, *, clock: Clock, alerts: Alerts, mend: str) -> None:
        self._wire = wire
        self._app = app
        self._clock = clock
        self._alerts = alerts
        self._mend = mend

    async def exchange(self, code: str, *, verifier: str | None, redirect_uri: str) -> IssuedTokens:
        """Exchange an authorization code. Raises GrantDead, ClientFault, Unavailable.

        `verifier` is None for a server that has no PKCE.
        """
        form = prepare_token_request(
            "authorization_code",
            code=code,
            code_verifier=verifier,
            redirect_uri=redirect_uri,
            client_id=self._app.client_id,
            client_secret=self._app.client_secret.get_secret_value(),
        )
        try:
            return await self._ask(form)
        except ClientFault as fault:
            self._blame(fault, stands=fault.detail == _CLIENT_REFUSED)
            raise

    async def refresh(self, refresh_token: str, scopes: frozenset[str]) -> IssuedTokens:
        """Get a fresh access token for these scopes. Raises GrantDead, ClientFault, Unavailable."""
        form = prepare_token_request(
            "refresh_token",
            refresh_token=refresh_token,
            scope=" ".join(sorted(scopes)) or None,
            client_id=self._app.client_id,
            client_secret=self._app.client_secret.get_secret_value(),
        )
        try:
            return await self._ask(form)
        except ClientFault as fault:
            self._blame(fault, stands=fault.detail != _ONE_LINK)
            raise

    @property
    def _alert(self) -> str:
        return f"{self._wire.service} OAuth client"

    def _blame(self, fault: ClientFault, *, stands: bool) -> None:
        """Tell the operator. `detail` is the error's name and no secret."""
        sentence = f"{fault.service} refuses this bot's OAuth client ({fault.detail}): mend {self._mend}"
        if stands:
            self._alerts.stand(self._alert, sentence)
        else:
            log.error("%s", sentence, extra={"service": fault.service, "error": fault.detail})

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
        self._alerts.clear(self._alert)
        return IssuedTokens(
            access_token=token["access_token"],
            refresh_token=token.get("refresh_token") or None,
            expires_at=_after(asked_at, token.get("expires_in")) or asked_at + _UNSAID_LIFETIME,
            scopes=frozenset(token["scope"]) if token.get("scope") else None,
            # Google's name for the end of a grant that has one (its answers in testing mode).
            grant_expires_at=_after(asked_at, token.get("refresh_token_expires_in")),
        )


def _after(moment: datetime, seconds: object) -> datetime | None:
    """Return the moment so many seconds later; None for what is no number, so that it counts as not said."""
    try:
        return moment + timedelta(seconds=float(str(seconds)))
    except (ValueError, OverflowError):
        return None


def _failure(service: str, answer: Answer) -> ProviderFailure:
    """Classify a refusal by its error name; the description is dropped, since some servers quote what was sent."""
    try:
        name = msgspec.json.decode(answer.body, type=_Fault).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        name = ""
    if name == "invalid_grant":
        return GrantDead(service, name, in_doubt=answer.in_doubt)
    return ClientFault(service, name if re.fullmatch(r"[a-z_]{1,40}", name) else f"http_{answer.status}")
