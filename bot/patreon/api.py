"""Requests to API v2: no faster than Patreon allows, tried again behind a breaker, decoded into structs.

Limits (docs.patreon.com, "Rate Limits"): 100 requests in 2 s a client, 100 in a minute a token; a token that was
refreshed has no new ones. A 429 says how long to wait.
"""

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar
from urllib.parse import urlencode

import aiohttp
import msgspec
from yarl import URL

from bot.clock import Clock, Sleep
from bot.errors import TryLater
from bot.errors.patreon import PatreonRefused
from bot.limits import Allowance, Limiter
from bot.providers.access import Bearer
from bot.providers.breaker import Breaker, Resting, Verdict
from bot.providers.tries import Tries

log = logging.getLogger(__name__)

T = TypeVar("T")

SERVICE = "Patreon"
_TIMEOUT = aiohttp.ClientTimeout(total=30, connect=5)
# Seconds before the second and the third try.
_PAUSES = (0.5, 2.0)
# Half of what is allowed at once, and the other half spread over the time: never more than all in any such time.
_CLIENT = Allowance(50, timedelta(seconds=2))
_TOKEN = Allowance(50, timedelta(minutes=1))
_EVERYBODY = "client"
_WAITS = 3
_LONGEST_WAIT_SECONDS = 65.0
_UNSAID_WAIT_SECONDS = 10.0
# Patreon drops requests that do not say who sends them.
_HEADERS = {"User-Agent": "CurtainCall", "Accept": "application/json"}
_OK = 200
_UNAUTHORIZED = 401
_TOO_MANY = 429
_SERVER_FAULT = 500


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose request it is: how to get its access token, and the name of what that token's limit is counted by.

    `person` names whose campaign is asked about, where that person may have several tokens.
    """

    key: str
    bearer: Bearer
    person: str = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer; the body is people's private data, so it is never shown. `wait` is the seconds that a 429 asks for."""

    status: int
    body: bytes = field(repr=False)
    wait: float | None = None


class _Error(msgspec.Struct, frozen=True):
    code_name: str | None = None
    retry_after_seconds: float | None = None


class _Refusal(msgspec.Struct, frozen=True):
    errors: tuple[_Error, ...] = ()


class PatreonApi:
    """Gets resources over the shared session. `api_base` is the address up to `/api`."""

    def __init__(
        self, session: aiohttp.ClientSession, *, api_base: str, clock: Clock, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._session = session
        self._root = f"{api_base.rstrip('/')}/oauth2/v2/"
        self._sleep = sleep
        self._tries = Tries(Breaker(SERVICE, clock=clock), sleep=sleep)
        self._client = Limiter(_CLIENT, clock)
        self._tokens = Limiter(_TOKEN, clock)

    async def get(self, path: str, query: Mapping[str, str], answer: type[T], caller: Caller) -> T:
        """Return a resource. Raises TryLater, PatreonRefused, and what the bearer raises (NeedsRelink)."""
        token = await caller.bearer(None)
        found = await self._persist(path, query, token, caller)
        if found.status == _UNAUTHORIZED:
            # Patreon's tokens have been seen to end before their time.
            token = await caller.bearer(token)
            found = await self._persist(path, query, token, caller)
            if found.status == _UNAUTHORIZED:
                raise TryLater(SERVICE)
        if found.status != _OK:
            raise PatreonRefused(found.status, _reason(found))
        try:
            return msgspec.json.decode(found.body, type=answer)
        except (msgspec.DecodeError, UnicodeDecodeError):
            # From None: half an answer is as good as none, and its text is nobody's business.
            raise TryLater(SERVICE) from None

    async def _persist(self, path: str, query: Mapping[str, str], token: str, caller: Caller) -> _Answer:
        """Return the final answer, after the waits that Patreon asks for. Raises TryLater."""
        for _ in range(_WAITS):
            await self._pace(caller.key)
            answer = await self._try(path, query, token, caller.person or caller.key)
            if answer.status != _TOO_MANY:
                return answer
            wait = _UNSAID_WAIT_SECONDS if answer.wait is None else answer.wait
            if wait > _LONGEST_WAIT_SECONDS:
                break
            log.info("patreon asks to wait", extra={"seconds": wait})
            await self._sleep(wait)
        raise TryLater(SERVICE)

    async def _pace(self, key: str) -> None:
        for limiter, counted in ((self._tokens, key), (self._client, _EVERYBODY)):
            while wait := limiter.take(counted):
                await self._sleep(wait.total_seconds())

    async def _try(self, path: str, query: Mapping[str, str], token: str, who: str) -> _Answer:
        async def once() -> tuple[_Answer | None, Verdict]:
            answer = await self._once(path, query, token)
            return answer, Verdict.DOWN if answer is None or answer.status >= _SERVER_FAULT else Verdict.FINAL

        try:
            answer = await self._tries.ask(once, _PAUSES, who)
        except Resting:
            raise TryLater(SERVICE) from None
        if answer is None or answer.status >= _SERVER_FAULT:
            raise TryLater(SERVICE)
        return answer

    async def _once(self, path: str, query: Mapping[str, str], token: str) -> _Answer | None:
        # Encoded here: Patreon wants the brackets of `fields[user]` percent-encoded, and aiohttp would leave them.
        url = URL(f"{self._root}{path}?{urlencode(query)}", encoded=True)
        headers = {**_HEADERS, "Authorization": f"Bearer {token}"}
        try:
            # A redirect would carry the token to an address nobody configured.
            async with self._session.get(url, headers=headers, allow_redirects=False, timeout=_TIMEOUT) as response:
                body = await response.read()
        except (aiohttp.ClientError, TimeoutError) as fault:
            log.warning("patreon unreachable", extra={"fault": type(fault).__name__})
            return None
        if response.status != _OK:
            log.info("patreon refused", extra={"status": response.status})
        wait = _wait(response.headers.get("Retry-After", ""), body) if response.status == _TOO_MANY else None
        return _Answer(response.status, body, wait)


def _wait(header: str, body: bytes) -> float | None:
    """Return the seconds to wait: the header's, else the body's; all of it is optional."""
    if re.fullmatch(r"\d{1,6}(\.\d+)?", header):
        return float(header)
    return next((one.retry_after_seconds for one in _errors(body) if one.retry_after_seconds is not None), None)


def _reason(answer: _Answer) -> str:
    """Return Patreon's name for a refusal. It goes to people and logs, so only a plain word is taken over."""
    name = next((one.code_name for one in _errors(answer.body) if one.code_name), "")
    return name if re.fullmatch(r"[A-Za-z]{1,60}", name) else f"http_{answer.status}"


def _errors(body: bytes) -> tuple[_Error, ...]:
    try:
        return msgspec.json.decode(body, type=_Refusal).errors
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ()
