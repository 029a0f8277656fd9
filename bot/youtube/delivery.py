"""Sends one built request over the shared session: bounded in time, tried again with jitter behind a breaker."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import aiohttp
from aiohttp import ClientHandlerType, ClientRequest, ClientResponse
from googleapiclient.http import HttpRequest
from yarl import URL

from bot.clock import Clock, Sleep
from bot.errors import TryLater
from bot.providers.breaker import Breaker, Resting, Verdict
from bot.providers.tries import Tries
from bot.youtube.refusals import Refusal, read_refusal

log = logging.getLogger(__name__)

_TIMEOUT = aiohttp.ClientTimeout(total=30, connect=5)
# Seconds before the second and the third try.
_PAUSES = (0.5, 2.0)
_SUCCESSES = range(200, 300)
# httplib2's own headers: aiohttp decides what it can unpack, and who it says it is.
_NOT_OURS = frozenset({"user-agent", "accept-encoding", "content-length"})
# Of so many methods one can fail for a while, and it takes three tries: that alone is no outage.
_FAILURES = 10
# One person who asks too fast must not keep YouTube from everybody.
_ONE_PERSON = "userRateLimitExceeded"


@dataclass(frozen=True, slots=True)
class Answer:
    """A body, or the refusal that came instead. The body is people's private data, so it is never shown."""

    body: bytes = field(repr=False)
    refusal: Refusal | None = None


class Delivery:
    """Delivers requests to one API."""

    def __init__(self, session: aiohttp.ClientSession, sleep: Sleep = asyncio.sleep, *, clock: Clock) -> None:
        self._session = session
        self._tries = Tries(Breaker("YouTube", clock=clock, failures=_FAILURES), sleep=sleep)

    async def deliver(
        self, request: HttpRequest, credentials: Mapping[str, str], pay: Callable[[], None], caller: str
    ) -> Answer:
        """Send a request at most three times until its answer is final. Only for what may be sent twice.

        `pay` is called each time before it is sent, and what that raises ends the tries. Raises TryLater when no answer
        came at all, or YouTube is left alone because it failed too often, for everybody or for this caller.
        """

        async def once() -> tuple[Answer | None, Verdict]:
            answer = await self._once(request, credentials, pay)
            return answer, _verdict(answer)

        try:
            answer = await self._tries.ask(once, _PAUSES, caller)
        except Resting:
            raise TryLater("YouTube") from None
        if answer is None:
            raise TryLater("YouTube")
        return answer

    async def _once(
        self, request: HttpRequest, credentials: Mapping[str, str], pay: Callable[[], None]
    ) -> Answer | None:
        async def paid(sending: ClientRequest, send: ClientHandlerType) -> ClientResponse:
            # In here, since aiohttp sends a request a second time by itself when its connection was lost.
            pay()
            return await send(sending)

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
                middlewares=(paid,),
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


def _verdict(answer: Answer | None) -> Verdict:
    if answer is None:
        return Verdict.DOWN
    if answer.refusal is None or not answer.refusal.passing:
        return Verdict.FINAL
    return Verdict.AGAIN if answer.refusal.reason == _ONE_PERSON else Verdict.DOWN
