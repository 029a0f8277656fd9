"""A process that has imported everything and forks a worker for each order: a bot that starts in no time, to be killed.

Run as `python -m tests.endurance.forkserver MODULE`, where the module has an `Order` and `run`. It has no event loop
and no thread, so that forking is safe. Orders come in as lines of JSON, one at a time; what a worker says goes straight
to the common output, a line at a time. A worker never ends by itself: when it has died, the server says so and takes
the next order.
"""

import gc
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import msgspec

from tests.endurance.worker import say

_LONGEST_LIFE = 60
"""Seconds after which a worker that nobody has killed ends."""


def main(module: str) -> None:
    worker = import_module(module)
    gc.collect()
    gc.freeze()
    for line in sys.stdin.buffer:
        order = msgspec.json.decode(line, type=worker.Order)
        child = os.fork()
        if not child:
            _work(worker, order)
        say("born", str(child))
        _, status = os.waitpid(child, 0)
        say("dead", str(os.waitstatus_to_exitcode(status)))


def _work(worker: Any, order: Any) -> None:
    """Be the worker; never return to the server's loop."""
    signal.alarm(_LONGEST_LIFE)
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    with suppress(BaseException):
        worker.run(order)
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1])
