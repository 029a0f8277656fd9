"""HTTP to an OAuth server: bounded in time, tried again with jitter behind a breaker, redirects refused."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import aiohttp

from bot.clock import Clock, Sleep
from bot.providers.breaker import Breaker, Resting, Verdict
from bot.providers.failures import NotAsked, Unavailable
from bot.providers.tries import Tries

log = logging.getLogger(__name__)

_TIMEOUT = aiohttp.ClientTimeout(total=10)
_PAUSES = (0.4, 1.2)
_MAX_BYTES = 64 * 1024
# Discord and Patreon refuse requests that do not say who sends them.
_AGENT = {"User-Agent": "CurtainCall", "Accept": "application/json"}
_TOO_MANY = 429
_SERVER_FAULT = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer; the body can hold tokens, so it is never shown.

    `in_doubt`: an earlier try had no useful answer, but the server may have heard it.
    """

    status: int
    body: bytes = field(repr=False)
    in_doubt: bool = False


class Wire:
    """Sends requests to one service over the shared session."""

    def __init__(
        self, session: aiohttp.ClientSession, service: str, *, clock: Clock, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._session = session
        self._tries = Tries(Breaker(service, clock=clock), sleep=sleep)
        self.service = service

    @property
    def resting(self) -> bool:
        """Whether the service is left alone right now, since it failed too often."""
        return self._tries.resting

    async def post_form(self, uri: str, form: str, *, pauses: Sequence[float] = _PAUSES) -> Answer:
        """Send a urlencoded form. Raises Unavailable when no try is answered usefully, NotAsked when none is made.

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
        unanswered = 0

        async def once() -> tuple[Answer | None, Verdict]:
            nonlocal unanswered
            answer = await self._once(method, uri, headers, body)
            unanswered += answer is None
            return answer, Verdict.DOWN if answer is None else Verdict.FINAL

        try:
            answer = await self._tries.ask(once, pauses)
        except Resting:
            raise NotAsked(self.service, "left alone after failing too often") from None
        if answer is None:
            raise Unavailable(self.service, "no useful answer")
        return replace(answer, in_doubt=unanswered > 0)

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
