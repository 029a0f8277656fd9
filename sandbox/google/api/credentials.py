"""Who calls: a bearer token, or the project's API key for what is public."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.google.discovery import MethodRule
from sandbox.google.errors import ApiError, error_info
from sandbox.google.model import Account
from sandbox.google.oauth.grants import AccessToken, GrantBook

# Methods that only know a person; the document does not say so, the reference of each does.
_NEEDS_PERSON = frozenset(
    {
        "youtube.videos.rate",
        "youtube.videos.getRating",
        "youtube.members.list",
        "youtube.membershipsLevels.list",
        "youtube.commentThreads.insert",
        "drive.files.list",
    }
)
_EXPECTED = (
    "Expected OAuth 2 access token, login cookie or other valid authentication credential. "
    "See https://developers.google.com/identity/sign-in/web/devconsole-project."
)
_REALM = 'Bearer realm="https://accounts.google.com/"'


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request brought along; empty when absent. The repr shows neither."""

    authorization: str
    api_key: str

    def __repr__(self) -> str:
        return f"<Credentials token={bool(self.authorization)} key={bool(self.api_key)}>"


def read_credentials(headers: Mapping[str, str], query: Mapping[str, tuple[str, ...]]) -> Credentials:
    """Take the credentials out of a request. Tokens in the URL do not count."""
    key = headers.get("X-Goog-Api-Key", "") or next(iter(query.get("key", ())), "")
    return Credentials(headers.get("Authorization", ""), key)


class Doorkeeper:
    """Checks credentials and scopes of API calls."""

    def __init__(self, grants: GrantBook, api_key: str) -> None:
        self._grants = grants
        self._api_key = api_key

    def admit(self, method: MethodRule, credentials: Credentials) -> Account | None:
        """Return the account that calls, None for an API key alone; raises 400, 401 or 403."""
        if credentials.api_key and credentials.api_key != self._api_key:
            raise _key_invalid(method)
        if credentials.authorization:
            token = self._token(credentials.authorization)
            if not method.scopes & token.scopes:
                raise _scope_insufficient(method)
            return token.account
        if method.id in _NEEDS_PERSON:
            raise _login_required(method)
        if not credentials.api_key:
            raise _unregistered()
        return None

    def _token(self, authorization: str) -> AccessToken:
        scheme, _, value = authorization.partition(" ")
        token = self._grants.access_token(value.strip()) if scheme.lower() == "bearer" else None
        if token is None:
            raise ApiError(
                401,
                "authError",
                f"Request had invalid authentication credentials. {_EXPECTED}",
                location="Authorization",
                location_type="header",
                named_status=True,
                headers={"WWW-Authenticate": f'{_REALM}, error="invalid_token"'},
            )
        return token


def _key_invalid(method: MethodRule) -> ApiError:
    message = "API key not valid. Please pass a valid API key."
    details = (error_info("API_KEY_INVALID", service=f"{method.api.name}.googleapis.com"),)
    return ApiError(400, "badRequest", message, named_status=True, details=details)


def _login_required(method: MethodRule) -> ApiError:
    return ApiError(
        401,
        "required",
        f"Request is missing required authentication credential. {_EXPECTED}",
        location="Authorization",
        location_type="header",
        named_status=True,
        details=(error_info("CREDENTIALS_MISSING", service=f"{method.api.name}.googleapis.com"),),
        headers={"WWW-Authenticate": _REALM},
    )


def _unregistered() -> ApiError:
    message = (
        "Method doesn't allow unregistered callers (callers without established identity). "
        "Please use API Key or other form of API consumer identity to call this API."
    )
    return ApiError(403, "forbidden", message, named_status=True)


def _scope_insufficient(method: MethodRule) -> ApiError:
    service = f"{method.api.name}.googleapis.com"
    scopes = " ".join(sorted(method.scopes))
    return ApiError(
        403,
        "insufficientPermissions",
        "Request had insufficient authentication scopes.",
        named_status=True,
        details=(error_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", service=service, method=method.id),),
        headers={"WWW-Authenticate": f'{_REALM}, error="insufficient_scope", scope="{scopes}"'},
    )
