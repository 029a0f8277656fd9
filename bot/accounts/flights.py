"""Single flight: one task per key however many ask, and nobody's impatience cancels it for the others."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Flights:
    """Tasks in progress, each shared by all who wait for its key."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[str]] = {}

    async def join(self, key: str, start: Callable[[], Coroutine[Any, Any, str]]) -> str:
        """Wait for the flight of this key, starting it when there is none; its error reaches every waiter."""
        task = self._tasks.get(key)
        if task is None:
            task = asyncio.create_task(start())
            self._tasks[key] = task
            task.add_done_callback(lambda done: self._land(key, done))
        # Shielded: a waiter that is cancelled goes away alone.
        return await asyncio.shield(task)

    async def settle(self) -> None:
        """Wait until every flight that is in the air now has landed, well or not."""
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _land(self, key: str, task: asyncio.Task[str]) -> None:
        del self._tasks[key]
        if not task.cancelled():
            # Looked at here, so that asyncio does not report an error that every waiter had stopped waiting for.
            task.exception()
