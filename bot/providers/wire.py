"""HTTP to an OAuth server: bounded in time, tried again with jitter, redirects refused."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import aiohttp

from bot.providers.failures import Unavailable

log = logging.getLogger(__name__)

Sleep: TypeAlias = Callable[[float], Awaitable[None]]
"""Waits so many seconds; tests pass one that does not."""

_TIMEOUT = aiohttp.ClientTimeout(total=10)
_PAUSES = (0.4, 1.2)
_MAX_BYTES = 64 * 1024
# Discord and Patreon refuse requests that do not say who sends them.
_AGENT = {"User-Agent": "CurtainCall", "Accept": "application/json"}
_TOO_MANY = 429
_SERVER_FAULT = 500
_random = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer; the body can hold tokens, so it is never shown."""

    status: int
    body: bytes = field(repr=False)


class Wire:
    """Sends requests to one service over the shared session."""

    def __init__(self, session: aiohttp.ClientSession, service: str, *, sleep: Sleep = asyncio.sleep) -> None:
        self._session = session
        self._sleep = sleep
        self.service = service

    async def post_form(self, uri: str, form: str, *, pauses: Sequence[float] = _PAUSES) -> Answer:
        """Send a urlencoded form. Raises Unavailable when no try of it is answered usefully.

        `pauses` are the seconds between the tries, more or less: three tries unless told otherwise.
        A try whose answer was lost is repeated too: at worst the code or token turns out to be used up, and what it
        gave was lost with the answer.
        """
        headers = {**_AGENT, "Content-Type": "application/x-www-form-urlencoded"}
        return await self._persist("POST", uri, headers, form.encode(), pauses)

    async def get(self, uri: str, access_token: str) -> Answer:
        """Fetch a resource with a bearer token. Raises Unavailable like `post_form`."""
        headers = {**_AGENT, "Authorization": f"Bearer {access_token}"}
        return await self._persist("GET", uri, headers, None, _PAUSES)

    async def _persist(
        self, method: str, uri: str, headers: dict[str, str], body: bytes | None, pauses: Sequence[float]
    ) -> Answer:
        for pause in pauses:
            answer = await self._once(method, uri, headers, body)
            if answer is not None:
                return answer
            # Jitter, so that two thousand links do not all come back at the same moment.
            await self._sleep(pause * _random.uniform(0.5, 1.5))
        answer = await self._once(method, uri, headers, body)
        if answer is None:
            raise Unavailable(self.service, "no useful answer")
        return answer

    async def _once(self, method: str, uri: str, headers: dict[str, str], body: bytes | None) -> Answer | None:
        """Return the answer, or None when it is worth another try."""
        try:
            # Redirects would carry a client secret or a token to an address nobody configured.
            async with self._session.request(
                method, uri, data=body, headers=headers, allow_redirects=False, timeout=_TIMEOUT
            ) as response:
                content = await response.content.read(_MAX_BYTES)
                while not response.content.at_eof() and len(content) < _MAX_BYTES:
                    content += await response.content.read(_MAX_BYTES - len(content))
        except (aiohttp.ClientError, TimeoutError) as fault:
            log.warning("provider unreachable", extra={"service": self.service, "fault": type(fault).__name__})
            return None
        if response.status == _TOO_MANY or response.status >= _SERVER_FAULT:
            log.warning("provider failed", extra={"service": self.service, "status": response.status})
            return None
        return Answer(response.status, content)
