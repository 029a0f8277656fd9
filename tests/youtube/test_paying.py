"""What calls cost on the wire: each page and each try, paid by whoever started the reading."""

import asyncio
import random

import pytest

from bot.errors import OutcomeUnknown, QuotaShareSpent, QuotaSpent, UserError
from bot.metrics import Metrics
from bot.youtube.channels import channel_of
from bot.youtube.client import YouTube
from bot.youtube.members import Members
from bot.youtube.payer import Payer
from bot.youtube.quota import Quota
from bot.youtube.ratings import Ratings
from bot.youtube.uploads import Uploads
from sandbox.google import GoogleSandbox
from tests.sandbox.google.helpers import ACT, MEMBERS, READ
from tests.support.clock import HandClock
from tests.youtube.helpers import ALICE, BOB, Link, until_refused

LOOK, LIKE = "youtube.videos.list", "youtube.videos.rate"
SERVER = Payer.scheduled(100)


def playlist(google: GoogleSandbox) -> str:
    channel = google.person("alice").channel
    assert channel is not None
    return channel.uploads_id


async def test_each_page_costs_and_what_is_kept_costs_nothing(
    google: GoogleSandbox, youtube: YouTube, quota: Quota, clock: HandClock, link: Link
) -> None:
    uploads = Uploads(youtube, await link("alice", READ), clock)
    await uploads.read("a", playlist(google), ALICE)
    await uploads.read("a", playlist(google), BOB)
    assert (quota.spent("user/1"), quota.spent("user/2")) == (5, 0)


async def test_whoever_starts_a_reading_pays_for_those_who_join(
    google: GoogleSandbox, youtube: YouTube, quota: Quota, clock: HandClock, link: Link
) -> None:
    members = Members(youtube, await link("creator", MEMBERS, READ), clock)
    await asyncio.gather(*(members.read("c", "The Creator", payer) for payer in (SERVER, ALICE, BOB)))
    assert (quota.spent("server/100"), quota.spent()) == (5, 5)


async def test_each_try_costs_again(google: GoogleSandbox, youtube: YouTube, quota: Quota, link: Link) -> None:
    tokens = await link("alice", READ)
    google.faults.fail_next("channels", 503, times=2)
    await channel_of(youtube, tokens.bearer(""), ALICE)
    assert quota.spent() == 3


async def test_a_spent_share_asks_google_nothing(
    google: GoogleSandbox, youtube: YouTube, quota: Quota, link: Link
) -> None:
    tokens = await link("alice", READ)
    until_refused(quota, LOOK, ALICE)
    before = len(google.requests)
    with pytest.raises(QuotaShareSpent):
        await channel_of(youtube, tokens.bearer(""), ALICE)
    assert len(google.requests) == before
    assert (await channel_of(youtube, tokens.bearer(""), BOB)).title == "Alice"


async def test_those_who_joined_do_not_suffer_from_a_starter_who_cannot_pay(
    google: GoogleSandbox, youtube: YouTube, quota: Quota, clock: HandClock, link: Link
) -> None:
    uploads = Uploads(youtube, await link("alice", READ), clock)
    until_refused(quota, LOOK, ALICE)
    ways = [uploads.read("a", playlist(google), payer) for payer in (ALICE, BOB, ALICE, BOB)]
    first, second, third, fourth = await asyncio.gather(*ways, return_exceptions=True)
    assert isinstance(first, QuotaShareSpent)
    assert isinstance(second, tuple)
    assert second is fourth
    assert third is second, "they joined the one who could pay"
    assert quota.spent("user/2") == 5


async def test_when_google_says_the_day_is_spent_it_is_not_asked_again(
    google: GoogleSandbox, youtube: YouTube, link: Link, clock: HandClock
) -> None:
    tokens = await link("alice", READ)
    google.quota_left = 0
    with pytest.raises(QuotaSpent) as first:
        await channel_of(youtube, tokens.bearer(""), ALICE)
    asked = len(google.requests)
    google.quota_left = 10_000
    for payer in (ALICE, BOB, SERVER):
        with pytest.raises(QuotaSpent) as spent:
            await channel_of(youtube, tokens.bearer(""), payer)
        assert spent.value.resets_at == first.value.resets_at
    assert len(google.requests) == asked
    clock.now = first.value.resets_at
    tokens = await link("alice", READ)
    await channel_of(youtube, tokens.bearer(""), ALICE)


async def test_a_like_that_cannot_be_paid_for_is_not_even_looked_into(
    google: GoogleSandbox, youtube: YouTube, quota: Quota, link: Link
) -> None:
    ratings = Ratings(youtube, await link("alice", READ, ACT))
    until_refused(quota, LIKE, ALICE)
    spent = quota.spent()
    with pytest.raises(QuotaShareSpent) as refused:
        await ratings.rate("a", google.person("creator").videos[0].id, "like", ALICE)
    assert refused.value.whose == "changes"
    assert quota.spent() == spent


async def test_when_a_second_try_cannot_be_paid_for_the_first_may_have_been_heard(
    google: GoogleSandbox, youtube: YouTube, quota: Quota, link: Link
) -> None:
    ratings = Ratings(youtube, await link("alice", READ, ACT))
    for _ in range(25):
        quota.pay(LIKE, ALICE)
    video = google.person("creator").videos[0]
    google.faults.lose_next("videos/rate")
    with pytest.raises(OutcomeUnknown):
        await ratings.rate("a", video.id, "like", ALICE)
    assert google.person("alice").rating_of(video.id) == "like"
    assert quota.spent("user/1") == 1_302


async def test_suggestions_end_without_a_word_and_are_there_again_for_who_can_pay(
    youtube: YouTube, quota: Quota, clock: HandClock, link: Link
) -> None:
    members = Members(youtube, await link("creator", MEMBERS, READ), clock)
    until_refused(quota, LOOK, Payer.typing(1))
    assert await members.level_names("c", Payer.typing(1)) == ()
    assert len(await members.level_names("c", Payer.typing(2))) == 3
    assert len(await members.level_names("c", Payer.typing(1))) == 3, "kept, so it costs nothing"


class Crowd:
    """People and servers who use the bot as they like, for days."""

    def __init__(self, google: GoogleSandbox, youtube: YouTube, clock: HandClock, link: Link) -> None:
        channel = google.person("creator").channel
        assert channel is not None
        del channel.members[100:]
        self._google = google
        self._youtube = youtube
        self._clock = clock
        self._link = link
        self._random = random.Random(4)  # noqa: S311 (the same crowd every time, and no secret)

    async def arrive(self) -> None:
        """Link everybody, again when their access tokens have ended."""
        alice, creator = await self._link("alice", READ, ACT), await self._link("creator", MEMBERS, READ)
        self._tokens = alice
        self._uploads = Uploads(self._youtube, alice, self._clock)
        self._ratings = Ratings(self._youtube, alice)
        self._members = Members(self._youtube, creator, self._clock)

    async def do_something(self) -> None:
        chance = self._random
        person = Payer.person(chance.randrange(12))
        every = [video.id for name in ("creator", "mallory") for video in self._google.person(name).videos]
        self._google.members_access = chance.random() < 0.9
        match chance.randrange(6):
            case 0:
                await self._uploads.read("a", playlist(self._google), person)
            case 1 | 2:
                video = chance.choice([*every, "AAAAAAAAAAA"])
                await self._ratings.rate("a", video, chance.choice(["like", "dislike", "none"]), person)
            case 3:
                await self._members.read("c", "The Creator", Payer.scheduled(chance.randrange(3)))
            case 4:
                await self._members.level_names("c", Payer.typing(1))
            case 5:
                await channel_of(self._youtube, self._tokens.bearer(""), person)


async def test_the_ledger_and_google_agree_over_days(
    google: GoogleSandbox, youtube: YouTube, quota: Quota, clock: HandClock, link: Link
) -> None:
    crowd = Crowd(google, youtube, clock, link)
    refused: set[type[UserError]] = set()
    for _ in range(30):
        # An hour, as long as an access token lives.
        await crowd.arrive()
        for _ in range(12):
            clock.pass_time(minutes=4.5)
            try:
                await crowd.do_something()
            except UserError as error:
                refused.add(type(error))
            assert quota.spent() == 10_000 - google.quota_left
        clock.pass_time(minutes=6)
    assert len(refused) > 3


async def test_with_a_poor_connection_the_ledger_counts_too_much_rather_than_too_little(
    google: GoogleSandbox, youtube: YouTube, quota: Quota, clock: HandClock, link: Link
) -> None:
    crowd = Crowd(google, youtube, clock, link)
    await crowd.arrive()
    for number in range(60):
        path = ("videos", "channels", "members", "playlistItems")[number % 4]
        if number % 3:
            # aiohttp sends these a second time by itself.
            google.faults.lose_next(path)
        else:
            google.faults.fail_next(path, 503)
        try:
            await crowd.do_something()
        except UserError:
            # So that no breaker rests for long.
            clock.pass_time(minutes=1)
        assert quota.spent() >= 10_000 - google.quota_left
    assert quota.spent() > 10_000 - google.quota_left


async def test_a_small_project_stops_on_its_own_and_never_meets_googles_refusal(
    google: GoogleSandbox, clock: HandClock, youtube: YouTube, link: Link
) -> None:
    quota = Quota(clock, daily_units=10_000 - google.quota_left + 400, metrics=Metrics())
    youtube._quota = quota
    google.quota_left = 400
    crowd = Crowd(google, youtube, clock, link)
    await crowd.arrive()
    for _ in range(300):
        try:
            await crowd.do_something()
        except UserError:
            continue
    assert not [one for one in google.requests if one.reason == "quotaExceeded"]
