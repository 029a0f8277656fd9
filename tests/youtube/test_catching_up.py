"""Members for whoever asks all day: read whole now and then, and by updates in between."""

import asyncio
from datetime import timedelta
from math import ceil

import pytest

from bot.credits.readings import EVERY
from bot.errors import MembersAccessNotGranted, QuotaSpent, TryLater
from bot.youtube.client import YouTube
from bot.youtube.following import whole_lasts
from bot.youtube.members import Members
from bot.youtube.payer import Payer
from bot.youtube.quota import Quota
from bot.youtube.roster import Member, Roster
from sandbox.google import GoogleSandbox
from sandbox.google import model as theirs
from tests.sandbox.google.helpers import MEMBERS, READ
from tests.support.clock import HandClock
from tests.youtube.helpers import ALICE, Link, Tokens, until_refused

PAGE = Payer.scheduled(1000)


@pytest.fixture
async def tokens(link: Link) -> Tokens:
    return await link("creator", MEMBERS, READ)


@pytest.fixture
def members(youtube: YouTube, tokens: Tokens, clock: HandClock) -> Members:
    return Members(youtube, tokens, clock)


@pytest.fixture
def channel(google: GoogleSandbox) -> theirs.Channel:
    channel = google.person("creator").channel
    assert channel is not None
    return channel


async def caught_up(members: Members) -> Roster:
    return await members.catch_up("c", "The Creator", PAGE)


def modes(google: GoogleSandbox) -> list[str]:
    """Return the modes in which members were asked for, and forget them."""
    asked = [dict(one.query)["mode"] for one in google.requests if one.path.endswith("/members")]
    google.requests.clear()
    return asked


def found(roster: Roster, channel_id: str) -> Member | None:
    return next((one for one in roster.members if one.channel_id == channel_id), None)


async def test_who_joins_is_there_after_one_interval_for_two_units(
    google: GoogleSandbox, members: Members, channel: theirs.Channel, clock: HandClock
) -> None:
    before = await caught_up(members)
    assert modes(google) == ["updates", "all_current", "all_current"]
    clock.pass_time(minutes=1)
    newcomer = channel.join("Newcomer", level=channel.levels[1], at=clock())
    left = google.quota_left
    clock.now += EVERY
    after = await caught_up(members)
    assert left - google.quota_left == 2
    assert after.members[0].channel_id == newcomer.channel_id
    assert (after.members[0].name, after.members[0].level) == ("Newcomer", "Balcony")
    assert after.members[1:] == before.members
    assert modes(google) == ["updates"]


async def test_without_news_the_list_is_the_same(members: Members, clock: HandClock) -> None:
    before = await caught_up(members)
    clock.now += EVERY
    assert await caught_up(members) is before


async def test_who_moves_up_moves(members: Members, channel: theirs.Channel, clock: HandClock) -> None:
    person = next(one for one in channel.members if one.level == channel.levels[0])
    before = await caught_up(members)
    channel.move_up(person.channel_id, level=channel.levels[2], at=clock())
    clock.now += EVERY
    after = await caught_up(members)
    now = found(after, person.channel_id)
    assert now
    assert (now.level, now.months) == ("Royal Box", person.months)
    assert [one.channel_id for one in after.members] == [one.channel_id for one in before.members]


async def test_who_left_is_gone_after_the_next_whole_reading(
    google: GoogleSandbox, members: Members, channel: theirs.Channel, clock: HandClock, link: Link, tokens: Tokens
) -> None:
    await caught_up(members)
    gone = channel.members[0].channel_id
    channel.leave(gone)
    for _ in range(int(whole_lasts(1200) / EVERY)):
        clock.now += EVERY
        tokens.tokens = (await link("creator", MEMBERS, READ)).tokens
        assert found(await caught_up(members), gone)
    modes(google)
    clock.now += EVERY
    tokens.tokens = (await link("creator", MEMBERS, READ)).tokens
    assert not found(await caught_up(members), gone)
    assert modes(google) == ["updates", "all_current", "all_current"]


async def test_a_whole_reading_for_anybody_counts_for_those_who_are_caught_up(
    google: GoogleSandbox, members: Members, channel: theirs.Channel, clock: HandClock
) -> None:
    await caught_up(members)
    gone = channel.members[0].channel_id
    channel.leave(gone)
    clock.now += EVERY
    await members.read("c", "The Creator", ALICE)
    newcomer = channel.join("Newcomer", level=channel.levels[0], at=clock())
    clock.now += EVERY
    modes(google)
    after = await caught_up(members)
    assert modes(google) == ["updates"]
    assert not found(after, gone)
    assert found(after, newcomer.channel_id)


async def test_who_joins_during_a_reading_for_somebody_else_is_not_lost(
    google: GoogleSandbox, members: Members, channel: theirs.Channel, clock: HandClock
) -> None:
    await caught_up(members)
    clock.now += EVERY

    async def somebody_joins_and_the_page_asks(read: int, total: int) -> None:
        if read == 1000:
            channel.join("Newcomer", level=channel.levels[0], at=clock())
            clock.pass_time(seconds=1)
            assert (await caught_up(members)).members[0].name == "Newcomer"

    whole = await members.read("c", "The Creator", ALICE, progress=somebody_joins_and_the_page_asks)
    assert all(one.name != "Newcomer" for one in whole.members)
    clock.now += EVERY
    assert (await caught_up(members)).members[0].name == "Newcomer"


async def test_an_expired_token_leads_to_a_whole_reading(
    google: GoogleSandbox, members: Members, channel: theirs.Channel, clock: HandClock
) -> None:
    await caught_up(members)
    gone = channel.members[0].channel_id
    channel.leave(gone)
    channel.join("Newcomer", level=channel.levels[0], at=clock())
    clock.now += EVERY
    google.faults.fail_next("members", 400, "invalidPageToken")
    modes(google)
    after = await caught_up(members)
    assert modes(google) == ["updates", "updates", "all_current", "all_current"]
    assert (after.members[0].name, found(after, gone)) == ("Newcomer", None)
    clock.now += EVERY
    await caught_up(members)
    assert modes(google) == ["updates"]


async def test_what_fails_after_an_expired_token_does_not_ask_with_it_again(
    google: GoogleSandbox, members: Members, clock: HandClock
) -> None:
    await caught_up(members)
    clock.now += EVERY
    google.faults.fail_next("members", 400, "invalidPageToken")
    google.faults.fail_next("members", 403, "forbidden")
    with pytest.raises(MembersAccessNotGranted):
        await caught_up(members)
    modes(google)
    await caught_up(members)
    assert modes(google) == ["updates", "all_current", "all_current"]


async def test_a_token_is_never_used_with_another_mode(
    google: GoogleSandbox, members: Members, channel: theirs.Channel, clock: HandClock
) -> None:
    for number in range(4):
        await caught_up(members)
        channel.join(f"Newcomer {number}", level=channel.levels[0], at=clock())
        clock.now += EVERY
        await members.read("c", "The Creator", ALICE)
        clock.now += EVERY
    asked = [dict(one.query) for one in google.requests if one.path.endswith("/members")]
    carried = {mode: {one["pageToken"] for one in asked if one["mode"] == mode and "pageToken" in one}
               for mode in ("updates", "all_current")}  # fmt: skip
    assert all(carried.values())
    assert not carried["updates"] & carried["all_current"]
    assert all(one.status == 200 for one in google.requests if one.path.startswith("/youtube"))


async def test_a_failing_call_loses_nobody(
    google: GoogleSandbox, members: Members, channel: theirs.Channel, clock: HandClock
) -> None:
    await caught_up(members)
    channel.join("Newcomer", level=channel.levels[0], at=clock())
    clock.now += EVERY
    google.faults.fail_next("members", 503, times=10)
    with pytest.raises(TryLater):
        await caught_up(members)
    google.faults.clear()
    clock.now += EVERY
    modes(google)
    assert (await caught_up(members)).members[0].name == "Newcomer"
    assert modes(google) == ["updates"]


async def test_a_spent_share_asks_nothing(
    google: GoogleSandbox, members: Members, clock: HandClock, quota: Quota
) -> None:
    await caught_up(members)
    clock.now += EVERY
    until_refused(quota, "youtube.members.list", PAGE)
    modes(google)
    with pytest.raises(QuotaSpent):
        await caught_up(members)
    assert modes(google) == []


async def test_more_news_than_one_page_holds_are_all_read(
    google: GoogleSandbox, members: Members, channel: theirs.Channel, clock: HandClock
) -> None:
    await caught_up(members)
    for number in range(2000):
        channel.join(f"Newcomer {number}", level=channel.levels[0], at=clock())
    clock.now += EVERY
    modes(google)
    assert len((await caught_up(members)).members) == 3200
    assert modes(google) == ["updates"] * 3


async def test_the_first_at_a_level_makes_everybody_be_read(
    google: GoogleSandbox, members: Members, channel: theirs.Channel, clock: HandClock
) -> None:
    await caught_up(members)
    channel.levels = (*channel.levels, theirs.Level("new", "The Gods"))
    channel.join("Newcomer", level=channel.levels[-1], at=clock())
    clock.now += EVERY
    modes(google)
    after = await caught_up(members)
    assert modes(google) == ["updates", "updates", "all_current", "all_current"]
    assert (after.levels[0].name, after.members[0].level) == ("The Gods", "The Gods")


async def test_a_forgotten_link_is_not_followed_any_more(
    google: GoogleSandbox, members: Members, clock: HandClock
) -> None:
    await caught_up(members)
    members.forget("c")
    google.faults.delay = 60
    under_way = asyncio.create_task(caught_up(members))
    await google.faults.held()
    members.forget("c")
    google.faults.clear()
    await under_way
    assert members._following.known("c") is None


async def test_what_nobody_asks_for_leaves_memory(members: Members, clock: HandClock) -> None:
    await caught_up(members)
    clock.pass_time(minutes=61)
    members.clean_up()
    assert members._following.known("c") is None
    assert not members._caught_up._kept


async def test_a_bounded_number_is_followed(members: Members) -> None:
    await caught_up(members)
    for number in range(50):
        members._following.of(str(number))
    assert members._following.known("c") is None


def units_a_day(size: int) -> int:
    """Return what a page's first day costs when it is always open: 2 each time, a whole reading 1 and 2 a thousand."""
    units, whole_until, now = 0, timedelta(0), timedelta(0)
    while now < timedelta(days=1):
        units += 2
        if now >= whole_until:
            units += 1 + 2 * ceil(size / 1000)
            whole_until = now + whole_lasts(size)
        now += EVERY
    return units


def test_units_of_a_page_that_is_always_open_hardly_depend_on_the_size() -> None:
    assert {size: units_a_day(size) for size in (1_000, 10_000, 30_000)} == {1_000: 384, 10_000: 444, 30_000: 482}


async def test_a_page_that_is_open_for_a_day_costs_as_much(
    google: GoogleSandbox, members: Members, channel: theirs.Channel, clock: HandClock, link: Link, tokens: Tokens
) -> None:
    del channel.members[1000:]
    for number in range(int(timedelta(days=1) / EVERY)):
        if number % 7 == 0:
            tokens.tokens = (await link("creator", MEMBERS, READ)).tokens
        await caught_up(members)
        clock.now += EVERY
    assert sum(one.cost for one in google.requests if one.path.startswith("/youtube")) == units_a_day(1_000)
