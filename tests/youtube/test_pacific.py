"""The day of the quota, which is California's."""

from datetime import UTC, datetime

import pytest

from bot.youtube.pacific import next_pacific_midnight, pacific_day, pacific_midnight


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        (datetime(2026, 11, 21, 7, 59, tzinfo=UTC), datetime(2026, 11, 21, 8, tzinfo=UTC)),
        (datetime(2026, 11, 21, 8, 0, tzinfo=UTC), datetime(2026, 11, 22, 8, tzinfo=UTC)),
        (datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 7, 2, 7, tzinfo=UTC)),
        # The night on which the clocks go back is an hour longer.
        (datetime(2026, 11, 1, 12, tzinfo=UTC), datetime(2026, 11, 2, 8, tzinfo=UTC)),
        (datetime(2026, 11, 1, 7, 30, tzinfo=UTC), datetime(2026, 11, 2, 8, tzinfo=UTC)),
    ],
)
def test_the_day_ends_at_midnight_in_california(now: datetime, midnight: datetime) -> None:
    assert next_pacific_midnight(now) == midnight


def test_a_day_is_named_by_its_date_in_california() -> None:
    moment = datetime(2026, 11, 21, 7, 59, tzinfo=UTC)
    assert pacific_day(moment) == "2026-11-20"
    assert pacific_midnight(moment) == datetime(2026, 11, 20, 8, tzinfo=UTC)
