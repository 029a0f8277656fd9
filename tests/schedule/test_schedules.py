"""A schedule's life: drafted, confirmed, paused, resumed, deleted."""

from functools import partial

import discord
import pytest

from bot.errors import BadTimezone, NotYours, TooManySchedules
from bot.schedule.permissions import missing_in_thread, missing_permissions
from bot.schedule.rules import parse_rule
from bot.schedule.schedules import LIMIT, Schedules, next_dates
from bot.store.database import Database
from bot.store.schedules import Schedule
from tests.support.clock import HandClock

GUILD, CHANNEL, CREATOR, OTHER = 11, 22, 33, 44


@pytest.fixture
def schedules(database: Database, clock: HandClock) -> Schedules:
    return Schedules(database, clock)


async def draft(schedules: Schedules, timezone: str = "berlin") -> Schedule:
    return await schedules.draft(
        guild_id=GUILD,
        channel_id=CHANNEL,
        created_by=CREATOR,
        rule=parse_rule("every monday at 18:00"),
        timezone=timezone,
        template="levels",
    )


async def confirmed(schedules: Schedules) -> Schedule:
    return await schedules.confirm((await draft(schedules)).id, guild_id=GUILD, user_id=CREATOR)


async def test_draft_is_nowhere_until_confirmed(schedules: Schedules) -> None:
    drafted = await draft(schedules)
    assert drafted.timezone == "Europe/Berlin"
    assert await schedules.of_guild(GUILD) == []
    with pytest.raises(NotYours):
        await schedules.get(drafted.id, GUILD)
    active = await schedules.confirm(drafted.id, guild_id=GUILD, user_id=CREATOR)
    assert await schedules.of_guild(GUILD) == [active]
    assert active.due_at == next_dates(active, drafted.created_at)[0]


async def test_only_its_creator_confirms_a_schedule(schedules: Schedules) -> None:
    drafted = await draft(schedules)
    with pytest.raises(NotYours):
        await schedules.confirm(drafted.id, guild_id=GUILD, user_id=OTHER)
    with pytest.raises(NotYours):
        await schedules.confirm(drafted.id, guild_id=GUILD + 1, user_id=CREATOR)


async def test_confirming_again_does_not_resume_a_paused_schedule(schedules: Schedules) -> None:
    active = await confirmed(schedules)
    await schedules.pause(active.id, GUILD)
    again = await schedules.confirm(active.id, guild_id=GUILD, user_id=CREATOR)
    assert (again.status, again.due_at) == ("paused", None)


async def test_draft_is_forgotten_after_an_hour(schedules: Schedules, clock: HandClock) -> None:
    drafted, active = await draft(schedules), await confirmed(schedules)
    clock.pass_time(hours=1)
    with pytest.raises(NotYours):
        await schedules.confirm(drafted.id, guild_id=GUILD, user_id=CREATOR)
    await schedules.clean_up()
    with pytest.raises(NotYours):
        await schedules.delete(drafted.id, GUILD)
    assert await schedules.of_guild(GUILD) == [active]


async def test_resumed_schedule_goes_on_from_now(schedules: Schedules, clock: HandClock) -> None:
    active = await confirmed(schedules)
    paused = await schedules.pause(active.id, GUILD)
    assert (paused.status, paused.due_at) == ("paused", None)
    clock.pass_time(days=30)
    resumed = await schedules.resume(active.id, GUILD, by=CREATOR)
    assert resumed.status == "active"
    assert resumed.due_at is not None
    assert resumed.due_at > clock()


async def test_resuming_an_active_schedule_loses_nothing_that_is_due(schedules: Schedules, clock: HandClock) -> None:
    active = await confirmed(schedules)
    clock.pass_time(hours=1)
    assert (await schedules.resume(active.id, GUILD, by=CREATOR)).due_at == active.due_at


async def test_schedules_of_another_server_cannot_be_touched(schedules: Schedules) -> None:
    active = await confirmed(schedules)
    for step in (schedules.get, schedules.pause, partial(schedules.resume, by=CREATOR), schedules.delete):
        with pytest.raises(NotYours):
            await step(active.id, GUILD + 1)
    assert await schedules.of_guild(GUILD) == [active]


async def test_deleted_schedule_is_gone(schedules: Schedules) -> None:
    active = await confirmed(schedules)
    assert await schedules.delete(active.id, GUILD) == active
    assert await schedules.of_guild(GUILD) == []


async def test_server_has_room_for_a_list_of_choices(schedules: Schedules) -> None:
    waiting = await draft(schedules)
    for _ in range(LIMIT):
        await confirmed(schedules)
    with pytest.raises(TooManySchedules):
        await draft(schedules)
    with pytest.raises(TooManySchedules):
        await schedules.confirm(waiting.id, guild_id=GUILD, user_id=CREATOR)


async def test_unknown_zone_is_refused_when_drafting(schedules: Schedules) -> None:
    with pytest.raises(BadTimezone):
        await draft(schedules, "Mars")


def test_missing_permissions_have_the_names_that_discord_shows() -> None:
    some = discord.Permissions(view_channel=True, send_messages=True, embed_links=True)
    assert missing_permissions(some) == ["Attach Files", "Read Message History"]
    assert missing_in_thread(some) == ["Send Messages in Threads", "Attach Files", "Read Message History"]
    assert missing_permissions(discord.Permissions.all()) == []
