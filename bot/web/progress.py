"""Whether a connection takes what is sent to it. Times are in seconds of a clock that only goes forward."""

import asyncio


class Progress:
    """What waits to be sent on one connection, and since when nothing of it was taken."""

    __slots__ = ("_since", "_transport", "_waiting")

    def __init__(self, transport: asyncio.WriteTransport, now: float) -> None:
        self._transport = transport
        self._since = now
        self._waiting = 0

    def taken(self, now: float) -> None:
        """Note that so much was taken that more may be written: what waits may have grown since, and yet moves."""
        self._since = now

    def stuck(self, now: float) -> float:
        """Look, and return for how long nothing was taken of what waits; 0 where nothing waits.

        More than before is no progress: somebody who reads nothing is still written to.
        """
        waiting = self._transport.get_write_buffer_size()
        if not waiting or waiting < self._waiting or not self._waiting:
            self._since = now
        self._waiting = waiting
        return now - self._since

    def abort(self) -> None:
        """End the connection at once. To close it would wait until all is taken."""
        self._transport.abort()
