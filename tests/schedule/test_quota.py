"""Posts and the day's quota: who pays, and what is said of a post that waits for a new day."""

from datetime import timedelta

from bot.errors import QuotaKept, QuotaShareSpent
from bot.youtube.payer import Payer
from tests.schedule.stage import TEMPLATE, Stage


async def problem_of(stage: Stage, schedule_id: str) -> str:
    return (await stage.schedules.get(schedule_id, stage.guild_id)).problem


async def test_a_scheduled_post_is_paid_for_by_its_server_and_one_by_hand_by_its_person_too(stage: Stage) -> None:
    await stage.schedule()
    stage.clock.pass_time(seconds=31)
    poster = stage.poster()
    await stage.work(poster)
    await poster.post_now(stage.guild_id, stage.channel.id, TEMPLATE, by=stage.creator)
    await poster.preview(stage.guild_id, TEMPLATE, stage.creator)
    by_hand = Payer.in_server(stage.creator, stage.guild_id)
    assert stage.payers == [Payer.scheduled(stage.guild_id), by_hand, by_hand]


async def test_a_post_that_waits_for_the_quota_says_so_at_its_schedule_until_it_is_posted(stage: Stage) -> None:
    schedule = await stage.schedule()
    stage.clock.pass_time(seconds=31)
    poster = stage.poster()
    stage.trouble = QuotaKept(stage.clock() + timedelta(hours=9))
    await stage.work(poster)
    assert await problem_of(stage, schedule.id) == f"The latest post waits. {stage.trouble.message}"
    assert stage.notices == []
    stage.trouble = None
    stage.clock.pass_time(hours=9, minutes=1)
    await stage.work(poster)
    assert stage.posted
    assert await problem_of(stage, schedule.id) == ""


async def test_an_owner_is_told_once_a_day_of_posts_that_the_quota_replaced(stage: Stage) -> None:
    schedule = await stage.schedule("every 10 minutes")
    poster = stage.poster()
    stage.trouble = QuotaShareSpent("server", stage.clock() + timedelta(hours=9))
    for _ in range(12):
        stage.clock.pass_time(minutes=10)
        await stage.work(poster)
    assert len(stage.notices) == 1
    assert "used its share" in stage.notices[0].text
    assert await problem_of(stage, schedule.id) == stage.trouble.message
    stage.trouble = QuotaShareSpent("server", stage.clock() + timedelta(hours=24))
    for _ in range(3):
        stage.clock.pass_time(minutes=10)
        await stage.work(poster)
    assert len(stage.notices) == 2
