"""The applications that may ask for consent, as registered in Google's console."""

import secrets as random_secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sandbox.google.errors import JsonObject
from sandbox.google.secret_store import SecretStore

_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(slots=True)
class Client:
    """A web application and the redirect URIs it registered."""

    name: str
    client_id: str
    secret: str = field(repr=False)
    redirect_uris: list[str] = field(default_factory=list)

    def secrets_file(self, origin: str) -> JsonObject:
        """Return the client secrets as Google's console lets one download them."""
        return {
            "web": {
                "client_id": self.client_id,
                "project_id": "curtain-call-sandbox",
                "auth_uri": f"{origin}/o/oauth2/auth",
                "token_uri": f"{origin}/token",
                "auth_provider_x509_cert_url": f"{origin}/oauth2/v1/certs",
                "client_secret": self.secret,
                "redirect_uris": list(self.redirect_uris),
            }
        }


class ClientRegistry:
    """Every registered application."""

    def __init__(self, secrets: SecretStore) -> None:
        self._secrets = secrets
        self._by_name: dict[str, Client] = {}

    def register(self, name: str, redirect_uris: tuple[str, ...]) -> Client:
        """Create the application, or add redirect URIs to it; ValueError for a URI that the console refuses."""
        for uri in redirect_uris:
            _check_redirect_uri(uri)
        client = self._by_name.get(name)
        if client is None:
            number = 700_000_000_000 + len(self._by_name)
            tail = random_secrets.token_hex(16)
            client = Client(name, f"{number}-{tail}.apps.googleusercontent.com", self._secrets.make("GOCSPX-", 21))
            self._by_name[name] = client
        client.redirect_uris.extend(uri for uri in redirect_uris if uri not in client.redirect_uris)
        return client

    def find(self, client_id: str) -> Client | None:
        """Return the application with that id."""
        return next((client for client in self._by_name.values() if client.client_id == client_id), None)


def _check_redirect_uri(uri: str) -> None:
    parts = urlsplit(uri)
    if parts.fragment or "*" in uri or not parts.hostname:
        raise ValueError(f"Invalid Redirect: {uri!r} must be a whole URL without a fragment or wildcard.")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL_HOSTS):
        raise ValueError(f"Invalid Redirect: {uri!r} must use https, or http on this machine.")
