"""The sections of the configuration.

A validator's message is `problem; mend`, which `bot.config` words with the key.
"""

import json
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from yarl import URL

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _listed(value: object) -> object:
    """Let a variable of the environment or a file hold a list: as JSON, with commas, or one a line."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            raise ValueError('not a list; write it like ["a", "b"] or a,b') from None
    return [part.strip() for part in re.split(r"[,\n]", value) if part.strip()]


def _http_url(value: str) -> str:
    url = URL(value)
    if url.scheme not in {"http", "https"} or not url.host or url.user or url.query_string or url.fragment:
        raise ValueError("not a web address; write it like https://example.com")
    return value


def _public_url(value: str) -> str:
    """Google and cookies ask for https, except for a browser on this very machine."""
    url = URL(_http_url(value))
    if url.path not in {"", "/"}:
        raise ValueError("it has a path, but the pages live at the root; write only scheme, host and port")
    if url.scheme == "http" and url.host not in LOOPBACK:
        raise ValueError("Google refuses plain http anywhere but on localhost; write https://…")
    return str(url.origin())


def _contact(value: str) -> str:
    """Return an e-mail address or a web address as it was written, without blanks around it."""
    shown = value.strip().removeprefix("mailto:")
    if not shown or re.fullmatch(r"[^@\s/]+@[^@\s/]+\.[^@\s/]+", shown):
        return shown
    url = URL(shown)
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError("neither an e-mail address nor a web address; write it like credits@example.com or https://…")
    return shown


def _websocket_url(value: str) -> str:
    if value and (URL(value).scheme not in {"ws", "wss"} or not URL(value).host):
        raise ValueError("not a gateway address; leave it empty for Discord's own, or write it like wss://…")
    return value


HttpUrl = Annotated[str, AfterValidator(_http_url)]
Port = Annotated[int, Field(ge=0, lt=2**16)]


def _network(value: object) -> object:
    try:
        return ip_network(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError("not an address or a network; write it like 127.0.0.1 or 10.0.0.0/8") from None


Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Discord(_Section):
    """The bot's application at Discord."""

    token: SecretStr = SecretStr("")
    client_id: Annotated[str, Field(pattern=r"^\d*$", coerce_numbers_to_str=True)] = ""
    client_secret: SecretStr = SecretStr("")
    api_base: HttpUrl = "https://discord.com/api/v10"
    gateway: Annotated[str, AfterValidator(_websocket_url)] = ""
    authorize_uri: HttpUrl = "https://discord.com/oauth2/authorize"
    guild_ids: Annotated[tuple[int, ...], BeforeValidator(_listed)] = ()


class Google(_Section):
    """The project at Google: OAuth client, API key, endpoints."""

    client_secrets_file: Path = Path("client_secret.json")
    client_secrets: SecretStr = SecretStr("")
    api_key: SecretStr = SecretStr("")
    daily_units: Annotated[int, Field(gt=0)] = 10_000
    youtube_api: HttpUrl = "https://youtube.googleapis.com/"
    drive_api: HttpUrl = "https://www.googleapis.com/"
    revoke_uri: HttpUrl = "https://oauth2.googleapis.com/revoke"


class OAuthApp(_Section):
    """An application at another provider; empty where the operator has none."""

    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    api_base: str = ""
    authorize_uri: str = ""
    token_uri: str = ""


class Patreon(_Section):
    """The client at Patreon; or a creator's own token, for one server. Both empty where there is no Patreon."""

    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    api_base: HttpUrl = "https://www.patreon.com/api"
    authorize_uri: HttpUrl = "https://www.patreon.com/oauth2/authorize"
    token_uri: HttpUrl = "https://www.patreon.com/api/oauth2/token"  # noqa: S105 (an address)  # nosec B105
    creator_access_token: SecretStr = SecretStr("")
    creator_server: Annotated[int, Field(ge=0)] = 0
    creator_user: Annotated[int, Field(ge=0)] = 0


class Web(_Section):
    """The bot's own pages."""

    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: Annotated[str, AfterValidator(_public_url)] = "http://localhost:8080"
    contact: Annotated[str, AfterValidator(_contact)] = ""
    trusted_proxies: Annotated[tuple[Network, ...], BeforeValidator(_listed)] = ()
    metrics_port: Port = 0


class Store(_Section):
    """Where data is kept, and the keys that seal tokens, newest first."""

    url: str = "sqlite:///data/curtaincall.db"
    encryption_keys: Annotated[tuple[SecretStr, ...], BeforeValidator(_listed)] = ()


def _upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


class Log(_Section):
    """How much is logged, and in which form."""

    level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = "INFO"
    format: Literal["text", "json"] = "text"
