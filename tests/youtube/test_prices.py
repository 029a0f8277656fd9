"""Every method that the bot calls has a price, and the sandbox's Google asks the same."""

import re
from collections.abc import Iterator

import pytest
from googleapiclient.discovery_cache import get_static_doc

from bot.youtube.prices import PRICES, Bucket
from sandbox.google import quota as googles
from tests.support.processes import ROOT

CALL = re.compile(r"youtube\.([a-z_]+)\.([a-zA-Z]+)\(")
RESOURCES = {"memberships_levels": "membershipsLevels", "playlist_items": "playlistItems"}


def called() -> Iterator[str]:
    for file in [*(ROOT / "bot").rglob("*.py"), *(ROOT / "cogs").rglob("*.py")]:
        for resource, method in CALL.findall(file.read_text(encoding="utf-8")):
            yield f"youtube.{RESOURCES.get(resource, resource)}.{method}"


def test_every_method_that_is_called_has_a_price() -> None:
    found = set(called())
    assert {"youtube.videos.rate", "youtube.members.list", "youtube.membershipsLevels.list"} <= found
    assert found <= PRICES.keys()


def test_every_price_is_that_of_a_method_that_exists() -> None:
    described = get_static_doc("youtube", "v3")
    for method_id in PRICES:
        assert f'"{method_id}"' in described


@pytest.mark.parametrize("method_id", sorted(PRICES))
def test_the_sandboxs_google_asks_the_same_price(method_id: str) -> None:
    price = PRICES[method_id]
    assert googles._COSTS.get(method_id, 0) == (price.amount if price.bucket is Bucket.UNITS else 0)
