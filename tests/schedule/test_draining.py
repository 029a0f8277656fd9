"""Ticks start work on time, survive a failing job, and end within the time they are given."""

import asyncio
import logging
from collections.abc import Collection
from datetime import datetime, timedelta

import pytest

from bot.schedule.ticks import Ticks
from bot.store import tables
from bot.supporters.roll import Occasion, Roll
from tests.schedule.stage import Stage


async def no_refresh(until: datetime, link_ids: Collection[str]) -> None:
    raise AssertionError("no schedule needs a link")


async def test_scheduler_posts_what_is_due_and_stops(stage: Stage) -> None:
    await stage.schedule()
    stage.clock.pass_time(seconds=31)
    poster = stage.poster()
    ticks = Ticks(database=stage.database, poster=poster, refresh=no_refresh, clean_up={}, clock=stage.clock)
    ticks.start()
    await stage.first_message()
    await poster.idle()
    await ticks.drain(5)
    assert await stage.ledger() == [("posted", "")]


async def test_cleaning_up_begins_with_the_start(stage: Stage) -> None:
    cleaned = asyncio.Event()

    async def clean_up() -> None:
        cleaned.set()

    ticks = Ticks(
        database=stage.database,
        poster=stage.poster(),
        refresh=no_refresh,
        clean_up={"forget": clean_up},
        clock=stage.clock,
    )
    ticks.start()
    async with asyncio.timeout(5):
        await cleaned.wait()
    await ticks.drain(5)


async def test_drain_puts_back_what_is_not_finished_and_another_worker_finishes_it(stage: Stage) -> None:
    await stage.schedule()
    stage.clock.pass_time(seconds=31)
    poster = stage.poster()
    await poster.tick()
    await stage.first_message()
    await poster.drain(5)
    count = len(stage.posted)
    await poster.tick()
    assert len(stage.posted) == count
    await stage.work(stage.poster())
    numbers = [footer.split(" · ")[2] for footer in stage.footers]
    assert numbers == [f"part {number} of {len(numbers)}" for number in range(1, len(numbers) + 1)]
    assert count < len(numbers)


async def test_drain_does_not_wait_for_a_roll_that_never_comes(stage: Stage) -> None:
    await stage.schedule()
    stage.clock.pass_time(seconds=31)
    reading, never = asyncio.Event(), asyncio.Event()
    roll = stage.read_roll

    async def hang(guild_id: int, occasion: Occasion) -> Roll:
        reading.set()
        await never.wait()
        return await roll(guild_id, occasion)

    stage.read_roll = hang  # type: ignore[method-assign]  # a source that hangs
    poster = stage.poster()
    await poster.tick()
    await reading.wait()
    async with asyncio.timeout(1):
        await poster.drain(0.2)
    stage.read_roll = roll  # type: ignore[method-assign]  # and one that answers
    await stage.work(stage.poster())
    assert [status for status, _ in await stage.ledger()] == ["posted"]


async def test_failing_job_is_logged_with_its_name(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise RuntimeError("out of order")

    ticks = Ticks(database=stage.database, poster=stage.poster(), refresh=no_refresh, clean_up={}, clock=stage.clock)
    caplog.set_level(logging.ERROR)
    await ticks.run("tidy", fail)
    [record] = caplog.records
    assert vars(record)["job"] == "tidy"


async def test_links_a_schedule_needs_within_the_hour_are_refreshed_in_time(stage: Stage) -> None:
    schedule = await stage.schedule()
    await stage.schedule("every day at 23:00")
    async with stage.database.write() as connection:
        link = {"id": "link", "user_id": 1, "provider": "youtube", "account_id": "UC1", "title": "", "scopes": ""}
        link |= {"status": "ok", "created_at": stage.clock(), "updated_at": stage.clock()}
        await connection.execute(tables.links.insert().values(link))
        await connection.execute(tables.links.insert().values({**link, "id": "dead", "user_id": 2, "status": "x"}))
        for source in ("link", "dead"):
            await connection.execute(
                tables.sources.insert().values(
                    id=source, guild_id=stage.guild_id, kind="youtube_members", link_id=source, owner_id=1, added_by=1,
                    added_at=stage.clock(),
                )
            )  # fmt: skip
    asked: list[tuple[datetime, list[str]]] = []

    async def refresh(until: datetime, link_ids: Collection[str]) -> None:
        asked.append((until, list(link_ids)))

    ticks = Ticks(database=stage.database, poster=stage.poster(), refresh=refresh, clean_up={}, clock=stage.clock)
    await ticks.refresh_tokens()
    assert schedule.due_at is not None
    assert asked == [(schedule.due_at + timedelta(minutes=5), ["link"])]
    stage.clock.pass_time(hours=1)
    await stage.work(stage.poster())
    await ticks.refresh_tokens()
    assert len(asked) == 1
