"""What happens in the sandbox, told to the people who may see it, and a way to wait for it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sandbox.discord.wire import Json

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Event:
    """One happening: ``kind`` as on the page's WebSocket, and the ids of those who see it (None: everybody)."""

    kind: str
    data: Json
    audience: frozenset[int] | None = None


Listener = Callable[[Event], None]


class Feed:
    """Hands events to listeners, and wakes whoever waits for a change."""

    def __init__(self) -> None:
        self._listeners: dict[Listener, int] = {}
        self._watchers: list[Listener] = []
        self._pulse: asyncio.Event = asyncio.Event()

    def subscribe(self, user_id: int, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with each event that this person sees, until the returned function is called."""
        self._listeners[listener] = user_id

        def stop() -> None:
            self._listeners.pop(listener, None)

        return stop

    def watch(self, listener: Listener) -> None:
        """Call ``listener`` with every event from now on, whoever sees it."""
        self._watchers.append(listener)

    def publish(self, event: Event) -> None:
        """Tell those who see it, and wake those who wait."""
        for watcher in self._watchers:
            watcher(event)
        for listener, user_id in list(self._listeners.items()):
            if event.audience is None or user_id in event.audience:
                listener(event)
        self.pulse()

    def pulse(self) -> None:
        """Wake those who wait, for a change that no page shows."""
        waiting, self._pulse = self._pulse, asyncio.Event()
        waiting.set()

    async def until(self, probe: Callable[[], T | None], *, timeout: float) -> T:  # noqa: ASYNC109 (part of the tests' API)
        """Return what ``probe`` gives as soon as it is not None; TimeoutError after ``timeout`` seconds."""
        async with asyncio.timeout(timeout):
            while (found := probe()) is None:
                await self._pulse.wait()
            return found
