"""A server's roll: complete, grouped, in order, or not at all."""

import pytest

from bot.errors import MembersAccessNotGranted, MembersNotEnabled, NoSource, TryLater
from bot.store import links
from bot.store.database import Database
from bot.supporters.roll import Occasion
from bot.supporters.rolls import Rolls
from bot.supporters.sources import Sources
from bot.youtube.payer import Payer
from bot.youtube.quota import Quota
from sandbox.google import GoogleSandbox
from tests.support.clock import HandClock
from tests.supporters.conftest import CREATOR, MALLORY, PAYER, SERVER, link_row


async def test_one_creators_members_stand_by_level_longest_first(
    sources: Sources, rolls: Rolls, google: GoogleSandbox, clock: HandClock
) -> None:
    await sources.add(SERVER, "creator", CREATOR)
    roll = await rolls.for_guild(SERVER, Occasion.POST, PAYER)
    assert [group.level for group in roll.groups] == ["Royal Box", "Balcony", "Stalls"]
    assert (roll.total, roll.creators, roll.as_of) == (1200, ("creator",), clock())
    channel = google.person("creator").channel
    assert channel is not None
    for group in roll.groups:
        assert [one.months for one in group.names] == sorted((one.months for one in group.names), reverse=True)
        expected = [member.name for member in channel.members if member.level.name == group.level]
        assert sorted(one.name for one in group.names) == sorted(expected)


async def test_levels_of_two_creators_stay_apart_under_the_same_name(
    sources: Sources, rolls: Rolls, clock: HandClock
) -> None:
    await sources.add(SERVER, "mallory", MALLORY)
    clock.pass_time(minutes=1)
    await sources.add(SERVER, "creator", CREATOR)
    roll = await rolls.for_guild(SERVER, Occasion.POST, PAYER)
    assert [group.level for group in roll.groups] == [
        "Stalls (mallory)",
        "Royal Box",
        "Balcony",
        "Stalls (creator)",
    ]
    assert [one.name for one in roll.groups[0].names] == ["Alice", "Bob"]
    assert roll.creators == ("mallory", "creator")


async def test_a_channel_that_two_people_linked_is_thanked_once(
    sources: Sources, rolls: Rolls, database: Database, clock: HandClock
) -> None:
    async with database.write() as connection:
        await links.add(connection, link_row("creator", MALLORY, clock, link_id="again"))
    await sources.add(SERVER, "creator", CREATOR)
    await sources.add(SERVER, "mallory", MALLORY)
    await sources.add(SERVER, "again", MALLORY)
    roll = await rolls.for_guild(SERVER, Occasion.POST, PAYER)
    assert sorted(roll.creators) == ["creator", "mallory"]
    assert roll.total == 1202


async def test_without_a_source_the_next_step_is_offered(rolls: Rolls) -> None:
    with pytest.raises(NoSource):
        await rolls.for_guild(SERVER, Occasion.POST, PAYER)


async def test_one_failing_source_stops_the_roll_with_its_own_words(
    sources: Sources, rolls: Rolls, google: GoogleSandbox
) -> None:
    await sources.add(SERVER, "creator", CREATOR)
    await sources.add(SERVER, "mallory", MALLORY)
    channel = google.person("mallory").channel
    assert channel is not None
    channel.levels = ()
    with pytest.raises(MembersNotEnabled, match="mallory"):
        await rolls.for_guild(SERVER, Occasion.POST, PAYER)


async def test_google_being_down_loses_nothing(sources: Sources, rolls: Rolls, google: GoogleSandbox) -> None:
    await sources.add(SERVER, "creator", CREATOR)
    google.faults.fail_next("membershipsLevels", 503, times=3)
    with pytest.raises(TryLater):
        await rolls.for_guild(SERVER, Occasion.POST, PAYER)
    assert (await rolls.for_guild(SERVER, Occasion.POST, PAYER)).total == 1200


async def test_a_creator_without_members_gives_an_empty_roll(
    sources: Sources, rolls: Rolls, google: GoogleSandbox
) -> None:
    channel = google.person("mallory").channel
    assert channel is not None
    channel.members.clear()
    await sources.add(SERVER, "mallory", MALLORY)
    roll = await rolls.for_guild(SERVER, Occasion.POST, PAYER)
    assert (roll.groups, roll.total, roll.creators) == ((), 0, ("mallory",))


async def test_what_runs_by_itself_counts_for_each_owner_of_a_link(
    sources: Sources, rolls: Rolls, quota: Quota
) -> None:
    await sources.add(SERVER, "creator", CREATOR)
    await sources.add(SERVER, "mallory", MALLORY)
    await rolls.for_guild(SERVER, Occasion.POST, Payer.scheduled(SERVER))
    # Two units a thousand members, and one for the levels.
    owners = [quota.spent(f"background/user/{owner}") for owner in (CREATOR, MALLORY)]
    assert owners == [5, 3]
    assert quota.spent("background") == quota.spent(f"server/{SERVER}") == sum(owners)


async def test_where_google_refuses_later_the_last_list_stands_in(
    sources: Sources, rolls: Rolls, google: GoogleSandbox, clock: HandClock
) -> None:
    await sources.add(SERVER, "creator", CREATOR)
    read = await rolls.for_guild(SERVER, Occasion.POST, PAYER)
    google.members_access = False
    clock.pass_time(minutes=10)
    roll = await rolls.for_guild(SERVER, Occasion.POST, PAYER)
    assert (roll.total, [one.as_of for one in roll.earlier]) == (1200, [read.as_of])


async def test_where_google_refuses_and_no_list_was_read_it_is_said(
    sources: Sources, rolls: Rolls, google: GoogleSandbox
) -> None:
    await sources.add(SERVER, "creator", CREATOR)
    google.members_access = False
    with pytest.raises(MembersAccessNotGranted):
        await rolls.for_guild(SERVER, Occasion.POST, PAYER)
