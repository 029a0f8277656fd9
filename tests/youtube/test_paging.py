"""Lists in pages that misbehave."""

import pytest

from bot.errors import TryLater, YouTubeRefused
from bot.youtube.paging import Page, every_page


async def test_a_list_that_leads_back_to_itself_is_given_up() -> None:
    asked: list[str | None] = []

    async def ask(token: str | None) -> Page[int]:
        asked.append(token)
        return Page((1,), "again")

    with pytest.raises(TryLater):
        await every_page(ask)
    assert asked == [None, "again"]


async def test_a_token_that_expires_every_time_is_not_chased_for_ever() -> None:
    asked: list[str | None] = []

    async def ask(token: str | None) -> Page[int]:
        asked.append(token)
        if token:
            raise YouTubeRefused(400, "invalidPageToken")
        return Page((1,), "next")

    with pytest.raises(YouTubeRefused):
        await every_page(ask)
    assert asked == [None, "next", None, "next"]
