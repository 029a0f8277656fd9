"""Posts that cannot appear: tried again, or stopped with the owner told once."""

from datetime import timedelta

import pytest
from discord.http import Route
from sqlalchemy import update

from bot.errors import AccessMissing, GrantAccess, NoSource, QuotaSpent, TryLater, UserError
from bot.store import tables
from tests.schedule.stage import Stage


async def due(stage: Stage, when: str = "every monday at 18:00", channel: str = "credits") -> str:
    schedule = await stage.schedule(when, channel)
    stage.clock.pass_time(seconds=31)
    return schedule.id


async def test_history_that_cannot_be_read_stops_the_post_and_tells_the_owner(stage: Stage) -> None:
    schedule_id = await due(stage)
    poster = stage.poster()
    stage.discord.fail_next("POST", "/messages", 503, after_accepting=True)
    await stage.work(poster)
    stage.channel.deny("read_message_history")
    stage.clock.pass_time(minutes=10)
    await stage.work(poster)
    stage.channel.allow("read_message_history")
    stage.clock.pass_time(hours=2)
    await stage.work(poster)
    assert len(stage.posted) == 1
    assert [status for status, _ in await stage.ledger()] == ["stopped"]
    [notice] = stage.notices
    assert notice.user_id == stage.creator
    assert "stopped half-way" in notice.text
    assert "Read Message History" in notice.text
    assert (await stage.schedules.get(schedule_id, stage.guild_id)).status == "paused"


async def test_channel_where_the_bot_may_not_write_pauses_the_schedule_and_names_the_permission(stage: Stage) -> None:
    schedule_id = await due(stage, channel="announcements")
    poster = stage.poster()
    await stage.work(poster)
    schedule = await stage.schedules.get(schedule_id, stage.guild_id)
    assert schedule.status == "paused"
    assert "**Send Messages**" in schedule.problem
    [notice] = stage.notices
    assert f"<#{schedule.channel_id}>" in notice.text
    assert "/credits resume" in notice.text
    stage.clock.pass_time(days=14)
    await stage.work(poster)
    assert len(stage.notices) == 1


async def test_deleted_channel_pauses_the_schedule(stage: Stage) -> None:
    schedule_id = await due(stage)
    stage.channel.delete()
    await stage.work(stage.poster())
    assert "channel is gone" in (await stage.schedules.get(schedule_id, stage.guild_id)).problem
    assert len(stage.notices) == 1


@pytest.mark.parametrize("trouble", [AccessMissing("creator", "The Creator"), NoSource()])
async def test_roll_that_somebody_must_mend_pauses_the_schedule_with_the_next_step(
    stage: Stage, trouble: UserError
) -> None:
    schedule_id = await due(stage)
    stage.trouble = trouble
    await stage.work(stage.poster())
    schedule = await stage.schedules.get(schedule_id, stage.guild_id)
    assert (schedule.status, schedule.problem) == ("paused", trouble.message)
    [notice] = stage.notices
    assert notice.action == GrantAccess("creator")
    assert trouble.message in notice.text
    stage.trouble = None
    assert (await stage.schedules.resume(schedule_id, stage.guild_id, by=1)).problem == ""
    stage.clock.pass_time(days=7)
    await stage.work(stage.poster())
    assert stage.posted


async def test_roll_that_cannot_be_read_for_now_is_posted_late(stage: Stage) -> None:
    schedule_id = await due(stage)
    poster = stage.poster()
    stage.trouble = TryLater("YouTube")
    for _ in range(4):
        await stage.work(poster)
        stage.clock.pass_time(minutes=3)
    stage.trouble = None
    await stage.work(poster)
    assert all("was due 23 Nov 2026, 18:00 CET" in footer for footer in stage.footers)
    assert stage.footers
    assert stage.notices == []
    assert (await stage.schedules.get(schedule_id, stage.guild_id)).problem == ""


async def test_post_waits_while_discord_cannot_be_reached(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await due(stage)
    poster = stage.poster()
    with monkeypatch.context() as broken:
        broken.setattr(Route, "BASE", "http://127.0.0.1:1/api/v10")
        await stage.work(poster)
    assert await stage.ledger() == [("sending", "Discord did not answer properly.")]
    stage.clock.pass_time(minutes=1)
    await stage.work(poster)
    assert await stage.ledger() == [("posted", "")]


async def test_tries_are_spaced_out(stage: Stage) -> None:
    await due(stage)
    poster = stage.poster()
    stage.trouble = TryLater("YouTube")
    for _ in range(60):
        await stage.work(poster)
        stage.clock.pass_time(seconds=10)
    assert 3 <= len(stage.occasions) <= 7


async def test_post_given_up_after_hours_is_told_once_and_the_schedule_goes_on(stage: Stage) -> None:
    schedule_id = await due(stage)
    poster = stage.poster()
    stage.trouble = TryLater("YouTube")
    for _ in range(30):
        await stage.work(poster)
        stage.clock.pass_time(minutes=31)
    [notice] = stage.notices
    assert "YouTube did not answer properly" in notice.text
    schedule = await stage.schedules.get(schedule_id, stage.guild_id)
    assert (schedule.status, schedule.problem) == ("active", "YouTube did not answer properly.")
    stage.trouble = None
    stage.clock.pass_time(days=7)
    await stage.work(poster)
    assert (await stage.schedules.get(schedule_id, stage.guild_id)).problem == ""


async def test_outage_of_a_frequent_schedule_is_told_once_until_a_post_works(stage: Stage) -> None:
    await due(stage, "every minute")
    poster = stage.poster()
    for _ in range(2):
        stage.trouble = TryLater("YouTube")
        for _ in range(10):
            await stage.work(poster)
            stage.clock.pass_time(minutes=1)
        stage.trouble = None
        stage.clock.pass_time(minutes=1)
        await stage.work(poster)
    assert len(stage.notices) == 2
    assert [status for status, _ in await stage.ledger()].count("posted") == 2


async def test_spent_quota_is_tried_again_when_it_resets(stage: Stage) -> None:
    await due(stage)
    poster = stage.poster()
    stage.trouble = QuotaSpent(stage.clock() + timedelta(hours=9))
    await stage.work(poster)
    stage.trouble = None
    stage.clock.pass_time(hours=8)
    await stage.work(poster)
    assert stage.posted == []
    stage.clock.pass_time(hours=1, minutes=1)
    await stage.work(poster)
    assert stage.posted


async def test_paused_schedule_drops_the_post_that_waits(stage: Stage) -> None:
    schedule_id = await due(stage)
    poster = stage.poster()
    stage.trouble = TryLater("YouTube")
    await stage.work(poster)
    await stage.schedules.pause(schedule_id, stage.guild_id)
    stage.trouble = None
    stage.clock.pass_time(hours=1)
    await stage.work(poster)
    assert stage.posted == []


async def test_deleted_schedule_still_finishes_the_post_that_is_half_way(stage: Stage) -> None:
    schedule_id = await due(stage)
    poster = stage.poster()
    stage.discord.fail_next("POST", "/messages", 503, after_accepting=True)
    await stage.work(poster)
    await stage.schedules.delete(schedule_id, stage.guild_id)
    stage.clock.pass_time(minutes=1)
    await stage.work(poster)
    assert len(stage.posted) > 1
    assert await stage.ledger() == [("posted", "")]


async def test_zone_that_no_longer_exists_pauses_the_schedule(stage: Stage) -> None:
    schedule_id = await due(stage)
    async with stage.database.write() as connection:
        await connection.execute(update(tables.schedules).values(timezone="Mars/Olympus"))
    await stage.work(stage.poster())
    assert "Mars/Olympus" in (await stage.schedules.get(schedule_id, stage.guild_id)).problem
    assert len(stage.notices) == 1
