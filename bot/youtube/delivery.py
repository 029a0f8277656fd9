"""Sends one built request over the shared session: bounded in time, tried again with jitter, redirects refused."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import aiohttp
from googleapiclient.http import HttpRequest
from yarl import URL

from bot.errors import TryLater
from bot.youtube.refusals import Refusal, read_refusal

log = logging.getLogger(__name__)

Sleep: TypeAlias = Callable[[float], Awaitable[None]]
"""Waits so many seconds; tests pass one that does not."""

_TIMEOUT = aiohttp.ClientTimeout(total=30, connect=5)
# Seconds before the second and the third try.
_PAUSES = (0.5, 2.0)
_SUCCESSES = range(200, 300)
# httplib2's own headers: aiohttp decides what it can unpack, and who it says it is.
_NOT_OURS = frozenset({"user-agent", "accept-encoding", "content-length"})
_random = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Answer:
    """A body, or the refusal that came instead. The body is people's private data, so it is never shown."""

    body: bytes = field(repr=False)
    refusal: Refusal | None = None


class Delivery:
    """Delivers requests to one API."""

    def __init__(self, session: aiohttp.ClientSession, sleep: Sleep = asyncio.sleep) -> None:
        self._session = session
        self._sleep = sleep

    async def deliver(self, request: HttpRequest, credentials: Mapping[str, str]) -> Answer:
        """Send a request at most three times until its answer is final. Only for what may be sent twice.

        Raises TryLater when no answer came at all.
        """
        for pause in _PAUSES:
            answer = await self._once(request, credentials)
            if answer is not None and not (answer.refusal and answer.refusal.passing):
                return answer
            # Jitter, so that everybody who was refused at once does not come back at once.
            await self._sleep(pause * _random.uniform(0.5, 1.5))
        last = await self._once(request, credentials)
        if last is None:
            raise TryLater("YouTube")
        return last

    async def _once(self, request: HttpRequest, credentials: Mapping[str, str]) -> Answer | None:
        headers = {name: value for name, value in request.headers.items() if name not in _NOT_OURS}
        try:
            # A redirect would carry the token to an address nobody configured.
            async with self._session.request(
                request.method,
                URL(request.uri, encoded=True),
                data=request.body,
                headers={**headers, **credentials},
                allow_redirects=False,
                timeout=_TIMEOUT,
            ) as response:
                body = await response.read()
        except (aiohttp.ClientError, TimeoutError) as fault:
            # The fault's name alone: its text can hold the URL.
            log.warning("youtube unreachable", extra={"call": request.methodId, "fault": type(fault).__name__})
            return None
        if response.status in _SUCCESSES:
            return Answer(body)
        refusal = read_refusal(response.status, body)
        log.info(
            "youtube refused",
            extra={"call": request.methodId, "status": refusal.status, "reason": refusal.reason},
        )
        return Answer(body, refusal)
