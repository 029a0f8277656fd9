"""The YouTube Data API: google-api-python-client builds requests, aiohttp carries them, msgspec reads the answers."""

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar

import aiohttp
import httplib2
import msgspec
from googleapiclient.discovery import build
from googleapiclient.http import HttpRequest

from bot.clock import Clock, Sleep
from bot.errors import NoChannel, QuotaSpent, TryLater
from bot.providers.access import Bearer
from bot.youtube.delivery import Answer, Delivery
from bot.youtube.payer import Payer
from bot.youtube.quota import Quota
from bot.youtube.refusals import refusal_error

T = TypeVar("T")

_UNAUTHORIZED = 401
# The account behind a good token has no channel (YouTube Data API, "Core API errors"); a new token changes nothing.
_NO_CHANNEL = "youtubeSignupRequired"


class YouTube:
    """One for the process: building the service costs 2 ms and 1.1 MB, a request on a kept resource 10 µs."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        api_endpoint: str,
        quota: Quota,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        # An Http of our own keeps build() from looking for the machine's default credentials; it never sends anything.
        service: Any = build(
            "youtube",
            "v3",
            http=httplib2.Http(),
            static_discovery=True,
            cache_discovery=False,
            client_options={"api_endpoint": f"{api_endpoint.rstrip('/')}/"},
        )
        self.channels: Any = service.channels()
        self.members: Any = service.members()
        self.memberships_levels: Any = service.membershipsLevels()
        self.playlist_items: Any = service.playlistItems()
        self.videos: Any = service.videos()
        self._delivery = Delivery(session, sleep, clock=clock)
        self._quota = quota

    async def call(self, request: HttpRequest, answer: type[T], bearer: Bearer, payer: Payer) -> T:
        """Run a request as the bearer's account and read its answer. The request may be sent more than once.

        The payer pays for each time. Raises TryLater, QuotaSpent and its kinds, NoChannel, YouTubeRefused, and what the
        bearer raises (NeedsRelink).
        """
        return _decode(await self._as_account(request, bearer, payer), answer)

    async def send(self, request: HttpRequest, bearer: Bearer, payer: Payer) -> None:
        """Run a request whose answer is empty; as `call` otherwise."""
        await self._as_account(request, bearer, payer)

    def require_means(self, request: HttpRequest, payer: Payer) -> None:
        """See that a request could be paid for now. Raises QuotaSpent and its kinds."""
        self._quota.require(request.methodId, payer)

    async def _as_account(self, request: HttpRequest, bearer: Bearer, payer: Payer) -> bytes:
        # First of all, since a token may have to be fetched too.
        self.require_means(request, payer)
        token = await bearer(None)
        answer = await self._try(request, token, payer)
        if _wants_new_token(answer):
            token = await bearer(token)
            answer = await self._try(request, token, payer)
            if _wants_new_token(answer):
                # A token that is seconds old: whether the link is dead is what the refresh finds out, not this.
                raise TryLater("YouTube")
        return self._accept(answer, request.methodId)

    async def _try(self, request: HttpRequest, token: str, payer: Payer) -> Answer:
        payment = _Payment(self._quota, request.methodId, payer)
        return await self._delivery.deliver(request, _authorization(token), payment, payer.caller)

    def _accept(self, answer: Answer, method_id: str) -> bytes:
        if answer.refusal is None:
            return answer.body
        if answer.refusal.reason == _NO_CHANNEL:
            raise NoChannel
        if answer.refusal.spent:
            raise QuotaSpent(self._quota.shut(method_id))
        raise refusal_error(answer.refusal)


class _Payment:
    """Pays for each try of one request."""

    def __init__(self, quota: Quota, method_id: str, payer: Payer) -> None:
        self._quota = quota
        self._method_id = method_id
        self._payer = payer
        self._tried = False

    def __call__(self) -> None:
        """Pay. Raises QuotaSpent before the first try, and TryLater when there is no money for another.

        The try before may have been heard; then nobody must be told that the quota kept it from being done.
        """
        try:
            self._quota.pay(self._method_id, self._payer)
        except QuotaSpent:
            if self._tried:
                raise TryLater("YouTube") from None
            raise
        self._tried = True


def _authorization(token: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _wants_new_token(answer: Answer) -> bool:
    refusal = answer.refusal
    return refusal is not None and refusal.status == _UNAUTHORIZED and refusal.reason != _NO_CHANNEL


def _decode(body: bytes, answer: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=answer)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # From None: the error's text quotes nothing, but half an answer is as good as none.
        raise TryLater("YouTube") from None
