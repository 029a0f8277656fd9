"""Likes and dislikes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec
from googleapiclient.http import HttpRequest

from bot.errors import (
    AccessMissing,
    OutcomeUnknown,
    RatingRefused,
    RatingsDisabled,
    TryLater,
    UserError,
    VideoNotFound,
    VideoPrivate,
)
from bot.providers.access import Access, AccessTokens, Bearer
from bot.youtube.client import YouTube
from bot.youtube.payer import Payer
from bot.youtube.refusals import said_as
from bot.youtube.together import both

RATINGS = ("like", "dislike", "none")
"""What a rating can be, in YouTube's own words."""

_ASKING: Mapping[str, Callable[[], UserError]] = {
    "insufficientPermissions": lambda: AccessMissing(Access.ACT, "Your account"),
    "videoNotFound": VideoNotFound,
}
_RATING: Mapping[str, Callable[[], UserError]] = {
    "videoRatingDisabled": RatingsDisabled,
    "forbidden": VideoPrivate,
    "emailNotVerified": lambda: RatingRefused("emailNotVerified"),
    "videoPurchaseRequired": lambda: RatingRefused("videoPurchaseRequired"),
}


class _Snippet(msgspec.Struct):
    title: str


class _Video(msgspec.Struct):
    snippet: _Snippet


class _Videos(msgspec.Struct):
    items: tuple[_Video, ...] = ()


class _Given(msgspec.Struct):
    rating: str = "none"


class _Ratings(msgspec.Struct):
    items: tuple[_Given, ...] = ()


@dataclass(frozen=True, slots=True)
class Rated:
    """What a rating changed; `before` and `after` are of RATINGS.

    `title` is the video's, or its id when YouTube does not tell the title.
    """

    video_id: str
    title: str
    before: str
    after: str


class Ratings:
    """Rates videos as the account of a link."""

    def __init__(self, youtube: YouTube, tokens: AccessTokens) -> None:
        self._youtube = youtube
        self._tokens = tokens

    async def rate(self, link_id: str, video_id: str, rating: str, payer: Payer) -> Rated:
        """Set the rating, one of RATINGS; one that stands already is not sent again, since that would cost 50 units.

        Raises VideoNotFound, VideoPrivate, RatingsDisabled, RatingRefused, AccessMissing, OutcomeUnknown and what
        `YouTube.call` raises.
        """
        change = self._youtube.videos.rate(id=video_id, rating=rating)
        # Before looking: whoever can like no more today would only spend on looks what is left for looking.
        self._youtube.require_means(change, payer)
        bearer = self._tokens.bearer(link_id)
        with said_as(_ASKING):
            title, before = await both(self._title(video_id, bearer, payer), self._before(video_id, bearer, payer))
            if title is not None and before == rating:
                return Rated(video_id, title, before, rating)
            # Without a title the video does not exist, or is somebody's private one: videos.list leaves both out
            # alike. Only videos.rate tells them apart, by 404 and 403, so it is asked in spite of its price.
            with said_as(_RATING):
                await self._set(change, bearer, payer)
        return Rated(video_id, title or video_id, before, rating)

    async def _title(self, video_id: str, bearer: Bearer, payer: Payer) -> str | None:
        request = self._youtube.videos.list(part="snippet,status", id=video_id, fields="items/snippet/title")
        found = await self._youtube.call(request, _Videos, bearer, payer)
        return found.items[0].snippet.title if found.items else None

    async def _before(self, video_id: str, bearer: Bearer, payer: Payer) -> str:
        answer = await self._youtube.call(self._youtube.videos.getRating(id=video_id), _Ratings, bearer, payer)
        given = answer.items[0].rating if answer.items else "none"
        # The reference also names `unspecified`, which is no rating either.
        return given if given in RATINGS else "none"

    async def _set(self, change: HttpRequest, bearer: Bearer, payer: Payer) -> None:
        try:
            # Sent again when an answer is lost: the same rating twice leaves the same state.
            await self._youtube.send(change, bearer, payer)
        except TryLater:
            # The last try may have been heard, so "nothing was changed" would be a guess.
            raise OutcomeUnknown("YouTube", "Use the command again; rating twice does no harm.") from None
