"""The drawing process: one job from standard input, events on standard output, gone when its bot is gone.

It is told what to do by `bot.credits.pictures.pictures` alone. Nothing here is meant for people.
"""

import os
import resource
import signal
import sys
import threading
import time
from typing import BinaryIO

import msgspec

from bot.credits.pictures.job import Event, Failed, Job, Progress
from bot.credits.pictures.lacks import cannot_import

_MOST_MEMORY = 3 * 2**30
"""Of addresses, for this process and for ffmpeg each; the most that was seen is 2.1 GiB
(docs/decisions/0017-memory-of-a-drawing.md). Fonts and libraries take addresses, but hardly memory."""
_NICENESS = 15
_EVERY_SECONDS = 0.5


def main() -> None:
    """Draw one job."""
    commands, events = sys.stdin.buffer, sys.stdout.buffer
    _give_way()
    job = msgspec.json.decode(commands.readline(), type=Job)
    _limit(resource.RLIMIT_AS, _MOST_MEMORY)
    _limit(resource.RLIMIT_FSIZE, job.most_bytes)
    # Without this a file that is full would end the process before it could say so.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(commands.fileno(),), daemon=True).start()
    _tell(events, _drawn(job, events))


def _give_way() -> None:
    """Let the bot's answers come before any picture; on Linux whoever wakes up takes the processor at once."""
    os.nice(_NICENESS)
    if sys.platform == "linux":
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def _drawn(job: Job, events: BinaryIO) -> Event:
    try:
        # Not before the limits are set, and only here is it known that skia may be missing.
        from bot.credits.pictures.drawing import carry_out  # noqa: PLC0415 (see above)
    except ImportError as error:
        return cannot_import(error)
    try:
        return carry_out(job, _Ticker(events).tick)
    except MemoryError:
        return Failed("This needs more memory than it may. Choose a smaller size.")


class _Ticker:
    """Tells how far it is, but not more often than anybody wants to know."""

    def __init__(self, events: BinaryIO) -> None:
        self._events = events
        self._next = 0.0

    def tick(self, done: float) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _EVERY_SECONDS
            _tell(self._events, Progress(round(done, 3)))


def _tell(events: BinaryIO, event: Event) -> None:
    events.write(msgspec.json.encode(event) + b"\n")
    events.flush()


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    within = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (within, hard))


def _end_with(commands: int) -> None:
    """End this process and its ffmpeg when the bot's end of the pipe is closed, however the bot ended."""
    # Not through Python's own buffer, whose lock a thread that waits there would hold when the process ends.
    while os.read(commands, 1):
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
