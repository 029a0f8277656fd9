"""Posts that others stop: a source is taken away, an account unlinked, or the names grow too old."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import discord
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import NoSource, PostStopped, PostUnfinished
from bot.schedule.poster import Poster
from bot.store import posts
from bot.store.database import Database
from bot.supporters.roll import Occasion, Roll
from bot.supporters.sources import REMOVED
from tests.schedule.stage import TEMPLATE, Stage


async def remove_the_source(stage: Stage) -> None:
    """Do to the posts what removing a source does in its transaction."""
    async with stage.database.write() as connection:
        await posts.stop_unfinished_of(connection, [stage.guild_id], REMOVED, stage.clock())


class MeddledDatabase(Database):
    """A database where, once it is told to, somebody removes a source right before the next write."""

    def __init__(self, database: Database) -> None:
        super().__init__(database._engine)
        self._stage: Stage | None = None

    def meddle(self, stage: Stage) -> None:
        self._stage = stage

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        if self._stage is not None:
            stage, self._stage = self._stage, None
            await remove_the_source(stage)
        async with super().write() as connection:
            yield connection


async def half_way(stage: Stage, poster: Poster) -> None:
    """Let a scheduled post break off after its first message."""
    await stage.schedule("monthly on the 24th at 18:00")
    stage.clock.pass_time(days=1, seconds=31)
    stage.discord.fail_next("POST", "/messages", 503, after_accepting=True)
    await stage.work(poster)


async def wait_long(stage: Stage, poster: Poster) -> None:
    for _ in range(3):
        stage.clock.pass_time(hours=1)
        await stage.work(poster)


def post(stage: Stage, poster: Poster) -> Awaitable[list[discord.PartialMessage]]:
    return poster.post_now(stage.guild_id, stage.channel.id, TEMPLATE, stage.creator)


def interfere(stage: Stage, step: Callable[[], Awaitable[object]]) -> None:
    """Let something happen while the roll is read."""
    read = stage.read_roll

    async def read_roll(guild_id: int, occasion: Occasion) -> Roll:
        await step()
        return await read(guild_id, occasion)

    stage.read_roll = read_roll  # type: ignore[method-assign]  # a source that takes its time


async def test_whoever_made_the_schedule_is_told_once_that_its_post_was_stopped(stage: Stage) -> None:
    poster = stage.poster()
    await half_way(stage, poster)
    await remove_the_source(stage)
    await wait_long(stage, poster)
    assert len(stage.posted) == 1
    assert set(await stage.payloads()) == {b""}
    assert await stage.ledger() == [("stopped", REMOVED)]
    [notice] = stage.notices
    assert notice.user_id == stage.creator
    assert f"stopped half-way: {REMOVED}." in notice.text
    assert "may be in" in notice.text
    assert "The schedule goes on." in notice.text
    assert "Supporter" not in notice.text
    assert "The Creator" not in notice.text


async def test_a_stopped_post_of_which_nothing_was_sent_says_so(stage: Stage) -> None:
    poster = stage.poster()
    await stage.schedule()
    stage.clock.pass_time(seconds=31)
    interfere(stage, lambda: remove_the_source(stage))
    await stage.work(poster)
    assert stage.posted == []
    [notice] = stage.notices
    assert f"were not posted: {REMOVED}." in notice.text
    assert "messages" not in notice.text


async def test_a_notice_that_was_not_given_before_a_restart_is_given_after_it(stage: Stage) -> None:
    await half_way(stage, stage.poster())
    await remove_the_source(stage)
    assert stage.notices == []
    await stage.work(stage.poster())
    assert len(stage.notices) == 1


async def test_two_workers_tell_it_once(stage: Stage) -> None:
    first, second = stage.poster(), stage.poster()
    await half_way(stage, first)
    await remove_the_source(stage)
    await asyncio.gather(stage.work(first), stage.work(second))
    assert len(stage.notices) == 1


async def test_whoever_waits_for_a_post_by_hand_hears_that_it_was_stopped_why_and_how_far(stage: Stage) -> None:
    poster = stage.poster()
    command = asyncio.ensure_future(post(stage, poster))
    await stage.first_message()
    await remove_the_source(stage)
    with pytest.raises(PostStopped) as told:
        await command
    assert f"half-way: {REMOVED}" in told.value.message
    there = len(stage.posted)
    assert f"At least {there} of its" in told.value.message
    assert f"<#{stage.channel.id}>" in told.value.message
    await wait_long(stage, poster)
    assert len(stage.posted) == there
    assert stage.notices == []


async def test_a_post_by_hand_stopped_before_anything_was_sent_says_so(stage: Stage) -> None:
    poster = stage.poster()
    interfere(stage, lambda: remove_the_source(stage))
    with pytest.raises(PostStopped, match="before anything was sent"):
        await post(stage, poster)
    await wait_long(stage, poster)
    assert stage.posted == []
    assert stage.notices == []


async def test_ticks_leave_the_telling_to_the_command_that_waits(stage: Stage) -> None:
    poster = stage.poster()

    async def remove_and_tick() -> None:
        await remove_the_source(stage)
        await poster.tick()

    interfere(stage, remove_and_tick)
    with pytest.raises(PostStopped):
        await post(stage, poster)
    await poster.idle()
    assert stage.notices == []


@pytest.mark.parametrize("after_accepting", [True, False])
async def test_a_post_by_hand_that_discord_broke_off_and_others_stopped_promises_no_rest(
    stage: Stage, after_accepting: bool
) -> None:
    database = MeddledDatabase(stage.database)
    poster = stage.poster(database)
    stage.discord.fail_next("POST", "/messages", 503, after_accepting=after_accepting)
    stage.discord.listeners.append(lambda exchange: database.meddle(stage) if exchange.status == 503 else None)
    with pytest.raises(PostStopped, match=REMOVED):
        await post(stage, poster)
    await wait_long(stage, poster)
    assert stage.notices == []


async def test_a_post_by_hand_that_breaks_off_and_is_stopped_later_is_told_by_a_notice(stage: Stage) -> None:
    poster = stage.poster()
    stage.discord.fail_next("POST", "/messages", 503, after_accepting=True)
    with pytest.raises(PostUnfinished):
        await post(stage, poster)
    await remove_the_source(stage)
    await wait_long(stage, poster)
    assert len(stage.posted) == 1
    [notice] = stage.notices
    assert REMOVED in notice.text
    assert "schedule" not in notice.text


async def test_a_post_by_hand_stopped_while_its_roll_fails_is_told_once(stage: Stage) -> None:
    poster = stage.poster()
    stage.trouble = NoSource()
    interfere(stage, lambda: remove_the_source(stage))
    with pytest.raises(PostStopped):
        await post(stage, poster)
    await wait_long(stage, poster)
    assert stage.notices == []


async def test_a_half_sent_post_is_stopped_when_its_names_are_a_week_old(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    poster = stage.poster()
    await half_way(stage, poster)
    stage.clock.pass_time(days=7)
    # The bot was down meanwhile; whichever job comes first, nothing more is sent.
    await stage.work(poster)
    await poster.stop_old()
    await stage.work(poster)
    assert len(stage.posted) == 1
    assert set(await stage.payloads()) == {b""}
    [notice] = stage.notices
    assert "stopped half-way: its names became too old" in notice.text


async def test_a_half_sent_post_from_an_earlier_list_goes_with_that_list(stage: Stage) -> None:
    poster = stage.poster()
    stage.keep_until = stage.clock() + timedelta(days=3)
    await half_way(stage, poster)
    stage.clock.pass_time(days=1)
    await poster.stop_old()
    assert b"" not in await stage.payloads()
    stage.clock.pass_time(days=1)
    await poster.stop_old()
    assert set(await stage.payloads()) == {b""}


async def test_a_half_sent_post_younger_than_that_is_finished(stage: Stage) -> None:
    poster = stage.poster()
    await half_way(stage, poster)
    stage.clock.pass_time(days=6)
    await poster.stop_old()
    await stage.work(poster)
    assert await stage.ledger() == [("posted", "")]
    assert stage.notices == []
