"""What a server changed about somebody outlives a month without a post, and goes once they have left."""

import pytest

from bot.errors import TryLater
from bot.store import overrides
from bot.store.database import Database
from bot.store.overrides import Override
from bot.supporters.rereading import Rereading
from bot.supporters.rolls import Rolls
from bot.supporters.sources import Sources
from bot.supporters.wanting import Wanting
from sandbox.google import GoogleSandbox
from sandbox.google.model import Channel
from tests.support.clock import HandClock
from tests.supporters.conftest import MALLORY, SERVER, Tokens


@pytest.fixture
def channel(google: GoogleSandbox) -> Channel:
    found = google.person("mallory").channel
    assert found
    return found


@pytest.fixture
async def refused(database: Database, clock: HandClock, channel: Channel, sources: Sources) -> str:
    """Thank Mallory's members but the first of them, who is refused; return whose key that is."""
    await sources.add(SERVER, "mallory", MALLORY)
    key = f"youtube:{channel.members[0].channel_id}"
    async with database.write() as connection:
        await overrides.put(connection, SERVER, Override(key, refused=True), clock())
    return key


async def forty_days(rereading: Rereading, wanting: Wanting, clock: HandClock) -> None:
    """Let days pass on which the jobs run, twice each, and nobody posts."""
    for _ in range(40):
        clock.pass_time(days=1)
        for _ in range(2):
            await rereading.run()
            await wanting.clean_up()


async def known(database: Database) -> list[str]:
    async with database.read() as connection:
        return list(await overrides.of_guild(connection, SERVER))


async def test_whoever_still_stands_in_a_list_stays_refused_without_any_post(
    rolls: Rolls, database: Database, clock: HandClock, refused: str, google: GoogleSandbox
) -> None:
    await forty_days(Rereading(database, rolls, clock), Wanting(database, clock), clock)
    assert await known(database) == [refused]
    assert sum(one.path.endswith("/members") for one in google.requests) == 1


async def test_whoever_has_left_is_forgotten(
    rolls: Rolls, database: Database, clock: HandClock, refused: str, channel: Channel
) -> None:
    channel.leave(refused.removeprefix("youtube:"))
    await forty_days(Rereading(database, rolls, clock), Wanting(database, clock), clock)
    assert await known(database) == []


async def test_a_list_that_cannot_be_read_is_tried_again_the_next_day(
    rolls: Rolls, database: Database, clock: HandClock, refused: str, tokens: Tokens
) -> None:
    rereading = Rereading(database, rolls, clock)
    clock.pass_time(days=21)
    tokens.trouble["mallory"] = TryLater("YouTube")
    await rereading.run()
    tokens.trouble.clear()
    await rereading.run()
    clock.pass_time(days=1)
    await rereading.run()
    clock.pass_time(days=15)
    await Wanting(database, clock).clean_up()
    assert await known(database) == [refused]
