"""Reads and checks a request to the authorization endpoint."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sandbox.google.discovery import scope_words
from sandbox.google.errors import ConsentPageError
from sandbox.google.oauth.clients import Client, ClientRegistry

_KNOWN = frozenset(
    {
        "client_id", "redirect_uri", "response_type", "scope", "access_type", "state", "include_granted_scopes",
        "enable_granular_consent", "login_hint", "prompt", "code_challenge", "code_challenge_method",
    }
)  # fmt: skip
_PROMPTS = frozenset({"none", "consent", "select_account"})
# BASE64URL(SHA256(…)) is 43 characters long (RFC 7636 §4.2).
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A request that may be shown to a person."""

    client: Client
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str = field(repr=False)
    prompts: frozenset[str]
    offline: bool
    include_granted: bool
    login_hint: str
    challenge: str = field(repr=False)

    def redirect(self, **answer: str) -> str:
        """Return the URL that sends the person back with an answer and the state."""
        query = {"state": self.state, **answer} if self.state else answer
        joint = "&" if "?" in self.redirect_uri else "?"
        return f"{self.redirect_uri}{joint}{urlencode(query)}"


def read_request(pairs: Sequence[tuple[str, str]], clients: ClientRegistry) -> AuthorizationRequest:
    """Return the checked request; raises `ConsentPageError` for whatever Google shows as an error page."""
    query = _single_values(pairs)
    client = clients.find(_required(query, "client_id"))
    if client is None:
        raise ConsentPageError("invalid_client", "The OAuth client was not found.", 401)
    redirect_uri = _required(query, "redirect_uri")
    if redirect_uri not in client.redirect_uris:
        raise ConsentPageError(
            "redirect_uri_mismatch",
            "You can't sign in to this app because it doesn't comply with Google's OAuth 2.0 policy. "
            f"The redirect URI {redirect_uri} is not registered.",
        )
    if _required(query, "response_type") != "code":
        raise ConsentPageError("unsupported_response_type", "Only response_type=code is served.")
    return AuthorizationRequest(
        client=client,
        redirect_uri=redirect_uri,
        scopes=_scopes(_required(query, "scope")),
        state=query.get("state", ""),
        prompts=_prompts(query.get("prompt", "")),
        offline=_one_of(query, "access_type", ("online", "offline")) == "offline",
        include_granted=_one_of(query, "include_granted_scopes", ("false", "true")) == "true",
        login_hint=query.get("login_hint", ""),
        challenge=_challenge(query),
    )


def _single_values(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    query: dict[str, str] = {}
    for name, value in pairs:
        if name not in _KNOWN:
            raise ConsentPageError("invalid_request", f"Parameter not allowed for this message type: {name}")
        if name in query:
            raise ConsentPageError("invalid_request", f"OAuth 2 parameters can only have a single value: {name}")
        query[name] = value
    return query


def _required(query: dict[str, str], name: str) -> str:
    if not query.get(name):
        raise ConsentPageError("invalid_request", f"Missing required parameter: {name}")
    return query[name]


def _one_of(query: dict[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = query.get(name, choices[0])
    if value not in choices:
        raise ConsentPageError("invalid_request", f"Invalid parameter value for {name}: {value}")
    return value


def _prompts(text: str) -> frozenset[str]:
    prompts = frozenset(text.split())
    if not prompts <= _PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise ConsentPageError("invalid_request", f"Invalid parameter value for prompt: {text}")
    return prompts


def _scopes(text: str) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(text.split()))
    unknown = [scope for scope in asked if scope not in scope_words()]
    if unknown or not asked:
        valid = ", ".join(scope for scope in asked if scope not in unknown)
        raise ConsentPageError(
            "invalid_scope",
            f"Some requested scopes were invalid. {{valid=[{valid}], invalid=[{', '.join(unknown)}]}}",
        )
    return asked


def _challenge(query: dict[str, str]) -> str:
    challenge = query.get("code_challenge", "")
    if not challenge:
        if "code_challenge_method" in query:
            raise ConsentPageError("invalid_request", "Missing required parameter: code_challenge")
        return ""
    if query.get("code_challenge_method", "plain") != "S256":
        raise ConsentPageError("invalid_request", "Invalid code_challenge_method: use S256.")
    if not _CHALLENGE.fullmatch(challenge):
        raise ConsentPageError("invalid_request", "Invalid code_challenge.")
    return challenge
