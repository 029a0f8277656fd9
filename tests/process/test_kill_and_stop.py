"""kill -9 loses nothing that a person was told is done; SIGTERM ends in order."""

import asyncio
import signal
import time

import pytest

from tests.process.conftest import OuterBench
from tests.support.asking import asked

pytestmark = pytest.mark.process

STOPS_WITHIN = 10


async def schedule(bench: OuterBench, when: str) -> None:
    creator = bench.creator
    offer = await asked(creator, "credits schedule", channel_="credits", when=when, timezone="Europe/Berlin")
    started = await (await creator.click(offer, "Start it")).message()
    assert "Scheduled" in started.text


async def state(bench: OuterBench) -> tuple[str, ...]:
    """Return what people see of links, sources and schedules."""
    creator, alice = bench.creator, bench.alice
    return (
        (await asked(alice, "accounts")).text,
        (await asked(creator, "accounts")).text,
        (await asked(creator, "credits sources list")).text,
        (await asked(creator, "credits schedules")).text,
    )


async def test_after_kill_9_links_and_schedules_are_as_they_were(outer: OuterBench) -> None:
    await outer.link(outer.alice, "act")
    await outer.link(outer.creator, "creator")
    await asked(outer.creator, "credits sources add")
    await schedule(outer, "every monday at 18:00")
    await schedule(outer, "monthly on the 1st at 09:00")
    choices = await outer.creator.autocomplete("credits pause", "schedule", "monday")
    paused = await asked(outer.creator, "credits pause", schedule=choices[0].value)
    assert "Paused" in paused.text
    before = await state(outer)
    listed = await asked(outer.alice, "myuploads")

    assert await outer.end(signal.SIGKILL) == -signal.SIGKILL
    await outer.start()

    assert await state(outer) == before
    assert "⏸" in before[3]
    assert "🗓" in before[3]
    # A button from before the restart still works, and so do the tokens.
    turned = await (await outer.alice.click(listed, "▶")).message()
    assert "page 2 of 24" in turned.text
    assert "1,200 members" in (await asked(outer.creator, "members")).text


async def test_sigterm_ends_with_0_in_time_and_puts_the_post_back(outer: OuterBench) -> None:
    await outer.link(outer.creator, "creator")
    await asked(outer.creator, "credits sources add")
    outer.google.faults.delay = 60
    post = asyncio.ensure_future(outer.creator.slash("credits post", channel_="credits"))
    listing = await outer.creator.slash("members")
    await outer.google.faults.held(1)
    started = time.monotonic()

    assert await outer.end(signal.SIGTERM) == 0

    assert time.monotonic() - started < STOPS_WITHIN
    await post
    await listing.acknowledged()
    assert "Traceback" not in outer.log
    outer.google.faults.clear()
    await outer.start()
    assert "1,200 members" in (await asked(outer.creator, "members")).text


async def test_a_refused_bot_token_ends_with_2_and_one_sentence(outer: OuterBench) -> None:
    await outer.end(signal.SIGTERM)
    outer.discord.application.token = "another-token-altogether"
    log_before = len(outer.log)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(5):
            await outer.start()
    assert outer.process
    assert await asyncio.wait_for(outer.process.wait(), 20) == 2
    assert "discord.token: Discord does not accept it" in outer.log[log_before:]
    assert "Traceback" not in outer.log[log_before:]
