"""A few tries with jitter behind a breaker: the one loop that every service is asked through."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.clock import Sleep
from bot.providers.breaker import Breaker, Verdict

T = TypeVar("T")

_random = secrets.SystemRandom()


class Tries:
    """Asks one service."""

    def __init__(self, breaker: Breaker, *, sleep: Sleep = asyncio.sleep) -> None:
        self._breaker = breaker
        self._sleep = sleep

    @property
    def resting(self) -> bool:
        """Whether the service is left alone right now, so that asking would raise Resting."""
        return self._breaker.resting

    async def ask(self, once: Callable[[], Awaitable[tuple[T, Verdict]]], pauses: Sequence[float]) -> T:
        """Return the first final answer, or what the last try brought. Raises Resting when nobody was asked.

        `pauses` are the seconds between the tries, more or less. When the breaker opens, no more tries are made.
        """
        for pause in pauses:
            answer, verdict = await self._once(once)
            if verdict is Verdict.FINAL or self._breaker.resting:
                return answer
            # Jitter, so that two thousand requests do not all come back at the same moment.
            await self._sleep(pause * _random.uniform(0.5, 1.5))
        answer, _ = await self._once(once)
        return answer

    async def _once(self, once: Callable[[], Awaitable[tuple[T, Verdict]]]) -> tuple[T, Verdict]:
        probe = self._breaker.enter()
        verdict = None
        try:
            answer, verdict = await once()
        finally:
            # Also when it was cancelled: a probe that is never given back would leave the service alone for ever.
            self._breaker.leave(verdict, probe=probe)
        return answer, verdict
