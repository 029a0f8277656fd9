"""The token and the revocation endpoint over HTTP: forms in, JSON out."""

from aiohttp import web

from sandbox.google.answers import json_response
from sandbox.google.errors import OAuthError
from sandbox.google.oauth.grants import GrantBook
from sandbox.google.oauth.tokens import TokenEndpoint, TokenRequest
from sandbox.google.records import Tally
from sandbox.google.secret_store import SecretStore

_FORM = "application/x-www-form-urlencoded"
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class OAuthEndpoints:
    """Answers what applications post."""

    def __init__(self, tokens: TokenEndpoint, grants: GrantBook, secrets: SecretStore) -> None:
        self._tokens = tokens
        self._grants = grants
        self._secrets = secrets

    async def token(self, request: web.Request, tally: Tally) -> web.Response:
        """Answer POST /token."""
        try:
            form = await _form(request)
            tally.grant_type = form.get("grant_type", "")
            answer = self._tokens.answer(TokenRequest(form, request.headers.get("Authorization", "")))
        except OAuthError as error:
            tally.reason = error.error
            return _refusal(error)
        tally.person = answer.person
        return json_response(answer.body, headers=_NO_STORE)

    async def revoke(self, request: web.Request) -> web.Response:
        """Answer POST /revoke: it ends the whole grant that a token belongs to."""
        try:
            form = await _form(request)
            self._end_grant(self._secrets.note(form.get("token", "")))
        except OAuthError as error:
            return _refusal(error)
        return json_response({}, headers=_NO_STORE)

    def _end_grant(self, token: str) -> None:
        if not token:
            raise OAuthError("invalid_request", "Missing required parameter: token")
        if not self._grants.end_grant_of(token):
            raise OAuthError("invalid_token", "Token expired or revoked")


async def _form(request: web.Request) -> dict[str, str]:
    if request.content_type != _FORM:
        raise OAuthError("invalid_request", f"Content-Type must be {_FORM}.")
    posted = await request.post()
    if len(posted) != len(set(posted)):
        raise OAuthError("invalid_request", "OAuth 2 parameters can only have a single value.")
    return {name: str(value) for name, value in posted.items()}


def _refusal(error: OAuthError) -> web.Response:
    headers = dict(_NO_STORE)
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="https://accounts.google.com/"'
    return json_response(error.body(), error.status, headers=headers)
