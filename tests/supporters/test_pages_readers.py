"""What pages read: channel members caught up with, Patreon sparingly; and what is kept of that."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.credits.readings import EVERY, Readings
from bot.store import overrides, tables
from bot.store.database import Database
from bot.store.overrides import Override
from bot.store.sources import Source
from bot.supporters.channel_members import FollowedMembers
from bot.supporters.entries import Entry, Level, SourceList
from bot.supporters.kinds import YOUTUBE_MEMBERS
from bot.supporters.roll import Occasion, Roll
from bot.supporters.rolls import Rolls
from bot.supporters.snapshots import Snapshots
from bot.supporters.sources import Sources
from bot.supporters.sparing import SparinglyRead
from bot.supporters.wanting import Wanting
from bot.youtube.members import Members
from bot.youtube.payer import Payer
from bot.youtube.quota import Quota
from sandbox.google import GoogleSandbox
from sandbox.google.model import Channel
from tests.support.clock import HandClock
from tests.supporters.conftest import MALLORY, PAYER, SERVER
from tests.youtube.helpers import until_refused

PAGE = Payer.scheduled(SERVER)


@pytest.fixture
def channel(google: GoogleSandbox) -> Channel:
    channel = google.person("mallory").channel
    assert channel is not None
    return channel


@pytest.fixture
async def source(sources: Sources, channel: Channel) -> Source:
    return await sources.add(SERVER, "mallory", MALLORY)


@pytest.fixture
def readings(database: Database, snapshots: Snapshots, members: Members, clock: HandClock, source: Source) -> Readings:
    rolls = Rolls(database, {YOUTUBE_MEMBERS: FollowedMembers(members)}, snapshots, Wanting(database, clock))
    return Readings(database, rolls, clock)


async def look(readings: Readings) -> Roll:
    """Look at the page until nothing is read any more, and return what it shows."""
    await readings.of_guild(SERVER)
    await asyncio.gather(*readings._renewing.values())
    roll = (await readings.of_guild(SERVER)).roll
    assert roll
    return roll


async def look_later(readings: Readings, clock: HandClock, after: timedelta = EVERY) -> Roll:
    clock.now += after
    return await look(readings)


def names(roll: Roll) -> dict[str, list[str]]:
    return {group.level: sorted(one.name for one in group.names) for group in roll.groups}


async def test_who_joins_moves_up_and_leaves(
    readings: Readings, google: GoogleSandbox, channel: Channel, clock: HandClock
) -> None:
    assert names(await look(readings)) == {"Stalls": ["Alice", "Bob"]}
    channel.join("Carol", level=channel.levels[0], at=clock())
    channel.leave(next(one.channel_id for one in channel.members if one.name == "Alice"))
    google.requests.clear()
    assert names(await look_later(readings, clock)) == {"Stalls": ["Alice", "Bob", "Carol"]}
    assert sum(one.cost for one in google.requests) == 2
    bob = next(one.channel_id for one in channel.members if one.name == "Bob")
    channel.move_up(bob, level=channel.levels[1], at=clock())
    # The first at a level: only a whole reading says how high it is, and it tells who has left.
    assert names(await look_later(readings, clock)) == {"Gods": ["Bob"], "Stalls": ["Carol"]}


async def test_who_left_is_gone_within_three_hours_and_an_interval(
    readings: Readings, channel: Channel, clock: HandClock
) -> None:
    await look(readings)
    channel.leave(channel.members[0].channel_id)
    assert (await look_later(readings, clock)).total == 2
    for _ in range(22):
        roll = await look_later(readings, clock)
    assert roll.total == 1


async def test_somebody_new_stays_when_a_wish_changes(
    readings: Readings, channel: Channel, clock: HandClock, database: Database, google: GoogleSandbox
) -> None:
    await look(readings)
    channel.join("Carol", level=channel.levels[0], at=clock())
    alice = next(one.channel_id for one in channel.members if one.name == "Alice")
    await look_later(readings, clock)
    google.requests.clear()
    async with database.write() as connection:
        await overrides.put(connection, SERVER, Override(f"youtube:{alice}", hidden=True), clock())
    assert names(await look(readings)) == {"Stalls": ["Bob", "Carol"]}
    assert not google.requests


@pytest.mark.parametrize("read_too", [False, True], ids=["", "after a post"])
async def test_what_fails_or_may_not_be_paid_keeps_what_was_shown(
    readings: Readings,
    rolls: Rolls,
    channel: Channel,
    clock: HandClock,
    google: GoogleSandbox,
    quota: Quota,
    read_too: bool,
) -> None:
    await look(readings)
    clock.pass_time(minutes=1)
    if read_too:
        await rolls.for_guild(SERVER, Occasion.POST, PAYER)
    channel.join("Carol", level=channel.levels[0], at=clock())
    shown = names(await look_later(readings, clock))
    google.faults.fail_next("members", 503, times=20)
    assert names(await look_later(readings, clock)) == shown == {"Stalls": ["Alice", "Bob", "Carol"]}
    google.faults.clear()
    until_refused(quota, "youtube.members.list", PAGE)
    google.requests.clear()
    assert names(await look_later(readings, clock)) == shown
    assert not google.requests


async def test_a_name_stays_no_longer_than_thirty_days_after_everybody_was_read(
    readings: Readings, channel: Channel, clock: HandClock, snapshots: Snapshots, database: Database
) -> None:
    read_at = clock()
    await look(readings)
    channel.leave(next(one.channel_id for one in channel.members if one.name == "Alice"))
    for number in range(20):
        channel.join(f"Newcomer {number}", level=channel.levels[0], at=clock())
        await look_later(readings, clock)

    async def kept() -> int:
        await snapshots.clean_up()
        async with database.read() as connection:
            return len((await connection.execute(select(tables.snapshots.c.source_id))).all())

    clock.now = read_at + timedelta(days=29, hours=22)
    assert await kept() == 1
    clock.now = read_at + timedelta(days=29, hours=23, seconds=1)
    assert await kept() == 0


async def test_posts_read_everybody_also_while_a_page_is_open(
    readings: Readings, rolls: Rolls, channel: Channel, clock: HandClock, google: GoogleSandbox
) -> None:
    await look(readings)
    channel.leave(channel.members[0].channel_id)
    clock.now += EVERY
    google.requests.clear()
    assert (await rolls.for_guild(SERVER, Occasion.POST, PAYER)).total == 1
    asked = [dict(one.query)["mode"] for one in google.requests if one.path.endswith("/members")]
    assert asked == ["all_current"]
    assert (await look(readings)).total == 1, "what a post has read is shown by the page"


class Patrons:
    """A reader that counts how often it is asked."""

    def __init__(self, clock: HandClock, size: int = 1) -> None:
        self.asked = 0
        self._clock = clock
        self._size = size

    async def read(self, source: Source, payer: Payer) -> SourceList:  # noqa: ARG002 (a reader's signature)
        self.asked += 1
        people = tuple(Entry(f"patreon:{one}", f"Patron {one}", "1", 1, None) for one in range(self._size))
        return SourceList((Level("1", source.settings),), people, self._clock())


@pytest.mark.parametrize(("size", "asked"), [(1, 8), (10_000, 2)])
async def test_patreon_is_asked_every_quarter_of_an_hour_at_most(
    source: Source, snapshots: Snapshots, clock: HandClock, size: int, asked: int
) -> None:
    patrons = Patrons(clock, size)
    reader = SparinglyRead(patrons, snapshots, clock)
    for _ in range(int(timedelta(hours=2) / EVERY)):
        people = await reader.read(source, PAGE)
        await snapshots.keep(source.id, people)
        assert len(people.entries) == size
        clock.now += EVERY
    assert patrons.asked == asked


async def test_what_an_owner_chose_counts_at_once(source: Source, snapshots: Snapshots, clock: HandClock) -> None:
    reader = SparinglyRead(Patrons(clock), snapshots, clock)
    await snapshots.keep(source.id, await reader.read(source, PAGE))
    clock.pass_time(minutes=1)
    chosen = replace(source, settings='{"trials":true}')
    assert (await reader.read(chosen, PAGE)).levels[0].name == chosen.settings
