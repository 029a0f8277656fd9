"""A creator's members and levels."""

from datetime import timedelta

import pytest

from bot.errors import AccessMissing, MembersAccessNotGranted, MembersNotEnabled
from bot.youtube.client import YouTube
from bot.youtube.levels import Level, highest_first
from bot.youtube.members import Members
from sandbox.google import GoogleSandbox
from sandbox.google.model import Channel
from tests.sandbox.google.helpers import MEMBERS, READ
from tests.support.clock import HandClock
from tests.youtube.helpers import ALICE, Link

STALLS, BALCONY, BOX = (Level(name, name.title()) for name in ("stalls", "balcony", "box"))


@pytest.fixture
async def members(youtube: YouTube, link: Link, clock: HandClock) -> Members:
    return Members(youtube, await link("creator", MEMBERS, READ), clock)


@pytest.fixture
def channel(google: GoogleSandbox) -> Channel:
    channel = google.person("creator").channel
    assert channel is not None
    return channel


async def test_every_member_is_read_with_level_and_months(members: Members, channel: Channel, clock: HandClock) -> None:
    roster = await members.read("c", "The Creator", ALICE)
    assert [level.name for level in roster.levels] == ["Royal Box", "Balcony", "Stalls"]
    assert roster.as_of == clock()
    assert [
        (one.channel_id, one.name, one.level_id, one.level, one.months, one.level_months) for one in roster.members
    ] == [
        (one.channel_id, one.name, one.level.id, one.level.name, one.months, one.stays[-1].months)
        for one in channel.members
    ]
    first, real = roster.members[0], channel.members[0]
    assert first.since == real.since.replace(microsecond=0)
    assert first.level_since == real.stays[-1].since.replace(microsecond=0)


async def test_a_forgotten_roster_is_read_anew(members: Members, channel: Channel) -> None:
    before = await members.read("c", "The Creator", ALICE)
    channel.leave(channel.members[0].channel_id)
    assert await members.read("c", "The Creator", ALICE) is before
    members.forget("c")
    assert len((await members.read("c", "The Creator", ALICE)).members) == 1199


async def test_a_level_that_was_just_taken_away_still_has_its_members(members: Members, channel: Channel) -> None:
    channel.levels = channel.levels[:-1]
    roster = await members.read("c", "The Creator", ALICE)
    assert [level.name for level in roster.levels] == ["Royal Box", "Balcony", "Stalls"]
    assert any(one.level == "Royal Box" for one in roster.members)


async def test_members_and_levels_cost_five_units(google: GoogleSandbox, members: Members) -> None:
    left = google.quota_left
    await members.read("c", "The Creator", ALICE)
    await members.read("c", "The Creator", ALICE)
    assert left - google.quota_left == 2 + 2 + 1


async def test_a_page_token_that_expires_on_the_way_restarts_the_list(
    youtube: YouTube, link: Link, clock: HandClock
) -> None:
    tokens = await link("creator", MEMBERS, READ)
    told: list[int] = []

    async def an_hour_passes_once(read: int, total: int) -> None:
        told.append(read)
        if len(told) == 1:
            clock.now += timedelta(minutes=61)
            tokens.tokens = (await link("creator", MEMBERS, READ)).tokens

    roster = await Members(youtube, tokens, clock).read("c", "The Creator", ALICE, progress=an_hour_passes_once)
    assert len(roster.members) == 1200
    assert told == [1000, 1000, 1200]


async def test_somebody_who_joins_meanwhile_is_nobody_twice(
    google: GoogleSandbox, members: Members, channel: Channel, clock: HandClock
) -> None:
    async def join(read: int, total: int) -> None:
        if read == 1000:
            channel.join("Newcomer", level=channel.levels[0], at=clock())

    roster = await members.read("c", "The Creator", ALICE, progress=join)
    assert len({one.channel_id for one in roster.members}) == len(roster.members) == 1200


async def test_a_channel_without_memberships_is_named(youtube: YouTube, link: Link, clock: HandClock) -> None:
    members = Members(youtube, await link("alice", MEMBERS, READ), clock)
    with pytest.raises(MembersNotEnabled, match=r"Al\\\*ice"):
        await members.read("a", "Al*ice", ALICE)


async def test_a_project_without_access_is_told_apart(google: GoogleSandbox, members: Members) -> None:
    google.members_access = False
    with pytest.raises(MembersAccessNotGranted):
        await members.read("c", "The Creator", ALICE)


async def test_a_missing_permission_is_named(youtube: YouTube, link: Link, clock: HandClock) -> None:
    members = Members(youtube, await link("creator", READ), clock)
    with pytest.raises(AccessMissing) as missing:
        await members.read("c", "The Creator", ALICE)
    assert missing.value.access == "creator"


async def test_a_channel_that_nobody_joined_yet_has_levels_alone(members: Members, channel: Channel) -> None:
    channel.members.clear()
    roster = await members.read("c", "The Creator", ALICE)
    assert roster.members == ()
    assert [level.name for level in roster.levels] == ["Royal Box", "Balcony", "Stalls"]


def test_levels_are_ordered_by_what_members_can_use_whatever_the_apis_order() -> None:
    reaches = [("stalls", ("stalls",)), ("box", ("balcony", "box", "stalls")), ("balcony", ("stalls", "balcony"))]
    for listed in ([BOX, STALLS, BALCONY], [BALCONY, BOX, STALLS], [STALLS, BALCONY, BOX]):
        assert highest_first(listed, reaches) == (BOX, BALCONY, STALLS)


def test_a_level_nobody_pays_for_stands_below_the_one_that_includes_it() -> None:
    reaches = [("stalls", ("stalls",)), ("box", ("balcony", "box", "stalls"))]
    for listed in ([BALCONY, BOX, STALLS], [STALLS, BOX, BALCONY]):
        assert highest_first(listed, reaches) == (BOX, BALCONY, STALLS)


def test_a_level_nobody_has_reached_is_the_highest() -> None:
    assert highest_first([STALLS, BOX, BALCONY], [("balcony", ("stalls", "balcony"))]) == (BOX, BALCONY, STALLS)


def test_without_members_the_first_level_listed_is_the_lowest() -> None:
    assert highest_first([STALLS, BALCONY, BOX], []) == (BOX, BALCONY, STALLS)
