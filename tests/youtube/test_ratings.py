"""Likes, and the words for everything that keeps somebody from giving one."""

import pytest

from bot.errors import (
    AccessMissing,
    NoChannel,
    OutcomeUnknown,
    RatingRefused,
    RatingsDisabled,
    UserError,
    VideoNotFound,
    VideoPrivate,
)
from bot.youtube.client import YouTube
from bot.youtube.ratings import Rated, Ratings
from sandbox.google import GoogleSandbox
from tests.sandbox.google.helpers import ACT, READ
from tests.youtube.helpers import ALICE, Link

RATE = "videos/rate"


@pytest.fixture
async def ratings(youtube: YouTube, link: Link) -> Ratings:
    return Ratings(youtube, await link("alice", READ, ACT))


def mallorys(google: GoogleSandbox, title: str) -> str:
    channel = google.person("mallory").channel
    assert channel is not None
    return channel.video_by_title(title).id


def rates_sent(google: GoogleSandbox) -> int:
    return sum(RATE in request.path for request in google.requests)


async def test_a_like_tells_the_title_and_what_changed(google: GoogleSandbox, ratings: Ratings) -> None:
    video = google.person("creator").videos[0]
    assert await ratings.rate("a", video.id, "like", ALICE) == Rated(video.id, video.title, "none", "like")
    assert google.person("alice").rating_of(video.id) == "like"
    changed = await ratings.rate("a", video.id, "dislike", ALICE)
    assert (changed.before, changed.after) == ("like", "dislike")


async def test_a_rating_that_stands_already_is_not_paid_for_again(google: GoogleSandbox, ratings: Ratings) -> None:
    video = google.person("creator").videos[0]
    await ratings.rate("a", video.id, "like", ALICE)
    left = google.quota_left
    again = await ratings.rate("a", video.id, "like", ALICE)
    assert again.before == again.after
    assert (rates_sent(google), left - google.quota_left) == (1, 2)


@pytest.mark.parametrize(
    ("title", "error"),
    [
        ("Ratings are turned off here", RatingsDisabled),
        ("Mallory's secret plan", VideoPrivate),
        ("The long feature (paid)", RatingRefused),
    ],
)
async def test_each_obstacle_has_its_own_words(
    google: GoogleSandbox, ratings: Ratings, title: str, error: type[UserError]
) -> None:
    with pytest.raises(error):
        await ratings.rate("a", mallorys(google, title), "like", ALICE)


async def test_an_unknown_video_is_not_mistaken_for_a_private_one(ratings: Ratings) -> None:
    with pytest.raises(VideoNotFound):
        await ratings.rate("a", "AAAAAAAAAAA", "like", ALICE)


async def test_taking_back_a_rating_of_an_unknown_video_is_refused_too(ratings: Ratings) -> None:
    with pytest.raises(VideoNotFound):
        await ratings.rate("a", "AAAAAAAAAAA", "none", ALICE)


async def test_an_unverified_address_is_named(google: GoogleSandbox, ratings: Ratings) -> None:
    google.person("alice").email_verified = False
    with pytest.raises(RatingRefused, match="verified"):
        await ratings.rate("a", google.person("creator").videos[0].id, "like", ALICE)


async def test_an_account_without_a_channel_cannot_rate(google: GoogleSandbox, youtube: YouTube, link: Link) -> None:
    ratings = Ratings(youtube, await link("bob", READ, ACT))
    with pytest.raises(NoChannel):
        await ratings.rate("b", google.person("creator").videos[0].id, "like", ALICE)


async def test_reading_alone_does_not_allow_rating(google: GoogleSandbox, youtube: YouTube, link: Link) -> None:
    ratings = Ratings(youtube, await link("alice", READ))
    with pytest.raises(AccessMissing) as missing:
        await ratings.rate("a", google.person("creator").videos[0].id, "like", ALICE)
    assert missing.value.access == "act"


async def test_a_rating_whose_answer_is_lost_is_sent_again(google: GoogleSandbox, ratings: Ratings) -> None:
    video = google.person("creator").videos[0]
    google.faults.lose_next(RATE)
    assert (await ratings.rate("a", video.id, "like", ALICE)).after == "like"
    assert rates_sent(google) == 2


async def test_when_no_answer_comes_at_all_nothing_is_claimed(google: GoogleSandbox, ratings: Ratings) -> None:
    video = google.person("creator").videos[0]
    google.faults.lose_next(RATE, times=3)
    with pytest.raises(OutcomeUnknown):
        await ratings.rate("a", video.id, "like", ALICE)
    assert google.person("alice").rating_of(video.id) == "like"
