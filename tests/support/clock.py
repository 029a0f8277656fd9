"""A clock for tests."""

from datetime import datetime, timedelta


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **units: float) -> None:
        """Move ahead, such as by `minutes=1`."""
        self.now += timedelta(**units)
