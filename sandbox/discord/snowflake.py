"""Discord's ids: 42 bits of milliseconds since 2015 (UTC), then worker, process and a counter (22 bits)."""

from collections.abc import Callable
from datetime import UTC, datetime

EPOCH_MILLISECONDS = 1_420_070_400_000

Clock = Callable[[], datetime]
"""Returns the present moment as an aware datetime in UTC."""


def utc_now() -> datetime:
    """Return the present moment in UTC: the clock of a sandbox that is not given another."""
    return datetime.now(UTC)


class Snowflakes:
    """Makes ids that carry the clock's time and always grow, also when the clock stands still or goes back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def __call__(self) -> int:
        """Return the next id."""
        milliseconds = int(self._clock().timestamp() * 1000)
        self._last = max(self._last + 1, (milliseconds - EPOCH_MILLISECONDS) << 22)
        return self._last


def created_at(snowflake: int) -> datetime:
    """Return the moment in a snowflake, in UTC."""
    return datetime.fromtimestamp(((snowflake >> 22) + EPOCH_MILLISECONDS) / 1000, UTC)
