"""The moments of rules, through the changes of the clocks."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.schedule.rules import latest, parse_rule, upcoming

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
CHANGES = [
    (BERLIN, datetime(2027, 3, 28, tzinfo=BERLIN)),
    (BERLIN, datetime(2027, 10, 31, tzinfo=BERLIN)),
    (NEW_YORK, datetime(2027, 3, 14, tzinfo=NEW_YORK)),
    (NEW_YORK, datetime(2027, 11, 7, tzinfo=NEW_YORK)),
    (ZoneInfo("America/Havana"), datetime(2027, 3, 14, tzinfo=ZoneInfo("America/Havana"))),
    (ZoneInfo("Australia/Lord_Howe"), datetime(2027, 4, 4, tzinfo=ZoneInfo("Australia/Lord_Howe"))),
]


@pytest.mark.parametrize(("zone", "day"), CHANGES)
@given(hour=st.integers(0, 23), minute=st.integers(0, 59), start=st.integers(0, 60 * 24 * 3))
@settings(max_examples=40)
def test_daily_rule_fires_exactly_once_a_local_day(
    zone: ZoneInfo, day: datetime, hour: int, minute: int, start: int
) -> None:
    after = day.astimezone(UTC) - timedelta(days=2) + timedelta(minutes=start)
    moments = upcoming(f"{minute} {hour} * * *", zone, after, 5)
    days = [moment.astimezone(zone).date() for moment in moments]
    assert days == [days[0] + timedelta(days=number) for number in range(5)]
    assert after < moments[0] <= after + timedelta(hours=26)


RULES = {"30 2 * * *": 8, "0 2,3 * * *": 16, "15 1 * * *": 8, "0 0 * * *": 8, "*/30 2 * * *": 16, "*/20 * * * *": 300}
"""Rules, each with how many of its moments fill four days and more."""


@cache
def moments_around(cron: str, zone: ZoneInfo, start: datetime) -> list[datetime]:
    return upcoming(cron, zone, start, RULES[cron])


@pytest.mark.parametrize(("zone", "day"), CHANGES)
@given(pauses=st.lists(st.integers(1, 600), min_size=1, max_size=9), cron=st.sampled_from(list(RULES)))
@settings(max_examples=60)
def test_looking_at_any_times_claims_no_moment_twice_and_always_the_latest(
    zone: ZoneInfo, day: datetime, pauses: list[int], cron: str
) -> None:
    start = day.astimezone(UTC) - timedelta(hours=24)
    every = moments_around(cron, zone, start)
    now, due, claimed = start, every[0], list[datetime]()
    for pause in pauses:
        now += timedelta(minutes=pause)
        if due <= now:
            claimed.append(latest(cron, zone, due, now))
            due = upcoming(cron, zone, now, 1)[0]
    reached = [moment for moment in every if moment <= now]
    assert claimed == sorted(set(claimed))
    assert set(claimed) <= set(reached)
    assert claimed[-1:] == reached[-1:]


def test_time_that_spring_skips_moves_to_the_first_minute_after_the_gap() -> None:
    [moment] = upcoming("30 2 * * *", BERLIN, datetime(2027, 3, 27, 12, tzinfo=UTC), 1)
    assert moment.astimezone(BERLIN).isoformat() == "2027-03-28T03:00:00+02:00"


def test_time_that_autumn_repeats_fires_the_first_time_only() -> None:
    moments = upcoming("30 1 * * *", NEW_YORK, datetime(2027, 11, 6, 12, tzinfo=UTC), 2)
    assert [moment.isoformat() for moment in moments] == ["2027-11-07T05:30:00+00:00", "2027-11-08T06:30:00+00:00"]


def test_schedule_resumed_in_the_repeated_hour_does_not_fire_for_the_first_pass() -> None:
    second_pass = datetime(2027, 10, 31, 1, 10, tzinfo=UTC)
    assert upcoming("30 2 * * *", BERLIN, second_pass, 1) == [datetime(2027, 11, 1, 1, 30, tzinfo=UTC)]


def test_hourly_rule_follows_real_hours() -> None:
    moments = upcoming("0 * * * *", BERLIN, datetime(2027, 10, 30, 22, 30, tzinfo=UTC), 5)
    assert {later - earlier for earlier, later in pairwise(moments)} == {timedelta(hours=1)}


def test_weekday_names_and_last_days_are_local() -> None:
    monday = parse_rule("every monday at 00:30").cron
    assert upcoming(monday, BERLIN, datetime(2026, 11, 21, tzinfo=UTC), 1) == [
        datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    ]
    last = parse_rule("monthly on the last day at 18:00").cron
    days = [moment.day for moment in upcoming(last, BERLIN, datetime(2027, 1, 1, tzinfo=UTC), 4)]
    assert days == [31, 28, 31, 30]


def test_month_of_missed_minutes_costs_no_more_than_a_few_steps() -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    until = since + timedelta(days=300, seconds=30)
    assert latest("* * * * *", BERLIN, since, until) == until - timedelta(seconds=30)
