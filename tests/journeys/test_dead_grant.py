"""Credits whose creator's permission ended: the last list with its date, then rest, then fresh names by themselves."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.discord.people import Person
from tests.support.asking import asked
from tests.support.bench import StagedBench, running_bench

PATIENCE = 30
MEMBERS = 60
LINE = re.compile(r"-# The names of \*\*The Creator\*\* are as of <t:\d+:D>: that channel needs to be linked again\.")


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[StagedBench]:
    """Run the bot with the Creator's members thanked every evening, as many as make a post of one message."""
    async with running_bench(tmp_path, sign_in=True, interaction_deadline=PATIENCE) as bench:
        channel = bench.google.person("creator").channel
        assert channel
        del channel.members[MEMBERS:]
        await bench.link(bench.creator, "creator")
        await asked(bench.creator, "credits sources add")
        offer = await asked(bench.creator, "credits schedule", channel_="credits", when="every day at 20:30")
        assert "Scheduled" in (await (await bench.creator.click(offer, "Start it")).message()).text
        yield bench


async def next_post(bench: StagedBench) -> str:
    """Go to the next date of the schedule and return what is posted."""
    channel = bench.discord.channel("credits")
    before = len(channel.messages)
    await bench.stage.to_next_post()
    await bench.discord.feed.until(lambda: len(channel.messages) > before or None, timeout=PATIENCE)
    await bench.app.client.services.poster.idle()
    assert len(channel.messages) == before + 1
    return channel.messages[-1].text


async def next_dm(bench: StagedBench, person: Person, words: str) -> int:
    """Wait for a DM with these words; return how many DMs there are then."""
    await bench.discord.feed.until(lambda: any(words in dm.text for dm in person.dms) or None, timeout=PATIENCE)
    return len(person.dms)


async def test_schedules_go_on_rest_and_pick_up_again(bench: StagedBench) -> None:
    creator, channel = bench.creator, bench.discord.channel("credits")
    fresh = await next_post(bench)
    assert not LINE.search(fresh)

    bench.google.revoke_grant("creator")
    stale = await next_post(bench)
    assert LINE.search(stale)
    assert LINE.sub("", stale).split("Curtain Call ·")[0].strip() == fresh.split("Curtain Call ·")[0].strip()
    told = await next_dm(bench, creator, "must be linked again")
    assert LINE.search(await next_post(bench))
    assert len(creator.dms) == told

    bench.stage.clock.pass_time(days=7)
    told = await next_dm(bench, creator, "The schedule rests until then")
    posted = len(channel.messages)
    listed = await asked(creator, "credits schedules")
    assert "The latest post did not appear." in listed.text
    assert "Paused" not in listed.text
    for _ in range(2):
        await bench.stage.to_next_post()
        await bench.app.client.services.poster.tick()
        await bench.app.client.services.poster.idle()
    assert len(channel.messages) == posted
    assert len(creator.dms) == told

    await bench.link(creator, "creator")
    again = await next_post(bench)
    assert not LINE.search(again)
    assert "The latest post did not appear." not in (await asked(creator, "credits schedules")).text


async def test_what_a_person_asks_for_by_hand_while_the_grant_is_dead(bench: StagedBench) -> None:
    creator = bench.creator
    await next_post(bench)
    bench.google.revoke_grant("creator")
    # The lists that were read before are kept for two minutes.
    bench.stage.clock.pass_time(hours=1)

    assert "must be linked again" in (await asked(creator, "members")).text
    preview = await creator.slash("credits preview")
    assert f"<@{creator.id}> must link **The Creator** again" in (await preview.message()).text
    assert LINE.search((await preview.next_followup()).text)
    assert "Posted in" in (await asked(creator, "credits post", channel_="credits")).text
    assert LINE.search(bench.discord.channel("credits").messages[-1].text)

    bench.stage.clock.pass_time(days=7)
    for command in ("credits preview", "credits post"):
        assert "cannot be read until" in (await asked(creator, command)).text
