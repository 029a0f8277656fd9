"""The token endpoint: codes and refresh tokens in, pairs of tokens out (docs.patreon.com, "OAuth")."""

import hmac
from collections.abc import Mapping

from sandbox.google.errors import OAuthError
from sandbox.google.secret_store import SecretStore
from sandbox.patreon.errors import JsonObject
from sandbox.patreon.grants import EXPIRES_IN, Client, GrantBook, Pair

_FIELDS = {
    "authorization_code": frozenset({"grant_type", "code", "client_id", "client_secret", "redirect_uri"}),
    "refresh_token": frozenset({"grant_type", "refresh_token", "client_id", "client_secret"}),
}
"""What each grant takes, all of it needed and nothing else."""


class TokenEndpoint:
    """Answers token requests; raises `OAuthError`."""

    def __init__(self, grants: GrantBook, secrets: SecretStore) -> None:
        self._grants = grants
        self._secrets = secrets

    def answer(self, form: Mapping[str, str]) -> tuple[JsonObject, str]:
        """Return new tokens, and the key of the account they are for."""
        for name in ("client_secret", "code", "refresh_token"):
            self._secrets.note(form.get(name, ""))
        needed = _FIELDS.get(form.get("grant_type", ""))
        if needed is None:
            raise OAuthError("unsupported_grant_type", "")
        for name in sorted(needed ^ form.keys()):
            raise OAuthError("invalid_request", f"Missing or unknown parameter: {name}")
        pair = self._pair(form, self._client(form))
        if pair is None:
            # Seen in the wild with 401 (mxpv/patreon-go#6), though RFC 6749 has 400.
            raise OAuthError("invalid_grant", "", 401)
        return _body(pair), pair.account.key

    def _client(self, form: Mapping[str, str]) -> Client:
        client = self._grants.client(form["client_id"])
        if client is None or not hmac.compare_digest(client.secret.encode(), form["client_secret"].encode()):
            raise OAuthError("invalid_client", "", 401)
        return client

    def _pair(self, form: Mapping[str, str], client: Client) -> Pair | None:
        if form["grant_type"] == "authorization_code":
            return self._grants.redeem(form["code"], client, form["redirect_uri"])
        return self._grants.refresh(form["refresh_token"], client)


def _body(pair: Pair) -> JsonObject:
    return {
        "access_token": pair.access_token,
        "expires_in": EXPIRES_IN,
        "refresh_token": pair.refresh_token,
        "scope": " ".join(sorted(pair.scopes)),
        "token_type": "Bearer",
        "version": "0.0.1",
    }
