"""Lists that come in pages."""

import logging
from collections.abc import Awaitable, Callable
from typing import Generic, TypeAlias, TypeVar

import msgspec

from bot.errors import TryLater, YouTubeRefused

log = logging.getLogger(__name__)

REFUSED_PAGE = "invalidPageToken"
"""YouTube's reason for refusing a page's token: it has expired, or belongs to another request."""

T = TypeVar("T")

Progress: TypeAlias = Callable[[int, int], Awaitable[None]]
"""Told after each page how many items were read, and how many there are in all."""


class PageInfo(msgspec.Struct, rename="camel", frozen=True):
    """What a list says of itself. `total_results` is an estimate, and 0 when it is not said."""

    total_results: int = 0


class Page(msgspec.Struct, Generic[T], rename="camel", frozen=True):
    """A part of a list; the last one has no token."""

    items: tuple[T, ...] = ()
    next_page_token: str = ""
    page_info: PageInfo = PageInfo()


async def every_page(ask: Callable[[str | None], Awaitable[Page[T]]], progress: Progress | None = None) -> list[T]:
    """Read all pages; `ask` gets the page's token, None for the first. Items can repeat when the list moves meanwhile.

    A token can expire on the way (the reference of members.list says so); then the list is read again, once.
    """
    try:
        return await _walk(ask, progress)
    except YouTubeRefused as refused:
        if refused.reason != REFUSED_PAGE:
            raise
        log.info("page token expired", extra={"reason": refused.reason})
    return await _walk(ask, progress)


async def _walk(ask: Callable[[str | None], Awaitable[Page[T]]], progress: Progress | None) -> list[T]:
    items: list[T] = []
    token: str | None = None
    while True:
        page = await ask(token)
        items += page.items
        if progress is not None:
            await progress(len(items), max(page.page_info.total_results, len(items)))
        if not page.next_page_token:
            return items
        if page.next_page_token == token:
            # A list that leads back to itself would be read until the day's budget is gone.
            raise TryLater("YouTube")
        token = page.next_page_token
