"""One request to a service, bounded in time and size, redirects shown and not followed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import msgspec

_TIMEOUT = aiohttp.ClientTimeout(total=8)
_MAX_BYTES = 256 * 1024
# Discord refuses requests that do not say who sends them.
_AGENT = {"User-Agent": "CurtainCall (doctor)"}
_TOO_MANY = 429
_SERVER_FAULT = 500


class NoAnswer(Exception):
    """The service could not be reached; the text is the kind of fault."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A service's answer; body and headers can hold tokens, so they are never shown."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def busy(self) -> bool:
        """Whether the service has answered that it cannot answer now."""
        return self.status == _TOO_MANY or self.status >= _SERVER_FAULT

    @property
    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty when it is none."""
        try:
            value = msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return {}
        return value if isinstance(value, dict) else {}

    @property
    def error(self) -> str:
        """OAuth's name for what is wrong (RFC 6749, section 5.2), or an empty text."""
        name = self.json.get("error")
        return name if isinstance(name, str) else ""


class Probe:
    """Sends single requests over a session."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def get(self, url: str, **headers: str) -> Reply:
        """Fetch an address; underscores in the names of headers stand for hyphens. Raises NoAnswer."""
        return await self._send("GET", url, headers, None)

    async def post(self, url: str, form: Mapping[str, str], **headers: str) -> Reply:
        """Send a form, with headers as for `get`. Raises NoAnswer."""
        return await self._send("POST", url, headers, form)

    async def _send(self, method: str, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None) -> Reply:
        own = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            async with self._session.request(
                method, url, headers={**_AGENT, **own}, data=form, allow_redirects=False, timeout=_TIMEOUT
            ) as response:
                body = b""
                while len(body) < _MAX_BYTES and (part := await response.content.read(_MAX_BYTES - len(body))):
                    body += part
                return Reply(response.status, response.headers, body)
        except (aiohttp.ClientError, TimeoutError, ValueError) as fault:
            raise NoAnswer(type(fault).__name__) from None
