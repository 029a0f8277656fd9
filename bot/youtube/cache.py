"""What was read a moment ago, and one read at a time per key."""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from bot.clock import Clock
from bot.errors import QuotaSpent

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    value: T
    until: datetime


@dataclass(slots=True, eq=False)
class _Flight(Generic[T]):
    """A read under way and how many wait for it."""

    task: asyncio.Task[T]
    waiting: int = 0


class ShortCache(Generic[T]):
    """Keeps at most `size` values for `lifetime`; the one unused for longest goes first. Failures are not kept."""

    def __init__(self, clock: Clock, *, lifetime: timedelta, size: int) -> None:
        self._clock = clock
        self._lifetime = lifetime
        self._size = size
        self._kept: OrderedDict[str, _Kept[T]] = OrderedDict()
        self._flights: dict[str, _Flight[T]] = {}

    async def get(self, key: str, read: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return the kept value, or the outcome of the read under way, or of a new one.

        Whoever starts a read pays for it. When that one cannot pay, those who joined read for themselves.
        """
        while True:
            kept = self._kept.get(key)
            if kept is not None and self._clock() < kept.until:
                self._kept.move_to_end(key)
                return kept.value
            flight = self._flights.get(key)
            if flight is None:
                flight = self._flights[key] = _Flight(asyncio.create_task(read()))
                return await self._join(key, flight)
            with contextlib.suppress(QuotaSpent):
                return await self._join(key, flight)

    def clean_up(self) -> None:
        """Drop values that are too old to be used: some of them are people's names."""
        now = self._clock()
        for old in [one for one, kept in self._kept.items() if kept.until <= now]:
            del self._kept[old]

    def forget(self, key: str) -> None:
        """Drop the value; a read under way still answers those who wait, but is not kept."""
        self._kept.pop(key, None)
        self._flights.pop(key, None)

    async def _join(self, key: str, flight: _Flight[T]) -> T:
        flight.waiting += 1
        try:
            # Shielded: whoever gives up must not take the answer away from the others.
            value = await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if flight.task.done() or not flight.waiting:
                flight.task.cancel()
                self._land(key, flight)
        return value

    def _land(self, key: str, flight: _Flight[T]) -> None:
        if self._flights.get(key) is not flight:
            return
        del self._flights[key]
        if flight.task.done() and not flight.task.cancelled() and flight.task.exception() is None:
            self.clean_up()
            self._kept[key] = _Kept(flight.task.result(), self._clock() + self._lifetime)
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
