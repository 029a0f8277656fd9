"""How often somebody may do something: so many at once, then as many again over a time.

The counting is pyrate-limiter's GCRA, which keeps one moment a key and says exactly how long to wait (decision 0008).
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from pyrate_limiter import GCRA, Decision, Rate, RateItem, StateBucket

from bot.clock import Clock

_MILLISECOND = timedelta(milliseconds=1)
_NO_WAIT = timedelta()


@dataclass(frozen=True, slots=True)
class Allowance:
    """`count` at once, and as many again spread evenly over `per`."""

    count: int
    per: timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """What is generous for a person and hopeless for a guesser or a flood."""

    pages: Allowance = Allowance(120, timedelta(minutes=1))
    """Pages of links and callbacks, an address. A whole household or office can share one."""
    starts: Allowance = Allowance(30, timedelta(minutes=1))
    """Attempts that are started with `POST /link/…`, an address; each writes to the database."""
    tickets: Allowance = Allowance(10, timedelta(minutes=10))
    """Links that one Discord user asks for."""
    codes: Allowance = Allowance(20, timedelta(hours=1))
    """Codes that one Discord user types."""
    trials: Allowance = Allowance(10, timedelta(minutes=1))
    """Templates that are tried in one server; each takes a process."""
    wishes: Allowance = Allowance(20, timedelta(minutes=10))
    """Times that one Discord user says how they want to be credited; each may change every page that is open."""


class Limiter:
    """Counts by key. It holds at most `most` keys, and forgets one that was quiet for the allowance's time."""

    def __init__(self, allowance: Allowance, clock: Clock, *, most: int = 10_000) -> None:
        self._allowance = allowance
        self._clock = clock
        self._most = most
        self._buckets: OrderedDict[Hashable, tuple[datetime, StateBucket]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many keys are in memory."""
        return len(self._buckets)

    def take(self, key: Hashable) -> timedelta:
        """Take one of the key's allowance. Return zero, or how long to wait when there is none left."""
        now = self._clock()
        used, bucket = self._buckets.pop(key, (now, None))
        self._make_room(now)
        # A clock that was set back would hold everybody up for as long as it was ahead.
        if bucket is None or used > now:
            bucket = StateBucket([self._rate()], GCRA())
        self._buckets[key] = now, bucket
        # It could be awaited only where the state is kept by another process.
        decision = cast("Decision", bucket.put_decision(RateItem("", int(now.timestamp() * 1000))))
        return _NO_WAIT if decision.allowed else (decision.retry_after_ms or 1) * _MILLISECOND

    def _rate(self) -> Rate:
        return Rate(self._allowance.count, self._allowance.per // _MILLISECOND)

    def _make_room(self, now: datetime) -> None:
        """Drop keys that were quiet so long that they have their whole allowance again; the longest quiet are first."""
        while self._buckets:
            used, _ = next(iter(self._buckets.values()))
            if len(self._buckets) < self._most and now - used < self._allowance.per:
                return
            self._buckets.popitem(last=False)
