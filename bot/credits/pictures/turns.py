"""One at a time, and fairly: whoever waits comes in turn by server, however many drawings a server has waiting."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import Enum


class Lane(Enum):
    """Who waits. Each lane draws one at a time, and neither waits for the other."""

    HAND = "hand"
    """People, who watch."""
    POSTS = "posts"
    """Posts by the clock, which must not be late because somebody draws half an hour of 4K."""


class Turns:
    """Hands out one turn at a time. `most` may wait for one key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: OrderedDict[int, deque[asyncio.Future[None]]] = OrderedDict()
        self._taken = False

    def is_full(self, key: int) -> bool:
        """Tell whether nobody more may wait for this key."""
        return len(self._waiting.get(key, ())) >= self._most

    @asynccontextmanager
    async def turn(self, key: int, waits: Callable[[], None]) -> AsyncIterator[None]:
        """Wait for a turn and hold it; `waits` is called when there is a wait."""
        if self._taken:
            waits()
            await self._wait(key)
        self._taken = True
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, key: int) -> None:
        mine = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, deque()).append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                # The turn came in the same moment; somebody else takes it.
                self._pass_on()
            else:
                self._forget(key, mine)
            raise

    def _forget(self, key: int, mine: asyncio.Future[None]) -> None:
        self._waiting[key].remove(mine)
        if not self._waiting[key]:
            del self._waiting[key]

    def _pass_on(self) -> None:
        if not self._waiting:
            self._taken = False
            return
        # The turn stays taken meanwhile, so that nobody who comes now is before whoever has waited.
        key, waiting = self._waiting.popitem(last=False)
        following = waiting.popleft()
        if waiting:
            # Behind all the other servers.
            self._waiting[key] = waiting
        following.set_result(None)
