"""Discord's own sign-in, asked for `identify` alone: it proves which Discord user sits at a browser."""

import logging
from urllib.parse import urlencode

import msgspec

from bot.alerts import Alerts
from bot.clock import Clock
from bot.providers.contract import OAuthApp
from bot.providers.failures import ClientFault, Unavailable
from bot.providers.oauth import TokenEndpoint
from bot.providers.wire import Wire

log = logging.getLogger(__name__)

_OK = 200


class _Me(msgspec.Struct):
    """The part of `GET /users/@me` that is needed."""

    id: str


class DiscordSignIn:
    """Signs a person in at Discord and learns their user id; the token is thrown away.

    It is not revoked: Discord would end every authorization that the person gave this application.
    """

    def __init__(
        self, wire: Wire, app: OAuthApp, *, api_base: str, redirect_uri: str, clock: Clock, alerts: Alerts
    ) -> None:
        self._wire = wire
        self._app = app
        self._tokens = TokenEndpoint(
            wire, app, clock=clock, alerts=alerts, mend="discord.client_id and discord.client_secret"
        )
        self._me = f"{api_base.rstrip('/')}/users/@me"
        self._redirect_uri = redirect_uri

    def authorize_url(self, state: str, challenge: str) -> str:
        """Return where the browser signs its person in."""
        query = {
            "response_type": "code",
            "client_id": self._app.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": "identify",
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        separator = "&" if "?" in self._app.authorize_uri else "?"
        return f"{self._app.authorize_uri}{separator}{urlencode(query)}"

    async def who_is(self, code: str, verifier: str) -> int:
        """Return the id of the Discord user who signed in. Raises GrantDead, ClientFault, Unavailable."""
        token = await self._tokens.exchange(code, verifier=verifier, redirect_uri=self._redirect_uri)
        answer = await self._wire.get(self._me, token.access_token)
        if answer.status != _OK:
            log.error("Discord does not say who signed in", extra={"status": answer.status})
            raise ClientFault(self._wire.service, f"http_{answer.status}")
        try:
            return int(msgspec.json.decode(answer.body, type=_Me).id)
        except (msgspec.DecodeError, ValueError):
            raise Unavailable(self._wire.service, "an answer without a user") from None
