"""A person's own uploads, the unlisted and private ones too."""

from collections import Counter
from collections.abc import Coroutine, Iterable
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

import msgspec

from bot.clock import Clock
from bot.errors import AccessMissing, YouTubeRefused
from bot.providers.access import Access, AccessTokens, Bearer
from bot.youtube.cache import ShortCache
from bot.youtube.client import YouTube
from bot.youtube.paging import Page, Progress, every_page
from bot.youtube.payer import Payer
from bot.youtube.refusals import said_as

Privacy: TypeAlias = Literal["public", "unlisted", "private"]

_FIELDS = (
    "nextPageToken,pageInfo/totalResults,"
    "items(snippet(title,publishedAt),contentDetails(videoId,videoPublishedAt),status/privacyStatus)"
)
_PAGE_SIZE = 50
_LIFETIME = timedelta(seconds=120)
_LISTS_KEPT = 100


class _Snippet(msgspec.Struct, rename="camel", frozen=True):
    title: str
    published_at: datetime


class _Content(msgspec.Struct, rename="camel", frozen=True):
    video_id: str
    # Missing for a video that was never public.
    video_published_at: datetime | None = None


class _Status(msgspec.Struct, rename="camel", frozen=True):
    privacy_status: Privacy


class _Item(msgspec.Struct, rename="camel", frozen=True):
    snippet: _Snippet
    content_details: _Content
    # An item without a status is taken for private: showing it too seldom harms nobody.
    status: _Status = _Status("private")


class Upload(msgspec.Struct, frozen=True, gc=False):
    """A video. `published_at` is UTC: when it was published, or uploaded while it never was."""

    video_id: str
    title: str
    privacy: Privacy
    published_at: datetime


class Uploads:
    """Reads uploads playlists and keeps each for two minutes, since people turn pages."""

    def __init__(self, youtube: YouTube, tokens: AccessTokens, clock: Clock) -> None:
        self._youtube = youtube
        self._tokens = tokens
        self._kept: ShortCache[tuple[Upload, ...]] = ShortCache(clock, lifetime=_LIFETIME, size=_LISTS_KEPT)

    async def read(
        self, link_id: str, playlist: str, payer: Payer, *, progress: Progress | None = None
    ) -> tuple[Upload, ...]:
        """Return all uploads, newest first; YouTube lists at most about 20,000.

        `payer` pays and `progress` hears of it only when this call is the one that reads. Raises AccessMissing and what
        `YouTube.call` raises.
        """

        def read() -> Coroutine[Any, Any, tuple[Upload, ...]]:
            return self._read(self._tokens.bearer(link_id), playlist, payer, progress)

        return await self._kept.get(link_id, read)

    def clean_up(self) -> None:
        """Drop what is too old to be used."""
        self._kept.clean_up()

    def forget(self, link_id: str) -> None:
        """Read anew next time."""
        self._kept.forget(link_id)

    async def _read(self, bearer: Bearer, playlist: str, payer: Payer, progress: Progress | None) -> tuple[Upload, ...]:
        async def ask(token: str | None) -> Page[_Item]:
            request = self._youtube.playlist_items.list(
                part="snippet,contentDetails,status",
                playlistId=playlist,
                maxResults=_PAGE_SIZE,
                pageToken=token,
                fields=_FIELDS,
            )
            return await self._youtube.call(request, Page[_Item], bearer, payer)

        try:
            with said_as({"insufficientPermissions": lambda: AccessMissing(Access.LOOK, "Your account")}):
                items = await every_page(ask, progress)
        except YouTubeRefused as refused:
            # A new channel names an uploads playlist that exists only from the first upload on.
            if refused.reason == "playlistNotFound":
                return ()
            raise
        # By id, since a video that is uploaded meanwhile moves the others to the next page.
        found = {item.content_details.video_id: _upload(item) for item in items}
        return tuple(sorted(found.values(), key=lambda upload: upload.published_at, reverse=True))


def count_by_privacy(uploads: Iterable[Upload]) -> dict[Privacy, int]:
    """Return how many uploads there are of each privacy, zeros included, the most visible first."""
    counts = Counter(upload.privacy for upload in uploads)
    return {"public": counts["public"], "unlisted": counts["unlisted"], "private": counts["private"]}


def _upload(item: _Item) -> Upload:
    published = item.content_details.video_published_at or item.snippet.published_at
    return Upload(item.content_details.video_id, item.snippet.title, item.status.privacy_status, published)
