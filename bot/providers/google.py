"""Google's OAuth 2.0 for web servers, and YouTube's scopes (FACTS §2; developers.google.com, "Using OAuth 2.0")."""

import logging
from urllib.parse import urlencode

from bot.alerts import Alerts
from bot.clock import Clock
from bot.providers.access import Access
from bot.providers.contract import ConsentRequest, IssuedTokens, OAuthApp
from bot.providers.failures import Unavailable
from bot.providers.grants import Grants
from bot.providers.oauth import TokenEndpoint
from bot.providers.wire import Wire

log = logging.getLogger(__name__)

_LOOK = "https://www.googleapis.com/auth/youtube.readonly"
_ACT = "https://www.googleapis.com/auth/youtube.force-ssl"
_CREATOR = "https://www.googleapis.com/auth/youtube.channel-memberships.creator"
SCOPES = {
    Access.LOOK: frozenset({_LOOK}),
    Access.ACT: frozenset({_LOOK, _ACT}),
    Access.CREATOR: frozenset({_LOOK, _CREATOR}),
}
"""What each permission needs."""
_ONE_PAUSE = (0.4,)
_OK = 200
_BAD_REQUEST = 400


class Google:
    """Google accounts, linked for their YouTube channel."""

    name = "youtube"
    service = "Google"
    rotates_refresh_tokens = False
    offers = frozenset(SCOPES)

    def __init__(
        self, wire: Wire, app: OAuthApp, *, redirect_uri: str, revoke_uri: str, clock: Clock, alerts: Alerts
    ) -> None:
        self._wire = wire
        self._app = app
        self._tokens = TokenEndpoint(wire, app, clock=clock, alerts=alerts, mend="google.client_secrets")
        self._redirect_uri = redirect_uri
        self._revoke_uri = revoke_uri
        self.grants = Grants()

    @property
    def resting(self) -> bool:
        """Whether Google is left alone right now because it failed too often."""
        return self._wire.resting

    def scopes_for(self, access: Access) -> frozenset[str]:
        """Return the scopes that this permission needs, `youtube.readonly` always among them."""
        return SCOPES[access]

    def access_in(self, scopes: frozenset[str]) -> frozenset[Access]:
        """Return the permissions that these scopes amount to."""
        return frozenset(access for access, needed in SCOPES.items() if needed <= scopes)

    def consent_url(self, request: ConsentRequest) -> str:
        """Return Google's consent page for this request.

        `prompt=consent` makes Google give a refresh token each time. `include_granted_scopes` is for somebody who
        widens a link of their own: Google then answers with everything that account ever granted, whoever asked.
        """
        query = {
            "response_type": "code",
            "client_id": self._app.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": " ".join(sorted(request.scopes)),
            "state": request.state,
            "code_challenge": request.challenge,
            "code_challenge_method": "S256",
            "access_type": "offline",
            "prompt": "select_account consent" if request.choose_account else "consent",
        }
        if request.widening:
            query["include_granted_scopes"] = "true"
        separator = "&" if "?" in self._app.authorize_uri else "?"
        return f"{self._app.authorize_uri}{separator}{urlencode(query)}"

    async def exchange(self, code: str, verifier: str) -> IssuedTokens:
        """Exchange an authorization code. Raises GrantDead, ClientFault, Unavailable."""
        return await self._tokens.exchange(code, verifier=verifier, redirect_uri=self._redirect_uri)

    async def refresh(self, refresh_token: str, scopes: frozenset[str]) -> IssuedTokens:
        """Get a fresh access token, narrowed to these scopes. Raises GrantDead, ClientFault, Unavailable."""
        return await self._tokens.refresh(refresh_token, scopes)

    async def revoke(self, token: str) -> bool:
        """End the whole grant of that account to this bot; False when Google could not be asked or refused.

        Google answers 400 `invalid_token` for a grant that is gone already, which is what was wanted: also when the
        answer to a first try was lost. Two tries, since others wait for this to end.
        """
        try:
            answer = await self._wire.post_form(self._revoke_uri, urlencode({"token": token}), pauses=_ONE_PAUSE)
        except Unavailable:
            return False
        gone = answer.status == _BAD_REQUEST and b"invalid_token" in answer.body
        if answer.status != _OK and not gone:
            log.warning("revocation refused", extra={"service": self.service, "status": answer.status})
        return answer.status == _OK or gone
