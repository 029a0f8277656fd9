"""Patreon's OAuth 2.0 and the scopes of its API v2 (docs.patreon.com, "OAuth" and "APIv2: OAuth"; FACTS §7)."""

import logging
from urllib.parse import urlencode

from bot.alerts import Alerts
from bot.clock import Clock
from bot.providers.access import Access
from bot.providers.contract import ConsentRequest, IssuedTokens, OAuthApp
from bot.providers.grants import Grants
from bot.providers.oauth import TokenEndpoint
from bot.providers.wire import Wire

log = logging.getLogger(__name__)

_IDENTITY = "identity"
SCOPES = {
    Access.LOOK: frozenset({_IDENTITY}),
    Access.CREATOR: frozenset({_IDENTITY, "campaigns", "campaigns.members"}),
}
"""What each permission needs. There is nothing to do at Patreon on somebody's behalf, so `act` is not among them."""
_ALL_OF_A_TOKEN: frozenset[str] = frozenset()


class Patreon:
    """Patreon accounts: a patron's, to show who they are, or a creator's, to read whom to thank.

    A refresh token works once: whoever gets an answer keeps the new one before anything else.
    """

    name = "patreon"
    service = "Patreon"
    rotates_refresh_tokens = True
    offers = frozenset(SCOPES)

    def __init__(self, wire: Wire, app: OAuthApp, *, redirect_uri: str, clock: Clock, alerts: Alerts) -> None:
        self._wire = wire
        self._app = app
        mend = "patreon.client_id and patreon.client_secret"
        self._tokens = TokenEndpoint(wire, app, clock=clock, alerts=alerts, mend=mend)
        self._redirect_uri = redirect_uri
        self.grants = Grants()

    @property
    def resting(self) -> bool:
        """Whether Patreon is left alone right now because it failed too often."""
        return self._wire.resting

    def scopes_for(self, access: Access) -> frozenset[str]:
        """Return the scopes that this permission needs, `identity` always among them. KeyError for `act`."""
        return SCOPES[access]

    def access_in(self, scopes: frozenset[str]) -> frozenset[Access]:
        """Return the permissions that these scopes amount to."""
        return frozenset(access for access, needed in SCOPES.items() if needed <= scopes)

    def consent_url(self, request: ConsentRequest) -> str:
        """Return Patreon's consent page for this request.

        Patreon documents neither PKCE nor a way to have the account chosen, so neither is asked for: the state, bound
        to the browser's cookie, and the client's secret are what protect the code.
        """
        query = {
            "response_type": "code",
            "client_id": self._app.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": " ".join(sorted(request.scopes)),
            "state": request.state,
        }
        separator = "&" if "?" in self._app.authorize_uri else "?"
        return f"{self._app.authorize_uri}{separator}{urlencode(query)}"

    async def exchange(self, code: str, verifier: str) -> IssuedTokens:  # noqa: ARG002 (Patreon has no PKCE)
        """Exchange an authorization code. Raises GrantDead, ClientFault, Unavailable."""
        return await self._tokens.exchange(code, verifier=None, redirect_uri=self._redirect_uri)

    async def refresh(self, refresh_token: str, scopes: frozenset[str]) -> IssuedTokens:  # noqa: ARG002 (see below)
        """Get a new pair of tokens. Raises GrantDead, ClientFault, Unavailable.

        Patreon takes no scopes here: the new token has those of the old one.
        """
        return await self._tokens.refresh(refresh_token, _ALL_OF_A_TOKEN)

    async def revoke(self, token: str) -> bool:  # noqa: ARG002 (there is nobody to give it to)
        """Return False: Patreon has no endpoint that ends a grant. People disconnect the app in their settings."""
        log.info("Patreon lets no program end a grant", extra={"service": self.service})
        return False
