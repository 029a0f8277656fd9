"""The ledger outlives its process, and a write is not paid for every call."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import QuotaShareSpent
from bot.metrics import Metrics
from bot.store import quota as rows
from bot.store import tables
from bot.store.database import Database
from bot.youtube.payer import Payer
from bot.youtube.quota import Quota
from bot.youtube.quota_book import QuotaBook
from tests.support.clock import HandClock
from tests.support.databases import fresh_database
from tests.youtube.helpers import ALICE, until_refused

LIKE, LOOK = "youtube.videos.rate", "youtube.videos.list"
TODAY = "2026-11-21"


class FailingDatabase(Database):
    """Counts its writes, and fails them while it should."""

    def __init__(self, database: Database) -> None:
        super().__init__(database._engine)
        self.writes = 0
        self.fails = False

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        self.writes += 1
        async with super().write() as connection:
            yield connection
            if self.fails:
                raise OSError("disk full")


@dataclass
class Process:
    """One process with its ledger."""

    quota: Quota
    book: QuotaBook


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[FailingDatabase]:
    async with fresh_database(tmp_path / "test.db") as opened:
        yield FailingDatabase(opened)


async def started(database: Database, clock: HandClock) -> Process:
    quota = Quota(clock, daily_units=10_000, metrics=Metrics())
    process = Process(quota, QuotaBook(database, quota, clock))
    await process.book.read()
    return process


async def stored(database: Database, day: str = TODAY) -> dict[str, int]:
    async with database.read() as connection:
        return await rows.of_day(connection, day)


async def test_a_restart_forgets_nothing_that_was_saved(database: FailingDatabase, clock: HandClock) -> None:
    before = await started(database, clock)
    for _ in range(27):
        before.quota.pay(LIKE, ALICE)
    before.quota.pay(LOOK, Payer.scheduled(100))
    await before.book.save()
    after = await started(database, clock)
    assert after.quota.spent() == 1_351
    assert (after.quota.spent("server/100"), after.quota.spent("background")) == (1, 1)
    with pytest.raises(QuotaShareSpent):
        after.quota.pay(LIKE, ALICE)


async def test_many_calls_are_one_write_and_none_is_none(database: FailingDatabase, clock: HandClock) -> None:
    process = await started(database, clock)
    await process.book.save()
    assert database.writes == 0
    for _ in range(500):
        process.quota.pay(LOOK, ALICE)
    await process.book.save()
    await process.book.save()
    assert database.writes == 1
    assert await stored(database) == {"all": 500, "user/1": 500}


async def test_two_processes_add_up_and_learn_of_each_other(database: FailingDatabase, clock: HandClock) -> None:
    one, other = await started(database, clock), await started(database, clock)
    for _ in range(3):
        for process in (one, other):
            process.quota.pay(LIKE, ALICE)
            await process.book.save()
    assert await stored(database) == {"all": 300, "user/1": 300}
    assert (one.quota.spent(), other.quota.spent()) == (250, 300)
    one.quota.pay(LOOK, ALICE)
    await one.book.save()
    assert one.quota.spent() == 301


async def test_what_could_not_be_stored_is_stored_later(database: FailingDatabase, clock: HandClock) -> None:
    process = await started(database, clock)
    process.quota.pay(LIKE, ALICE)
    database.fails = True
    with pytest.raises(OSError, match="disk full"):
        await process.book.save()
    assert process.quota.spent() == 50
    database.fails = False
    process.quota.pay(LOOK, ALICE)
    await process.book.save()
    assert await stored(database) == {"all": 51, "user/1": 51}
    assert process.quota.spent() == 51


async def test_what_was_spent_before_midnight_is_stored_for_its_own_day(
    database: FailingDatabase, clock: HandClock
) -> None:
    process = await started(database, clock)
    process.quota.pay(LIKE, ALICE)
    clock.pass_time(days=1)
    process.quota.pay(LOOK, ALICE)
    await process.book.save()
    assert await stored(database) == {"all": 50, "user/1": 50}
    assert await stored(database, "2026-11-22") == {"all": 1, "user/1": 1}
    assert process.quota.spent() == 1


async def test_who_has_their_data_deleted_has_no_second_share(database: FailingDatabase, clock: HandClock) -> None:
    process = await started(database, clock)
    until_refused(process.quota, LIKE, ALICE)
    await process.book.save()
    async with database.write() as connection:
        await connection.execute(delete(tables.quota).where(tables.quota.c.payer == "user/1"))
    process.quota.pay(LOOK, ALICE)
    await process.book.save()
    with pytest.raises(QuotaShareSpent):
        process.quota.pay(LIKE, ALICE)


async def test_days_are_forgotten_after_thirty_days(database: FailingDatabase, clock: HandClock) -> None:
    process = await started(database, clock)
    for _ in range(32):
        process.quota.pay(LOOK, ALICE)
        await process.book.save()
        clock.pass_time(days=1)
    clock.now -= timedelta(days=1)
    await process.book.clean_up()
    async with database.read() as connection:
        days = func.count(func.distinct(tables.quota.c.day))
        assert (await connection.execute(select(days))).scalar_one() == 31
    assert await stored(database) == {}
