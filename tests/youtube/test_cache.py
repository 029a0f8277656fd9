"""One read at a time per key, kept for a while."""

import asyncio
from datetime import timedelta

import pytest

from bot.youtube.cache import ShortCache
from tests.sandbox.google.helpers import START
from tests.support.clock import HandClock


class Reading:
    """A read that ends when told to."""

    def __init__(self) -> None:
        self.times = 0
        self.cancelled = False
        self.started = asyncio.Event()
        self.go_on = asyncio.Event()

    async def __call__(self) -> int:
        self.times += 1
        self.started.set()
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return self.times


@pytest.fixture
def cache() -> ShortCache[int]:
    return ShortCache(HandClock(START), lifetime=timedelta(minutes=2), size=2)


async def test_whoever_gives_up_does_not_take_the_answer_from_the_others(cache: ShortCache[int]) -> None:
    reading = Reading()
    hasty = asyncio.create_task(cache.get("k", reading))
    patient = asyncio.create_task(cache.get("k", reading))
    await reading.started.wait()
    hasty.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hasty
    reading.go_on.set()
    assert await patient == 1


async def test_a_read_nobody_waits_for_is_cancelled_and_the_next_starts_anew(cache: ShortCache[int]) -> None:
    reading = Reading()
    only = asyncio.create_task(cache.get("k", reading))
    await reading.started.wait()
    only.cancel()
    with pytest.raises(asyncio.CancelledError):
        await only
    reading.go_on.set()
    assert await cache.get("k", reading) == 2
    assert reading.cancelled


async def test_what_is_forgotten_during_a_read_is_not_kept(cache: ShortCache[int]) -> None:
    reading = Reading()
    waiting = asyncio.create_task(cache.get("k", reading))
    await reading.started.wait()
    cache.forget("k")
    reading.go_on.set()
    assert await waiting == 1
    assert await cache.get("k", reading) == 2


async def test_only_the_last_used_are_kept(cache: ShortCache[int]) -> None:
    reading = Reading()
    reading.go_on.set()
    for key in ("a", "b", "a", "c"):
        await cache.get(key, reading)
    assert reading.times == 3
    await cache.get("a", reading)
    assert reading.times == 3
    await cache.get("b", reading)
    assert reading.times == 4
