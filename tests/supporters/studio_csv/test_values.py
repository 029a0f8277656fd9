"""What stands in a cell."""

from datetime import UTC, datetime

import pytest

from bot.supporters.studio_csv.values import channel_of, instant_of, months_of

CHANNEL = "UC-CQ5189EZ4hRDxwHtD7Sog"


@pytest.mark.parametrize(
    ("cell", "months"),
    [
        ("", 0),
        ("3.5", 3),
        ("3,5", 3),
        ("24.1667", 24),
        ("0.5", 0),
        ("٣٫٥", 3),
        ("７", 7),
        ("२", 2),
        ("1 month", 1),
        ("2 years", 24),
        ("2 yrs. 3 mos.", 27),
        ("1 Jahr, 3 Monate", 15),
        ("1 año y 2 meses", 14),
        ("2 ans et 1 mois", 25),
        ("1 ano e 6 meses", 18),
        ("2 anni", 24),
        ("1 год и 2 месяца", 14),
        ("2年3か月", 27),
        ("1년 2개월", 14),
        ("2年3个月", 27),
        ("1 yıl 3 ay", 15),
        ("2 lata 1 miesiąc", 25),
        ("2 साल 3 महीने", 27),
        ("٣ أشهر", 3),
        ("45 days", 1),
        ("12 weeks", 2),
    ],
)
def test_months_are_read_in_many_languages(cell: str, months: int) -> None:
    assert months_of(cell) == months


@pytest.mark.parametrize(
    "cell", ["abc", "-1", "1e9", "1.234,5", "1 000", "99999", "2 eons", "2 years ago", "∞", "3 3", "nan"]
)
def test_what_is_no_time_is_none(cell: str) -> None:
    assert months_of(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        CHANNEL,
        f"https://www.youtube.com/channel/{CHANNEL}",
        f"http://youtube.com/channel/{CHANNEL}/featured?x=1",
        f" youtube.com/channel/{CHANNEL} ",
    ],
)
def test_a_channel_is_known_by_its_id(cell: str) -> None:
    assert channel_of(cell) == CHANNEL


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "https://youtube.com/@alice",
        f"https://evil.example/channel/{CHANNEL}",
        f"https://youtube.com.evil.example/channel/{CHANNEL}",
        f"{CHANNEL}x",
        "https://www.youtube.com/user/alice",
    ],
)
def test_other_addresses_name_no_channel(cell: str) -> None:
    assert channel_of(cell) is None


def test_dates_are_read_only_where_there_is_no_doubt() -> None:
    assert instant_of("2023-05-03T05:32:33.558-07:00") == datetime(2023, 5, 3, 12, 32, 33, 558000, UTC)
    assert instant_of("2026-03-09") == datetime(2026, 3, 9, tzinfo=UTC)
    for doubtful in ("03/04/2026", "3.4.2026", "yesterday", "", "0001-01-01T00:00:00+14:00"):
        assert instant_of(doubtful) is None
