"""Posts at once: the same path, with the person waiting for the answer."""

import asyncio
import logging

import pytest

from bot.errors import ChannelPermissionMissing, NoSource, PostUnfinished, TryLater
from tests.schedule.stage import TEMPLATE, FragileDatabase, Stage, roll_of


async def test_post_by_hand_returns_its_messages(stage: Stage) -> None:
    messages = await stage.poster().post_now(stage.guild_id, stage.channel.id, TEMPLATE, stage.creator)
    assert [message.id for message in messages] == [message.id for message in stage.posted]
    assert messages[0].jump_url.endswith(f"/{stage.guild_id}/{stage.channel.id}/{stage.posted[0].id}")


async def test_twelve_hundred_names_arrive(stage: Stage) -> None:
    stage.roll = roll_of(1200)
    await stage.poster().post_now(stage.guild_id, stage.channel.id, TEMPLATE, stage.creator)
    files = [file.content.decode() for message in stage.posted for file in message.attachments]
    text = "\n".join([message.text for message in stage.posted] + files)
    assert all(f"Supporter {number:04}" in text for number in range(1200))


async def test_only_the_first_message_of_a_post_makes_a_sound(stage: Stage) -> None:
    await stage.poster().post_now(stage.guild_id, stage.channel.id, TEMPLATE, stage.creator)
    suppress_notifications = 1 << 12
    assert [bool(message.flags & suppress_notifications) for message in stage.posted] == [
        number > 0 for number in range(len(stage.posted))
    ]


@pytest.mark.parametrize("trouble", [NoSource(), TryLater("YouTube")])
async def test_roll_that_cannot_be_read_is_an_answer_and_nothing_is_posted_later(
    stage: Stage, trouble: NoSource | TryLater
) -> None:
    poster = stage.poster()
    stage.trouble = trouble
    with pytest.raises(type(trouble)):
        await poster.post_now(stage.guild_id, stage.channel.id, TEMPLATE, stage.creator)
    stage.trouble = None
    stage.clock.pass_time(hours=1)
    await stage.work(poster)
    assert stage.posted == []
    assert stage.notices == []


async def test_refused_channel_is_named(stage: Stage) -> None:
    channel = stage.discord.channel("announcements")
    with pytest.raises(ChannelPermissionMissing, match="Send Messages"):
        await stage.poster().post_now(stage.guild_id, channel.id, TEMPLATE, stage.creator)
    assert stage.notices == []


async def test_post_that_breaks_off_finishes_by_itself(stage: Stage) -> None:
    poster = stage.poster()
    stage.discord.fail_next("POST", "/messages", 503, after_accepting=True)
    with pytest.raises(PostUnfinished):
        await poster.post_now(stage.guild_id, stage.channel.id, TEMPLATE, stage.creator)
    stage.clock.pass_time(minutes=20)
    await stage.work(poster)
    numbers = [footer.rpartition(" · ")[2] for footer in stage.footers]
    assert numbers == [f"part {number} of {len(numbers)}" for number in range(1, len(numbers) + 1)]


async def test_post_by_hand_lost_in_a_crash_before_sending_is_told_and_not_posted(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    dying = stage.poster(FragileDatabase(stage.database, 2))
    with pytest.raises(Exception):  # noqa: B017, PT011 (the process dies; how is not the point)
        await dying.post_now(stage.guild_id, stage.channel.id, TEMPLATE, stage.creator)
    fresh = stage.poster()
    await fresh.take_over()
    await stage.work(fresh)
    assert stage.posted == []
    assert "use `/credits post` again" in stage.notices[0].text


async def test_cancelled_command_does_not_leave_half_a_post(stage: Stage) -> None:
    poster = stage.poster()
    command = asyncio.create_task(poster.post_now(stage.guild_id, stage.channel.id, TEMPLATE, stage.creator))
    await stage.first_message()
    command.cancel()
    await poster.idle()
    assert await stage.ledger() == [("posted", "")]


async def test_preview_posts_nothing(stage: Stage) -> None:
    assert await stage.poster().preview(stage.guild_id, TEMPLATE, stage.creator)
    assert stage.posted == []
