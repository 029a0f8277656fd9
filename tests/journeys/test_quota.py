"""The day's quota as people meet it: shares that end, posts that wait, and a new day."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import utc_now
from bot.store import quota as rows
from bot.store.database import open_database
from bot.youtube.pacific import next_pacific_midnight, pacific_day
from bot.youtube.payer import Payer
from bot.youtube.quota import Quota
from sandbox.discord.people import Person
from sandbox.discord.seen import Message
from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench, StagedBench, running_bench

PATIENCE = 30
LOOK = "youtube.videos.list"
SHARE_SPENT = "You have used your share of likes"


@pytest.fixture
async def morning(tmp_path: Path) -> AsyncIterator[StagedBench]:
    """Run the bot on a Californian morning, a minute past the hour, so that no midnight comes by itself."""
    async with running_bench(tmp_path, sign_in=True) as bench:
        to(bench, next_pacific_midnight(bench.clock()) + timedelta(hours=9, minutes=1))
        yield bench


def to(bench: InnerBench, moment: datetime) -> None:
    bench.clock.pass_time(seconds=(moment - bench.clock()).total_seconds())


def to_midnight(bench: InnerBench) -> None:
    """Move the clock to a minute after the day of the quota has ended."""
    to(bench, next_pacific_midnight(bench.clock()) + timedelta(minutes=1))


def ledger(bench: InnerBench) -> Quota:
    return bench.app._book._quota


def crowd_spends(bench: InnerBench, until: int) -> None:
    """Let many people look at many things, till so much of the day is spent."""
    quota = ledger(bench)
    for number in range(until - quota.spent()):
        quota.pay(LOOK, Payer.person(number))


async def likes_until_told(bench: InnerBench, person: Person, video: str) -> Message:
    """Like a video and take it back, again and again."""
    for number in range(100):
        answer = await asked(person, "like", video=video, rating=("like", "none")[number % 2])
        if "You like" not in answer.text and "You no longer rate" not in answer.text:
            return answer
    raise AssertionError("nobody told them to stop")


async def scheduled(bench: InnerBench, when: str = "every 30 minutes") -> Person:
    """Have the Creator's first 50 members thanked in #credits."""
    channel = bench.google.person("creator").channel
    assert channel
    del channel.members[50:]
    await bench.link(bench.creator, "creator")
    await asked(bench.creator, "credits sources add")
    offer = await asked(bench.creator, "credits schedule", channel_="credits", when=when)
    assert "Scheduled" in (await clicked(bench.creator, offer, "Start it")).text
    return bench.creator


async def until_noted(bench: InnerBench, *problems: str) -> None:
    """Wait until these are the problems of the server's schedules, each by its first words."""
    guild = bench.discord.world.guilds_of(bench.creator.user)[0]
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await bench.app.client.services.schedules.of_guild(guild.id)
            if all(one.problem.startswith(words) for one, words in zip(found, problems, strict=True)):
                return


async def until_posted(bench: InnerBench) -> None:
    await bench.discord.channel("credits").wait_for(lambda message: "part 1 of 1" in message.text, timeout=PATIENCE)


async def test_who_likes_all_day_is_stopped_before_it_hurts_others(morning: StagedBench) -> None:
    bench, bob = morning, morning.discord.person("bob")
    await bench.link(bench.alice, "act")
    # Bob's own Google account has no channel.
    await bench.consent(bob, (await asked(bob, "link", access="act")).link(), account="mallory")
    creator = await scheduled(bench)
    video = bench.google.person("creator").videos[0].id

    told = await likes_until_told(bench, bench.alice, video)

    assert SHARE_SPENT in told.text
    assert told.ephemeral
    resets_at = next_pacific_midnight(bench.clock())
    assert f"<t:{int(resets_at.timestamp())}:R>" in told.text
    spent = 10_000 - bench.google.quota_left
    assert spent == ledger(bench).spent() < 1_500
    again = await asked(bench.alice, "like", video=video)
    assert SHARE_SPENT in again.text
    assert bench.google.quota_left == 10_000 - spent, "being told costs nothing"
    assert "236 videos" in (await asked(bench.alice, "myuploads")).text

    assert "You like" in (await asked(bob, "like", video=video)).text
    await bench.stage.to_next_post()
    await until_posted(bench)
    assert "waits" not in (await asked(creator, "credits schedules")).text

    to_midnight(bench)
    assert "You" in (await asked(bench.alice, "like", video=video, rating="dislike")).text
    assert bench.google.person("alice").rating_of(video) == "dislike"


async def test_scheduled_posts_wait_for_the_new_day_while_commands_go_on(morning: StagedBench) -> None:
    bench = morning
    await bench.link(bench.alice)
    creator = await scheduled(bench)
    crowd_spends(bench, 8_000)

    await bench.stage.to_next_post()
    await until_noted(bench, "The latest post waits")
    listed = (await asked(creator, "credits schedules")).text

    resets_at = next_pacific_midnight(bench.clock())
    assert "kept for people's commands" in listed
    assert f"<t:{int(resets_at.timestamp())}:R>" in listed
    assert bench.discord.channel("credits").messages == []
    assert "236 videos" in (await asked(bench.alice, "myuploads")).text

    to_midnight(bench)
    await until_posted(bench)
    await bench.app.client.services.poster.idle()
    assert "waits" not in (await asked(creator, "credits schedules")).text


async def test_a_day_that_google_calls_spent_costs_no_more_requests(morning: StagedBench) -> None:
    bench = morning
    await bench.link(bench.alice, "act")
    bench.google.quota_left = 0
    assert "used up what YouTube allows" in (await asked(bench.alice, "myuploads")).text
    requests = len(bench.google.requests)
    for command in ("myuploads", "like", "myuploads"):
        options = {"video": "AAAAAAAAAAA"} if command == "like" else {}
        told = await asked(bench.alice, command, **options)
        assert re.search(r"<t:\d+:R>", told.text)
    assert len(bench.google.requests) == requests

    to_midnight(bench)
    assert "236 videos" in (await asked(bench.alice, "myuploads")).text


async def test_what_was_spent_is_known_after_a_start_and_stored_within_seconds(tmp_path: Path) -> None:
    async with open_database(f"sqlite:///{tmp_path / 'curtaincall.db'}") as database:
        now = utc_now()
        # Tomorrow too: midnight may come right now.
        days = [pacific_day(now), pacific_day(now + timedelta(days=1))]
        async with database.write() as connection:
            for day in days:
                await rows.add(connection, day, {"all": 7})

        async def stored(account: str) -> int:
            async with database.read() as connection:
                return sum([(await rows.of_day(connection, day)).get(account, 0) for day in days])

        async with running_bench(tmp_path, sign_in=True) as bench:
            await bench.link(bench.alice)
            assert ledger(bench).spent() == 8
            async with asyncio.timeout(PATIENCE):
                while await stored(f"user/{bench.alice.id}") != 1:
                    pass
            await asked(bench.alice, "myuploads")
        assert await stored(f"user/{bench.alice.id}") == 6
        assert await stored("all") == 20
