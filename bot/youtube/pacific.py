"""The day of YouTube's quota: it starts anew at midnight Pacific time (YouTube Data API, "Quota usage")."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_PACIFIC = ZoneInfo("America/Los_Angeles")


def pacific_midnight(now: datetime) -> datetime:
    """Return when the day that `now` falls on began, in Pacific time. Clocks change there at two, never at midnight."""
    today = now.astimezone(_PACIFIC).date()
    return datetime(today.year, today.month, today.day, tzinfo=_PACIFIC)


def next_pacific_midnight(now: datetime) -> datetime:
    """Return when the daily budget starts anew, in Pacific time."""
    # The sum is one of calendar days, also where a day has 23 or 25 hours.
    return pacific_midnight(now) + timedelta(days=1)


def pacific_day(now: datetime) -> str:
    """Return the day's date as YYYY-MM-DD, which sorts by time."""
    return pacific_midnight(now).date().isoformat()
