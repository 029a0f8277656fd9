"""A service that is down is asked a few times a minute, however many want something of it."""

import asyncio
import contextlib
import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.providers.breaker import Breaker, Resting, Verdict
from bot.providers.tries import Tries
from tests.support.clock import HandClock

REST = timedelta(seconds=30)
LONGEST = REST * 1.5
PAUSES = (0.4, 1.2)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))


@pytest.fixture
def breaker(clock: HandClock) -> Breaker:
    return Breaker("Google", clock=clock, failures=5, rest=REST)


class Service:
    """Answers as it is told and counts how often it is asked."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.asked = 0

    async def __call__(self) -> tuple[int, Verdict]:
        self.asked += 1
        return self.asked, self.verdict


@pytest.fixture
def tries(breaker: Breaker) -> Tries:
    async def sleep(_seconds: float) -> None:
        await asyncio.sleep(0)

    return Tries(breaker, sleep=sleep)


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        breaker.leave(Verdict.DOWN, probe=breaker.enter())


def test_failures_in_a_row_open_it(breaker: Breaker) -> None:
    fail(breaker, 4)
    breaker.leave(Verdict.FINAL, probe=breaker.enter())
    fail(breaker, 4)
    fail(breaker, 1)
    with pytest.raises(Resting):
        breaker.enter()


def test_one_probe_at_a_time_decides(breaker: Breaker, clock: HandClock) -> None:
    fail(breaker, 5)
    clock.now += LONGEST
    assert breaker.enter()
    with pytest.raises(Resting):
        breaker.enter()
    breaker.leave(Verdict.DOWN, probe=True)
    with pytest.raises(Resting):
        breaker.enter()
    clock.now += LONGEST
    breaker.leave(Verdict.FINAL, probe=breaker.enter())
    assert not breaker.enter()
    assert not breaker.enter()


def test_a_probe_that_is_given_up_lets_another_try(breaker: Breaker, clock: HandClock) -> None:
    fail(breaker, 5)
    clock.now += LONGEST
    breaker.leave(None, probe=breaker.enter())
    assert breaker.enter()


def test_the_rest_has_jitter(clock: HandClock) -> None:
    rests = set()
    for _ in range(20):
        breaker = Breaker("Google", clock=clock, failures=1, rest=REST)
        fail(breaker, 1)
        began = clock.now
        while breaker.resting:
            clock.pass_time(seconds=1)
        rests.add((clock.now - began).total_seconds())
    assert 15 <= min(rests) < max(rests) <= 45


def test_late_failures_of_requests_from_before_do_not_lengthen_the_rest(breaker: Breaker, clock: HandClock) -> None:
    under_way = [breaker.enter() for _ in range(6)]
    for probe in under_way[:5]:
        breaker.leave(Verdict.DOWN, probe=probe)
    clock.now += LONGEST - timedelta(milliseconds=1)
    breaker.leave(Verdict.DOWN, probe=under_way[5])
    clock.now += timedelta(milliseconds=1)
    assert breaker.enter()


def test_a_clock_that_is_set_back_does_not_lengthen_the_rest(breaker: Breaker, clock: HandClock) -> None:
    fail(breaker, 5)
    clock.pass_time(hours=-3)
    assert breaker.enter()


def test_the_log_names_the_outage_once(breaker: Breaker, clock: HandClock, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        fail(breaker, 5)
        for _ in range(3):
            clock.now += LONGEST
            fail(breaker, 1)
        clock.now += LONGEST
        breaker.leave(Verdict.FINAL, probe=breaker.enter())
    assert [record.getMessage() for record in caplog.records] == [
        "service is left alone for a while",
        "service answers again",
    ]


async def test_an_outage_costs_a_few_tries_a_minute_not_thousands(tries: Tries, clock: HandClock) -> None:
    service = Service(Verdict.DOWN)
    minutes = 10
    for _ in range(minutes * 60):
        await asyncio.gather(*(tries.ask(service, PAUSES) for _ in range(20)), return_exceptions=True)
        clock.pass_time(seconds=1)
    # Those that were under way when it opened, then a probe each 15 to 45 seconds.
    assert service.asked <= 20 + minutes * 4


async def test_what_is_asked_too_fast_is_asked_again_but_is_no_outage(tries: Tries) -> None:
    service = Service(Verdict.AGAIN)
    for _ in range(10):
        await tries.ask(service, PAUSES)
    assert service.asked == 30
    assert not tries.resting


async def test_when_it_opens_between_tries_the_last_answer_counts(tries: Tries) -> None:
    service = Service(Verdict.DOWN)
    assert await tries.ask(service, PAUSES) == 3
    assert await tries.ask(service, PAUSES) == 5
    with pytest.raises(Resting):
        await tries.ask(service, PAUSES)
    assert service.asked == 5


async def test_a_cancelled_probe_is_given_back(tries: Tries, clock: HandClock) -> None:
    service = Service(Verdict.DOWN)
    for _ in range(2):
        await tries.ask(service, PAUSES)
    clock.now += LONGEST
    entered = asyncio.Event()

    async def slow() -> tuple[int, Verdict]:
        entered.set()
        await asyncio.Event().wait()
        raise AssertionError

    probe = asyncio.create_task(tries.ask(slow, PAUSES))
    await entered.wait()
    probe.cancel()
    await asyncio.gather(probe, return_exceptions=True)
    service.verdict = Verdict.FINAL
    assert await tries.ask(service, PAUSES) == 6


async def test_one_caller_who_fails_alone_is_left_alone_and_nobody_else(tries: Tries, clock: HandClock) -> None:
    failing, well = Service(Verdict.DOWN), Service(Verdict.FINAL)
    for _ in range(4):
        with contextlib.suppress(Resting):
            await tries.ask(failing, PAUSES, "mallory")
    assert failing.asked == 5
    with pytest.raises(Resting):
        await tries.ask(failing, PAUSES, "mallory")
    assert not tries.resting
    assert await tries.ask(well, PAUSES, "alice") == 1
    clock.now += LONGEST
    failing.verdict = Verdict.FINAL
    assert await tries.ask(failing, PAUSES, "mallory") == 6


async def test_others_who_are_answered_do_not_excuse_the_one_who_fails(tries: Tries) -> None:
    failing, well = Service(Verdict.DOWN), Service(Verdict.FINAL)
    for _ in range(5):
        await tries.ask(well, PAUSES, "alice")
        with contextlib.suppress(Resting):
            await tries.ask(failing, PAUSES, "mallory")
    assert failing.asked == 5
    assert not tries.resting


async def test_two_callers_who_fail_in_a_row_are_an_outage(tries: Tries) -> None:
    service = Service(Verdict.DOWN)
    await tries.ask(service, PAUSES, "alice")
    await tries.ask(service, PAUSES, "bob")
    assert tries.resting
    assert service.asked == 5
    with pytest.raises(Resting):
        await tries.ask(service, PAUSES, "creator")


async def test_a_caller_whose_probe_failed_leaves_the_next_probes_to_others(tries: Tries, clock: HandClock) -> None:
    failing, well = Service(Verdict.DOWN), Service(Verdict.FINAL)
    await tries.ask(failing, PAUSES, "mallory")
    await tries.ask(failing, PAUSES, "alice")
    clock.now += LONGEST
    await tries.ask(failing, PAUSES, "mallory")
    clock.now += LONGEST
    with pytest.raises(Resting):
        await tries.ask(failing, PAUSES, "mallory")
    assert await tries.ask(well, PAUSES, "alice") == 1
    assert not tries.resting
