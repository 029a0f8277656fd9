"""The OAuth client's JSON as Google's console downloads it (`client_secret_….json`)."""

from pathlib import Path
from typing import Any, TypeVar

import msgspec
from pydantic import SecretStr

from bot.errors import ConfigError
from bot.providers.contract import OAuthApp

_KEY = "google.client_secrets"
_DOWNLOAD = "put the JSON of a Web application client there, as docs/google.md shows"
T = TypeVar("T")


class GoogleClient(msgspec.Struct, frozen=True):
    """Who we are at Google: the `web` object of the file. Its addresses are honoured."""

    client_id: str
    client_secret: SecretStr
    auth_uri: str
    token_uri: str
    redirect_uris: tuple[str, ...] = ()

    @property
    def app(self) -> OAuthApp:
        """Return the part that requests are made with."""
        return OAuthApp(self.client_id, self.client_secret, self.auth_uri, self.token_uri)


class _File(msgspec.Struct, frozen=True):
    web: GoogleClient | None = None
    installed: dict[str, Any] | None = None


def read_client_secrets(inline: SecretStr, path: Path) -> GoogleClient:
    """Return the client from the inline JSON, else from the file. Raises ConfigError naming the key and the mend."""
    text = inline.get_secret_value()
    if text:
        return _parse(text, _KEY)
    key = f"{_KEY}_file"
    try:
        return _parse(path.read_text(encoding="utf-8"), key)
    except FileNotFoundError:
        raise ConfigError(key, f"there is no file {path}", f"{_DOWNLOAD}, or set {_KEY} to its content") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(key, f"{path} cannot be read ({type(error).__name__})", _DOWNLOAD) from None


def _parse(text: str, key: str) -> GoogleClient:
    try:
        file = msgspec.json.decode(text, type=_File, dec_hook=_secret)
    except msgspec.DecodeError as error:
        # msgspec names the place (`$.web.client_id`), never the value.
        raise ConfigError(key, f"it is not Google's JSON ({error})", _DOWNLOAD) from None
    if file.web is None:
        kind = "a desktop client" if file.installed else "not an OAuth client"
        raise ConfigError(key, f"it is {kind}", "create one of the type Web application, as docs/google.md shows")
    return file.web


def _secret(kind: type[T], value: object) -> T:
    if kind is SecretStr and isinstance(value, str):
        return kind(value)  # type: ignore[call-arg]  # mypy does not narrow a type variable by identity
    raise TypeError(kind.__name__)
