"""A few at once, and fairly: a server has one turn at a time, and who waits comes in turn by server."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class Turns:
    """Hands out `at_once` turns at a time, to each key one. `most` may wait for one key."""

    def __init__(self, most: int, *, at_once: int = 1) -> None:
        self._most = most
        self._at_once = at_once
        self._held: set[int] = set()
        self._waiting: OrderedDict[int, deque[asyncio.Future[None]]] = OrderedDict()

    def is_full(self, key: int) -> bool:
        """Tell whether nobody more may wait for this key."""
        return len(self._waiting.get(key, ())) >= self._most

    @asynccontextmanager
    async def turn(self, key: int, waits: Callable[[], None] | None = None) -> AsyncIterator[None]:
        """Wait for a turn and hold it; `waits` is called when there is a wait."""
        if len(self._held) == self._at_once or key in self._held:
            if waits is not None:
                waits()
            await self._wait(key)
        self._held.add(key)
        try:
            yield
        finally:
            self._pass_on(key)

    async def _wait(self, key: int) -> None:
        mine = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, deque()).append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                # The turn came in the same moment; somebody else takes it.
                self._pass_on(key)
            else:
                self._forget(key, mine)
            raise

    def _forget(self, key: int, mine: asyncio.Future[None]) -> None:
        waiting = self._waiting.get(key, deque())
        if mine in waiting:
            waiting.remove(mine)
        if not waiting:
            self._waiting.pop(key, None)

    def _pass_on(self, key: int) -> None:
        self._held.discard(key)
        for following in [one for one in self._waiting if one not in self._held]:
            # Who was cancelled a moment ago may not have left the line yet.
            waiting = deque(one for one in self._waiting.pop(following) if not one.done())
            if not waiting:
                continue
            mine = waiting.popleft()
            if waiting:
                # Behind all the other servers.
                self._waiting[following] = waiting
            # Held from now on, so that nobody who comes now is before whoever has waited.
            self._held.add(following)
            mine.set_result(None)
            return
