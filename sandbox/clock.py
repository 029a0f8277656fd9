"""One clock for both sandboxes and the bot: the real time, moved ahead by hand."""

import mmap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

_SIZE = 8
_MICROSECOND = timedelta(microseconds=1)


class Clock:
    """Call it for the present moment, aware and in UTC.

    How far it is ahead stands in eight bytes. They may be a file's, mapped by `shared_clock`; then the clocks of
    several processes move together, and reading costs no more than a look into memory.
    """

    def __init__(self, memory: bytearray | mmap.mmap | None = None) -> None:
        # As one machine word, so that another process never reads half of a change.
        self._ahead = memoryview(bytearray(_SIZE) if memory is None else memory).cast("q")
        self.watchers: list[Callable[[], None]] = []

    def __call__(self) -> datetime:
        """Return the present moment."""
        return datetime.now(UTC) + self.ahead

    @property
    def ahead(self) -> timedelta:
        """How far this clock is ahead of the real time."""
        return timedelta(microseconds=self._ahead[0])

    def pass_time(self, **units: float) -> None:
        """Move ahead, such as by `minutes=1`, and tell the watchers. Raises ValueError for a step back."""
        step = timedelta(**units)
        if step < timedelta():
            raise ValueError("time goes forward only")
        self._ahead[0] += step // _MICROSECOND
        for watcher in list(self.watchers):
            watcher()

    def close(self) -> None:
        """Let go of the memory."""
        self._ahead.release()


@contextmanager
def shared_clock(path: Path) -> Iterator[Clock]:
    """Yield the clock kept in this file, which is made when it is missing."""
    with path.open("a+b") as file:
        if path.stat().st_size < _SIZE:
            file.truncate(_SIZE)
        with mmap.mmap(file.fileno(), _SIZE) as memory:
            clock = Clock(memory)
            try:
                yield clock
            finally:
                clock.close()
