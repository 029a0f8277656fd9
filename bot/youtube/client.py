"""The YouTube Data API: google-api-python-client builds requests, aiohttp carries them, msgspec reads the answers."""

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar

import aiohttp
import httplib2
import msgspec
from googleapiclient.discovery import build
from googleapiclient.http import HttpRequest
from pydantic import SecretStr

from bot.clock import Clock
from bot.errors import NoChannel, TryLater
from bot.providers.access import Bearer
from bot.youtube.delivery import Answer, Delivery, Sleep
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
        api_key: SecretStr,
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
        self._delivery = Delivery(session, sleep)
        self._api_key = api_key
        self._clock = clock

    async def call(self, request: HttpRequest, answer: type[T], bearer: Bearer) -> T:
        """Run a request as the bearer's account and read its answer. The request may be sent more than once.

        Raises TryLater, QuotaSpent, NoChannel, YouTubeRefused, and what the bearer raises (NeedsRelink).
        """
        return _decode(await self._as_account(request, bearer), answer)

    async def send(self, request: HttpRequest, bearer: Bearer) -> None:
        """Run a request whose answer is empty; as `call` otherwise."""
        await self._as_account(request, bearer)

    async def look_up(self, request: HttpRequest, answer: type[T]) -> T:
        """Run a request for public data with the project's API key; raises as `call`."""
        # In a header, never in the URL, which ends up in logs.
        credentials = {"X-Goog-Api-Key": self._api_key.get_secret_value()}
        return _decode(self._accept(await self._delivery.deliver(request, credentials)), answer)

    async def _as_account(self, request: HttpRequest, bearer: Bearer) -> bytes:
        token = await bearer(None)
        answer = await self._delivery.deliver(request, _authorization(token))
        if _wants_new_token(answer):
            token = await bearer(token)
            answer = await self._delivery.deliver(request, _authorization(token))
            if _wants_new_token(answer):
                # A token that is seconds old: whether the link is dead is what the refresh finds out, not this.
                raise TryLater("YouTube")
        return self._accept(answer)

    def _accept(self, answer: Answer) -> bytes:
        if answer.refusal is None:
            return answer.body
        if answer.refusal.reason == _NO_CHANNEL:
            raise NoChannel
        raise refusal_error(answer.refusal, self._clock())


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
