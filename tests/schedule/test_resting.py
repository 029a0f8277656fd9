"""Schedules whose names cannot be read until somebody links a channel again: they rest, and go on by themselves."""

from bot.errors import GrantAccess, SourceUnavailable, TryLater
from bot.schedule.claims import MOST_TRIES
from bot.supporters.roll import Occasion
from tests.schedule.stage import Stage

OTHER = 4711


async def test_it_rests_with_one_notice_and_goes_on_by_itself(stage: Stage) -> None:
    schedule = await stage.schedule()
    poster = stage.poster()
    unavailable = SourceUnavailable("The Creator", OTHER)
    stage.trouble = unavailable
    for _ in range(4):
        stage.clock.pass_time(days=7)
        await stage.work(poster)
    resting = await stage.schedules.get(schedule.id, stage.guild_id)
    assert (resting.status, resting.problem) == ("active", f"The latest post did not appear. {unavailable.message}")
    assert await stage.ledger() == [("stopped", unavailable.message)] * 4
    [notice] = stage.notices
    assert notice.user_id == stage.creator
    assert f"<@{OTHER}> links that channel again" in notice.text
    assert "goes on by itself" in notice.text
    assert notice.action is None
    stage.trouble = None
    stage.clock.pass_time(days=7)
    await stage.work(poster)
    assert stage.posted
    assert (await stage.schedules.get(schedule.id, stage.guild_id)).problem == ""
    stage.trouble = unavailable
    stage.clock.pass_time(days=7)
    await stage.work(poster)
    assert len(stage.notices) == 2


async def test_whoever_made_the_schedule_and_owns_the_channel_gets_the_button(stage: Stage) -> None:
    await stage.schedule()
    stage.trouble = SourceUnavailable("The Creator", stage.creator)
    stage.clock.pass_time(days=7)
    await stage.work(stage.poster())
    assert stage.notices[0].action == GrantAccess("creator")


async def test_only_the_last_try_may_take_an_earlier_list_for_want_of_an_answer(stage: Stage) -> None:
    await stage.schedule()
    poster = stage.poster()
    stage.trouble = TryLater("YouTube")
    for _ in range(MOST_TRIES + 5):
        await stage.work(poster)
        stage.clock.pass_time(minutes=31)
    assert stage.occasions == [Occasion.POST] * (MOST_TRIES - 1) + [Occasion.LAST_TRY]


async def test_a_preview_is_read_as_one(stage: Stage) -> None:
    await stage.poster().preview(stage.guild_id, "levels", stage.creator)
    assert stage.occasions == [Occasion.PREVIEW]
