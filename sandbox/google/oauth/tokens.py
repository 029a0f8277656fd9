"""The token endpoint: codes and refresh tokens in, access tokens out."""

import base64
import binascii
import hmac
import re
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import unquote_plus

from sandbox.google.clock import Clock
from sandbox.google.errors import JsonObject, OAuthError
from sandbox.google.oauth.clients import Client, ClientRegistry
from sandbox.google.oauth.grants import EXPIRES_IN, Code, GrantBook, RefreshToken
from sandbox.google.secret_store import SecretStore

# RFC 7636 §4.1.
_BEARER = "Bearer"
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A request to the token endpoint: its form, each name once, and its Authorization header."""

    form: dict[str, str] = field(repr=False)
    authorization: str = field(default="", repr=False)

    def required(self, name: str) -> str:
        """Return a field of the form; raises `invalid_request` when it is missing."""
        value = self.form.get(name, "")
        if not value:
            raise OAuthError("invalid_request", f"Missing required parameter: {name}")
        return value


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What the token endpoint answers, and for whom."""

    body: JsonObject = field(repr=False)
    person: str


class TokenEndpoint:
    """Answers token requests."""

    def __init__(self, clients: ClientRegistry, grants: GrantBook, secrets: SecretStore, clock: Clock) -> None:
        self._clients = clients
        self._grants = grants
        self._secrets = secrets
        self._clock = clock

    def answer(self, request: TokenRequest) -> TokenAnswer:
        """Return new tokens; raises `OAuthError`."""
        for name in ("client_secret", "code", "refresh_token", "code_verifier"):
            self._secrets.note(request.form.get(name, ""))
        grant_type = request.required("grant_type")
        if grant_type not in {"authorization_code", "refresh_token"}:
            raise OAuthError("unsupported_grant_type", f"Invalid grant_type: {grant_type}")
        client = self._client(request)
        return self._exchange(request, client) if grant_type == "authorization_code" else self._refresh(request, client)

    def _client(self, request: TokenRequest) -> Client:
        client_id, secret = self._client_credentials(request)
        client = self._clients.find(client_id)
        if client is None:
            raise OAuthError("invalid_client", "The OAuth client was not found.", 401)
        if not hmac.compare_digest(client.secret.encode(), secret.encode()):
            raise OAuthError("invalid_client", "The provided client secret is invalid.", 401)
        return client

    def _client_credentials(self, request: TokenRequest) -> tuple[str, str]:
        if not request.authorization:
            if not request.form.get("client_id"):
                raise OAuthError("invalid_request", "Could not determine client ID from request.")
            if not request.form.get("client_secret"):
                raise OAuthError("invalid_request", "client_secret is missing.")
            return request.form["client_id"], request.form["client_secret"]
        client_id, secret = _basic(request.authorization)
        self._secrets.note(secret)
        if "client_secret" in request.form or request.form.get("client_id", client_id) != client_id:
            raise OAuthError("invalid_request", "The client authenticated in more than one way.")
        return client_id, secret

    def _exchange(self, request: TokenRequest, client: Client) -> TokenAnswer:
        code = self._grants.code(request.required("code"))
        redirect_uri = request.required("redirect_uri")
        if code is None:
            raise OAuthError("invalid_grant", "Malformed auth code.")
        if code.used:
            self._grants.punish_reuse(code)
            raise OAuthError("invalid_grant")
        if code.client_id != client.client_id or self._grants.code_expired(code):
            raise OAuthError("invalid_grant")
        if code.redirect_uri != redirect_uri:
            raise OAuthError("redirect_uri_mismatch")
        self._check_verifier(code, request.form.get("code_verifier", ""))
        access, refresh = self._grants.redeem(code)
        body = _body(access.value, access.scopes)
        if refresh is not None:
            body["refresh_token"] = refresh.value
            self._add_expiry(body, refresh)
        return TokenAnswer(body, code.account.key)

    def _check_verifier(self, code: Code, verifier: str) -> None:
        if not code.challenge:
            if verifier:
                raise OAuthError("invalid_grant", "code_verifier or verifier is not needed.")
            return
        if not verifier:
            raise OAuthError("invalid_grant", "Missing code verifier.")
        digest = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
        if not _VERIFIER.fullmatch(verifier) or not hmac.compare_digest(digest, code.challenge):
            raise OAuthError("invalid_grant", "Invalid code verifier.")

    def _refresh(self, request: TokenRequest, client: Client) -> TokenAnswer:
        token = self._grants.refresh_token(request.required("refresh_token"))
        if token is None:
            raise OAuthError("invalid_grant", "Token has been expired or revoked.")
        if token.client_id != client.client_id:
            raise OAuthError("unauthorized_client", "Unauthorized", 401)
        scopes = frozenset(request.form.get("scope", "").split()) or token.scopes
        if not scopes <= token.scopes:
            raise OAuthError("invalid_scope", "Some requested scopes were not granted.")
        successor = self._grants.use(token)
        access = self._grants.issue_access(token.account, client.client_id, scopes)
        body = _body(access.value, scopes)
        if successor is not None:
            body["refresh_token"] = successor.value
        self._add_expiry(body, token)
        return TokenAnswer(body, token.account.key)

    def _add_expiry(self, body: JsonObject, token: RefreshToken) -> None:
        """Name the seconds that are left of a refresh token that lives a limited time."""
        if token.ends_at is not None:
            body["refresh_token_expires_in"] = int((token.ends_at - self._clock()).total_seconds()) - 1


def _body(access_token: str, scopes: frozenset[str]) -> JsonObject:
    return {
        "access_token": access_token,
        "expires_in": EXPIRES_IN,
        "scope": " ".join(sorted(scopes)),
        "token_type": _BEARER,
    }


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, value = authorization.partition(" ")
    try:
        decoded = base64.b64decode(value, validate=True).decode() if scheme.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        decoded = ""
    client_id, colon, secret = decoded.partition(":")
    if not colon:
        raise OAuthError("invalid_client", "The client's credentials could not be read.", 401)
    return unquote_plus(client_id), unquote_plus(secret)
