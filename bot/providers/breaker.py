"""A circuit breaker: a service that keeps failing is left alone, then asked by one request at a time.

Written here because no living library fits: see docs/decisions/0011.
"""

import logging
import secrets
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.clock import Clock

log = logging.getLogger(__name__)

_FAILURES = 5
_REST = timedelta(seconds=30)
_random = secrets.SystemRandom()


class Verdict(Enum):
    """What a try says about its request and about the service."""

    FINAL = auto()
    """The service has answered, well or with a refusal."""
    AGAIN = auto()
    """The service is well, but wants this to be asked again a little later."""
    DOWN = auto()
    """The service failed; another try may help."""


class Resting(Exception):
    """The service failed too often just now, so it was not asked."""


class Breaker:
    """Closed while a service works; open after failures in a row; half open when its rest is over.

    The rest has jitter: processes that saw the same outage do not come back together. Where it is told for whom each
    try was, failures of one caller alone do not open it: something may be wrong with what is theirs.
    """

    def __init__(self, service: str, *, clock: Clock, failures: int = _FAILURES, rest: timedelta = _REST) -> None:
        self._service = service
        self._clock = clock
        self._limit = failures
        self._rest = rest
        self._failures = 0
        self._failing: set[str | None] = set()
        self._open: tuple[datetime, datetime] | None = None
        self._probing = False

    @property
    def resting(self) -> bool:
        """Whether a request would be refused right now."""
        if self._open is None:
            return False
        since, until = self._open
        # A clock that was set back does not lengthen the rest.
        return self._probing or since <= self._clock() < until

    def for_caller(self) -> "Breaker":
        """Return a breaker of the same kind for one of the service's callers."""
        return Breaker(f"{self._service}, for one caller", clock=self._clock, failures=self._limit, rest=self._rest)

    def enter(self) -> bool:
        """Begin a try; tell whether it is the one that probes. Raises Resting. Give the answer to `leave`."""
        if self.resting:
            raise Resting(self._service)
        self._probing = self._open is not None
        return self._probing

    def leave(self, verdict: Verdict | None, *, probe: bool, caller: str | None = None) -> None:
        """End a try; `verdict` is None when it was given up before an answer, `caller` when it was for nobody."""
        if probe:
            self._probing = False
        if verdict is Verdict.DOWN:
            self._failed(caller, probe=probe)
        elif verdict is not None:
            self._answered()

    def rest(self, times: int = 1) -> None:
        """Leave the service alone from now on, for so many times as long as after failures."""
        now = self._clock()
        self._open = (now, now + times * self._rest * _random.uniform(0.5, 1.5))

    def _failed(self, caller: str | None, *, probe: bool) -> None:
        self._failures += 1
        self._failing.add(caller)
        one_alone = len(self._failing) == 1 and None not in self._failing
        # Requests from before the rest that fail during it do not lengthen it.
        if not probe and (self._open is not None or self._failures < self._limit or one_alone):
            return
        self.rest()
        if not probe:
            log.warning("service is left alone for a while", extra={"service": self._service})

    def _answered(self) -> None:
        self._failures = 0
        self._failing.clear()
        if self._open is not None:
            self._open = None
            log.info("service answers again", extra={"service": self._service})
