"""Time zones by a few letters."""

import pytest

from bot.errors import BadTimezone
from bot.schedule.zones import require_timezone, timezones


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("new york", "America/New_York"),
        ("NEWYORK", "America/New_York"),
        ("new_y", "America/New_York"),
        ("ber", "Europe/Berlin"),
        ("são", "America/Sao_Paulo"),
        ("europe/b", "Europe/Berlin"),
        ("utc", "UTC"),
        ("argentina", "America/Argentina/Buenos_Aires"),
    ],
)
def test_zone_is_offered_first(typed: str, first: str) -> None:
    assert timezones(typed)[0] == first


def test_common_zones_are_offered_before_anything_is_typed() -> None:
    offered = timezones("  ")
    assert len(offered) == 25
    assert all(require_timezone(name).key == name for name in offered)


def test_no_more_are_offered_than_discord_shows() -> None:
    assert len(timezones("a")) == 25
    assert timezones("no such place") == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("america/new york", "America/New_York"),
        ("utc", "UTC"),
        ("US/Eastern", "US/Eastern"),
    ],
)
def test_zone_is_understood(name: str, key: str) -> None:
    assert require_timezone(name).key == key


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "localtime", "ber"])
def test_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(BadTimezone):
        require_timezone(name)
