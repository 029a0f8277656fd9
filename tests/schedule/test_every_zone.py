"""Every zone's changes of the clocks, 2026 to 2030: one post a local day, at the moment another library names.

The other library is whenever: it reads the zones' files with a parser of its own and knows nothing of cron.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whenever import Date, Instant, RepeatedTime, SkippedTime, Time, ZonedDateTime

from bot.schedule.rules import upcoming

pytestmark = pytest.mark.no_cover

FIRST, LAST = Instant.from_utc(2026, 1, 1), Instant.from_utc(2031, 1, 1)
CLOCKS = (Time(0, 30), Time(1, 30), Time(2, 30), Time(3, 30))
SOME_DAYS = 3
"""So many days before and after a change are looked at."""


def zone_names() -> list[str]:
    return sorted(files("tzdata").joinpath("zones").read_text("utf-8").split())


@cache
def changes(zone: str) -> tuple[ZonedDateTime, ...]:
    """Return the first moment after each change of a zone's clocks in the five years."""
    found: list[ZonedDateTime] = []
    change = FIRST.to_tz(zone).next_transition()
    while change is not None and change.to_instant() < LAST:
        found.append(change)
        change = change.next_transition()
    return tuple(found)


def expected(day: Date, clock: Time, zone: str) -> datetime:
    """Return the moment of a local time: the first of two, and where there is none the first after the gap."""
    local = day.at(clock)
    try:
        moment = local.assume_tz(zone, disambiguation="raise")
    except RepeatedTime:
        moment = local.assume_tz(zone, disambiguation="earlier")
    except SkippedTime:
        after_gap = local.assume_tz(zone, disambiguation="earlier").next_transition()
        assert after_gap is not None
        moment = after_gap
    return moment.to_instant().to_stdlib()


def daily(zone: str, clock: Time, first: Date, days: int) -> Iterator[datetime]:
    return (expected(first.add(days=number), clock, zone) for number in range(days))


def check_daily(zone: str, clock: Time, first: Date, days: int) -> None:
    wanted = list(daily(zone, clock, first, days))
    cron = f"{clock.minute} {clock.hour} * * *"
    found = upcoming(cron, ZoneInfo(zone), wanted[0] - timedelta(seconds=1), days)
    assert found == wanted, (zone, cron)
    local_days = [moment.astimezone(ZoneInfo(zone)).date() for moment in found]
    assert local_days == [first.to_stdlib() + timedelta(days=number) for number in range(days)], (zone, cron)


def check_weekly(zone: str, clock: Time, day: Date, weeks: int) -> None:
    """Check a rule for this day's weekday, from a week before it."""
    first = day.subtract(weeks=1)
    wanted = [expected(first.add(weeks=number), clock, zone) for number in range(weeks)]
    cron = f"{clock.minute} {clock.hour} * * {day.day_of_week().value % 7}"
    found = upcoming(cron, ZoneInfo(zone), wanted[0] - timedelta(seconds=1), weeks)
    assert found == wanted, (zone, cron)


@pytest.mark.parametrize("clock", CLOCKS, ids=str)
def test_around_every_change_a_rule_fires_once_a_local_day(clock: Time) -> None:
    seen = 0
    for zone in zone_names():
        for change in changes(zone):
            seen += 1
            check_daily(zone, clock, change.date().subtract(days=SOME_DAYS), 2 * SOME_DAYS)
            # Where midnight is skipped or repeated, the change touches the day before or after it, too.
            for offset in (-1, 0, 1):
                check_weekly(zone, clock, change.date().add(days=offset), 3)
    assert seen > 1000


@given(
    zone=st.sampled_from(zone_names()),
    clock=st.sampled_from(CLOCKS),
    day=st.dates(date(2026, 1, 1), date(2030, 11, 30)),
    seconds=st.integers(0, 24 * 60 * 60),
)
@settings(max_examples=300)
def test_from_any_moment_on_a_month_has_one_moment_a_local_day(zone: str, clock: Time, day: date, seconds: int) -> None:
    after = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds)
    first = Instant(after).to_tz(zone).date()
    wanted = [moment for moment in daily(zone, clock, first, 31) if moment > after]
    assert upcoming(f"{clock.minute} {clock.hour} * * *", ZoneInfo(zone), after, len(wanted)) == wanted
