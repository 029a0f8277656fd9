"""The token endpoint of Discord's OAuth2, and what a person's token shows."""

import base64
import binascii
from typing import Any

from sandbox.discord import errors, payloads
from sandbox.discord.model import Application, User
from sandbox.discord.oauth import Grant, OAuth, OAuthError
from sandbox.discord.rest.api import Answer, Api, Call
from sandbox.discord.wire import Json
from sandbox.discord.world import World


class OAuthRoutes:
    """The routes under ``/oauth2``, and ``/users/@me`` for the bot and for people's tokens."""

    def __init__(self, oauth: OAuth, application: Application, world: World) -> None:
        self._oauth = oauth
        self._application = application
        self._world = world

    def add_to(self, api: Api) -> None:
        """Register the routes."""
        api.open("POST", "/oauth2/token", self.token)
        api.open("POST", "/oauth2/token/revoke", self.revoke)
        api.open("GET", "/oauth2/@me", self.authorization)

        def me(call: Call) -> Json:
            if api.is_bot(call.request):
                return payloads.user_json(self._world.bot) | {"verified": True, "mfa_enabled": True, "locale": "en-US"}
            return payloads.user_json(self._grant(call).user) | {"mfa_enabled": True, "locale": "en-US"}

        api.open("GET", "/users/@me", me)

    def token(self, call: Call) -> Any:
        """Exchange a code or a refresh token. Only a form is read: JSON is as good as nothing."""
        form = call.payload.form or {}
        try:
            return self._tokens(call, form)
        except OAuthError as error:
            return Answer(error.status, error.body)

    def _tokens(self, call: Call, form: dict[str, str]) -> Json:
        kind = form.get("grant_type")
        if kind not in {"authorization_code", "refresh_token", "client_credentials"}:
            raise OAuthError(400, "unsupported_grant_type", f"Grant type {kind} is not supported")
        if kind == "client_credentials":
            # Discord's reference knows this grant with HTTP Basic alone.
            self._oauth.check_client(*_basic(call))
            return self._oauth.own_token(self._application_owner, form.get("scope", ""))
        self._oauth.check_client(*_client(call, form))
        return self._oauth.exchange(form) if kind == "authorization_code" else self._oauth.refresh(form)

    def revoke(self, call: Call) -> Any:
        """Revoke a token."""
        form = call.payload.form or {}
        try:
            self._oauth.check_client(*_client(call, form))
        except OAuthError as error:
            return Answer(error.status, error.body)
        self._oauth.revoke(form.get("token"))
        return {}

    def authorization(self, call: Call) -> Json:
        """Return what a person's token allows."""
        grant = self._grant(call)
        return {
            "application": {"id": self._application.client_id, "name": self._application.name},
            "scopes": grant.scope.split(),
            "expires": payloads.moment(grant.expires_at),
            "user": payloads.user_json(grant.user),
        }

    @property
    def _application_owner(self) -> User:
        """The person who made the application: the first of the world, as `GET /applications/@me` says."""
        return self._world.people[0]

    def _grant(self, call: Call) -> Grant:
        scheme, _, token = call.request.headers.get("Authorization", "").partition(" ")
        grant = self._oauth.grant_of(token) if scheme == "Bearer" else None
        if grant is None:
            raise errors.unauthorized()
        return grant


def _client(call: Call, form: dict[str, str]) -> tuple[str | None, str | None]:
    """Return the client's id and secret: from HTTP Basic, else from the form."""
    if not call.request.headers.get("Authorization", "").startswith("Basic "):
        return form.get("client_id"), form.get("client_secret")
    return _basic(call)


def _basic(call: Call) -> tuple[str | None, str | None]:
    """Return the client's id and secret from HTTP Basic; nothing without it."""
    scheme, _, encoded = call.request.headers.get("Authorization", "").partition(" ")
    if scheme != "Basic":
        return None, None
    try:
        client_id, _, client_secret = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None, None
    return client_id, client_secret
