"""Time for the sandbox's Google: a clock is a callable that returns an aware UTC datetime."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

# YouTube's daily quota starts anew at midnight there (YouTube Data API, "Quota usage").
_PACIFIC = ZoneInfo("America/Los_Angeles")


def utc_now() -> datetime:
    """Return the real time, aware, in UTC."""
    return datetime.now(UTC)


def pacific_day(moment: datetime) -> date:
    """Return the calendar day in Pacific time that `moment` falls on."""
    return moment.astimezone(_PACIFIC).date()


def next_pacific_day(moment: datetime) -> datetime:
    """Return the midnight in Pacific time that follows `moment`, in UTC."""
    return datetime.combine(pacific_day(moment) + timedelta(days=1), time(), _PACIFIC).astimezone(UTC)


def rfc3339(moment: datetime) -> str:
    """Write `moment` as Google does: UTC, whole seconds, ending in Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
