"""A few tries with jitter behind a breaker: the one loop that every service is asked through."""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.clock import Sleep
from bot.providers.breaker import Breaker, Resting, Verdict

T = TypeVar("T")

_CALLERS_KNOWN = 1_000
# Longer than the longest rest of the service: the next probe is another caller's.
_AFTER_PROBE = 3
_random = secrets.SystemRandom()


class Tries:
    """Asks one service. Each caller that it is asked for has a breaker of its own beside the common one.

    So one caller who keeps failing is left alone, and everybody only when a second one fails too.
    """

    def __init__(self, breaker: Breaker, *, sleep: Sleep = asyncio.sleep) -> None:
        self._breaker = breaker
        self._callers: OrderedDict[str, Breaker] = OrderedDict()
        self._sleep = sleep

    @property
    def resting(self) -> bool:
        """Whether the service is left alone right now, so that asking would raise Resting."""
        return self._breaker.resting

    async def ask(
        self, once: Callable[[], Awaitable[tuple[T, Verdict]]], pauses: Sequence[float], caller: str | None = None
    ) -> T:
        """Return the first final answer, or what the last try brought. Raises Resting when nobody was asked.

        `pauses` are the seconds between the tries, more or less. When a breaker opens, no more tries are made.
        `caller` names the person whose data is asked for; None where the answer hangs on the service alone.
        """
        for pause in pauses:
            answer, verdict = await self._once(once, caller)
            if verdict is Verdict.FINAL or self._breaker.resting or self._own(caller).resting:
                return answer
            # Jitter, so that two thousand requests do not all come back at the same moment.
            await self._sleep(pause * _random.uniform(0.5, 1.5))
        answer, _ = await self._once(once, caller)
        return answer

    async def _once(self, once: Callable[[], Awaitable[tuple[T, Verdict]]], caller: str | None) -> tuple[T, Verdict]:
        own = self._own(caller)
        if own.resting:
            raise Resting(caller)
        probe = self._breaker.enter()
        # Nothing waits between here and `resting` above, so this is not refused.
        own_probe = own is not self._breaker and own.enter()
        verdict = None
        try:
            answer, verdict = await once()
        finally:
            # Also when it was cancelled: a probe that is never given back would leave the service alone for ever.
            self._breaker.leave(verdict, probe=probe, caller=caller)
            if own is not self._breaker:
                own.leave(verdict, probe=own_probe)
                if probe and verdict is Verdict.DOWN:
                    own.rest(_AFTER_PROBE)
        return answer, verdict

    def _own(self, caller: str | None) -> Breaker:
        """Return the caller's breaker; the common one where there is no caller."""
        if caller is None:
            return self._breaker
        own = self._callers.setdefault(caller, self._breaker.for_caller())
        self._callers.move_to_end(caller)
        if len(self._callers) > _CALLERS_KNOWN:
            self._callers.popitem(last=False)
        return own
