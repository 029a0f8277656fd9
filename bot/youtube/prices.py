"""What a call costs (YouTube Data API, "Quota usage"). Each page and each try costs again, a refused request too."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Bucket(StrEnum):
    """What a project has of each day; the value names the whole of it in the ledger."""

    UNITS = "all"
    SEARCHES = "search"


@dataclass(frozen=True, slots=True)
class Price:
    """How much a call takes out of which bucket: units, or calls of search.list."""

    amount: int
    bucket: Bucket = Bucket.UNITS


PRICES: Mapping[str, Price] = {
    "youtube.channels.list": Price(1),
    "youtube.commentThreads.insert": Price(50),
    # The reference says 2, older copies of it 1.
    "youtube.members.list": Price(2),
    "youtube.membershipsLevels.list": Price(1),
    "youtube.playlistItems.list": Price(1),
    "youtube.search.list": Price(1, Bucket.SEARCHES),
    "youtube.videos.getRating": Price(1),
    "youtube.videos.list": Price(1),
    "youtube.videos.rate": Price(50),
}
"""By the id that the discovery document gives the method. A method without a price is never called."""
