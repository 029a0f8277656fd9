"""Questions to owners of names, beside Discord: who may ask how often, and what is kept of it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import AskedAlready, NotToBeAsked, NotYours, TooOften
from bot.store.database import Database
from bot.supporters.approvals import ADD, ASKED_A_DAY, EXPORT, KEPT, WAITING_AT_MOST, WAITS, Approvals
from tests.support.clock import HandClock

GUILD, OWNER, ASKER = 11, 22, 33


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2026, 11, 21, 12, tzinfo=UTC))


@pytest.fixture
def approvals(database: Database, clock: HandClock) -> Approvals:
    return Approvals(database, clock)


async def test_the_same_waits_once_and_something_else_can_be_asked_beside_it(approvals: Approvals) -> None:
    await approvals.ask(ADD, GUILD, OWNER, ASKER)
    with pytest.raises(AskedAlready):
        await approvals.ask(ADD, GUILD, OWNER, ASKER + 1)
    await approvals.ask(EXPORT, GUILD, OWNER, ASKER, subject="a source")
    await approvals.ask(ADD, GUILD + 1, OWNER, ASKER)
    assert len(await approvals.waiting_for(OWNER)) == 3


async def test_one_person_asks_a_few_times_a_day(approvals: Approvals, clock: HandClock) -> None:
    for number in range(ASKED_A_DAY):
        await approvals.ask(ADD, GUILD, OWNER + number, ASKER)
    with pytest.raises(TooOften):
        await approvals.ask(ADD, GUILD, OWNER + ASKED_A_DAY, ASKER)
    clock.now += timedelta(days=1, seconds=1)
    await approvals.ask(ADD, GUILD, OWNER + ASKED_A_DAY, ASKER)


async def test_nobody_has_more_questions_waiting_than_they_can_read(approvals: Approvals) -> None:
    for number in range(WAITING_AT_MOST):
        await approvals.ask(ADD, GUILD + number, OWNER, ASKER + number)
    with pytest.raises(NotToBeAsked):
        await approvals.ask(ADD, GUILD + WAITING_AT_MOST, OWNER, ASKER + WAITING_AT_MOST)


async def test_what_is_over_is_forgotten_a_month_later(approvals: Approvals, clock: HandClock) -> None:
    asked = await approvals.ask(ADD, GUILD, OWNER, ASKER)
    clock.now += WAITS
    assert await approvals.waiting_for(OWNER) == []
    clock.now += KEPT + timedelta(seconds=1)
    await approvals.clean_up()
    with pytest.raises(NotYours):
        await approvals.refuse(asked.id, OWNER)


async def test_a_list_that_is_gone_cannot_be_given_leave_for(approvals: Approvals) -> None:
    asked = await approvals.ask(EXPORT, GUILD, OWNER, ASKER, subject="gone")
    with pytest.raises(NotYours):
        await approvals.approve(asked.id, OWNER)
    assert await approvals.waiting_for(OWNER) != []
