"""A person's own uploads."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import AccessMissing, TryLater, YouTubeRefused
from bot.youtube.client import YouTube
from bot.youtube.uploads import Uploads, count_by_privacy
from sandbox.google import GoogleSandbox
from tests.sandbox.google.helpers import MEMBERS, READ
from tests.support.clock import HandClock
from tests.youtube.helpers import ALICE, Link

PAGES = "playlistItems"


def pages_read(google: GoogleSandbox) -> int:
    return sum(PAGES in request.path for request in google.requests)


async def alices(youtube: YouTube, link: Link, clock: HandClock) -> Uploads:
    return Uploads(youtube, await link("alice", READ), clock)


def playlist(google: GoogleSandbox, person: str = "alice") -> str:
    channel = google.person(person).channel
    assert channel is not None
    return channel.uploads_id


async def test_all_pages_are_read_newest_first_with_their_privacy(
    google: GoogleSandbox, youtube: YouTube, link: Link, clock: HandClock
) -> None:
    uploads = await (await alices(youtube, link, clock)).read("a", playlist(google), ALICE)
    assert len({upload.video_id for upload in uploads}) == 236
    assert count_by_privacy(uploads) == {"public": 229, "unlisted": 5, "private": 2}
    assert [upload.published_at for upload in uploads] == sorted(
        (upload.published_at for upload in uploads), reverse=True
    )
    assert pages_read(google) == 5


async def test_the_order_is_that_of_publication_not_of_the_playlist(
    google: GoogleSandbox, youtube: YouTube, link: Link, clock: HandClock
) -> None:
    uploads = await (await alices(youtube, link, clock)).read("a", playlist(google), ALICE)
    expected = {
        video.id: video.added_at if video.privacy == "private" else video.published_at
        for video in google.person("alice").videos
    }
    assert {upload.video_id: upload.published_at for upload in uploads} == {
        video: moment.replace(microsecond=0) for video, moment in expected.items()
    }
    assert [upload.video_id for upload in uploads] != [video.id for video in google.person("alice").videos]


async def test_ten_button_presses_at_once_read_the_list_once(
    google: GoogleSandbox, youtube: YouTube, link: Link, clock: HandClock
) -> None:
    uploads = await alices(youtube, link, clock)
    lists = await asyncio.gather(*(uploads.read("a", playlist(google), ALICE) for _ in range(10)))
    assert all(one is lists[0] for one in lists)
    assert pages_read(google) == 5


async def test_a_list_is_kept_for_two_minutes_or_until_forgotten(
    google: GoogleSandbox, youtube: YouTube, link: Link, clock: HandClock
) -> None:
    uploads = await alices(youtube, link, clock)
    before = await uploads.read("a", playlist(google), ALICE)
    clock.now += timedelta(seconds=119)
    assert await uploads.read("a", playlist(google), ALICE) is before
    clock.now += timedelta(seconds=1)
    again = await uploads.read("a", playlist(google), ALICE)
    assert again is not before
    uploads.forget("a")
    assert await uploads.read("a", playlist(google), ALICE) is not again


async def test_two_links_never_share_a_list(
    google: GoogleSandbox, youtube: YouTube, link: Link, clock: HandClock
) -> None:
    uploads = await alices(youtube, link, clock)
    await uploads.read("a", playlist(google), ALICE)
    public = [video for video in google.person("mallory").videos if video.privacy == "public"]
    assert len(await uploads.read("b", playlist(google, "mallory"), ALICE)) == len(public)


async def test_progress_is_told_after_each_page(
    google: GoogleSandbox, youtube: YouTube, link: Link, clock: HandClock
) -> None:
    told: list[tuple[int, int]] = []

    async def progress(read: int, total: int) -> None:
        told.append((read, total))

    uploads = await alices(youtube, link, clock)
    await uploads.read("a", playlist(google), ALICE, progress=progress)
    assert told == [(50, 236), (100, 236), (150, 236), (200, 236), (236, 236)]


async def test_a_new_channel_has_an_empty_list(
    google: GoogleSandbox, youtube: YouTube, link: Link, clock: HandClock
) -> None:
    google.person("mallory").videos.clear()
    uploads = Uploads(youtube, await link("mallory", READ), clock)
    assert await uploads.read("m", playlist(google, "mallory"), ALICE) == ()


async def test_a_page_token_that_expires_on_the_way_restarts_the_list_once(
    google: GoogleSandbox, youtube: YouTube, link: Link, clock: HandClock
) -> None:
    uploads = await alices(youtube, link, clock)

    async def expire(read: int, total: int) -> None:
        if read == 50 and pages_read(google) == 1:
            google.faults.fail_next(PAGES, 400, "invalidPageToken")

    assert len(await uploads.read("a", playlist(google), ALICE, progress=expire)) == 236
    assert pages_read(google) == 7


async def test_a_missing_permission_is_named(
    google: GoogleSandbox, youtube: YouTube, link: Link, clock: HandClock
) -> None:
    uploads = Uploads(youtube, await link("creator", MEMBERS), clock)
    with pytest.raises(AccessMissing) as missing:
        await uploads.read("c", playlist(google, "creator"), ALICE)
    assert missing.value.access == "look"


async def test_a_list_that_is_closed_to_the_account_is_not_taken_for_an_empty_one(
    google: GoogleSandbox, youtube: YouTube, link: Link, clock: HandClock
) -> None:
    uploads = await alices(youtube, link, clock)
    google.faults.fail_next(PAGES, 403, "playlistItemsNotAccessible")
    with pytest.raises(YouTubeRefused, match="playlistItemsNotAccessible"):
        await uploads.read("a", playlist(google), ALICE)


async def test_a_failure_is_not_kept(google: GoogleSandbox, youtube: YouTube, link: Link, clock: HandClock) -> None:
    uploads = await alices(youtube, link, clock)
    google.faults.fail_next(PAGES, 500, times=3)
    with pytest.raises(TryLater):
        await uploads.read("a", playlist(google), ALICE)
    assert len(await uploads.read("a", playlist(google), ALICE)) == 236
