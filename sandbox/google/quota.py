"""The project's daily budget: units for most methods, calls for search (YouTube Data API, "Quota usage")."""

from sandbox.google.clock import Clock, pacific_day
from sandbox.google.errors import ApiError, error_info

DAILY_UNITS = 10_000
DAILY_SEARCHES = 100
INVALID_REQUEST_COST = 1

_COSTS = {
    "youtube.channels.list": 1,
    "youtube.playlistItems.list": 1,
    "youtube.videos.list": 1,
    "youtube.videos.rate": 50,
    "youtube.videos.getRating": 1,
    "youtube.members.list": 2,
    "youtube.membershipsLevels.list": 1,
    "youtube.commentThreads.insert": 50,
}
_SEARCH = "youtube.search.list"


class Quota:
    """Counts what is left of the Pacific day. Drive's methods cost nothing here."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._day = pacific_day(clock())
        self._units = DAILY_UNITS
        self._searches = DAILY_SEARCHES

    def _turn_day(self) -> None:
        today = pacific_day(self._clock())
        if today != self._day:
            self._day, self._units, self._searches = today, DAILY_UNITS, DAILY_SEARCHES

    @property
    def units_left(self) -> int:
        """Units left today."""
        self._turn_day()
        return self._units

    @units_left.setter
    def units_left(self, units: int) -> None:
        self._turn_day()
        self._units = units

    @property
    def searches_left(self) -> int:
        """Calls of search.list left today."""
        self._turn_day()
        return self._searches

    @searches_left.setter
    def searches_left(self, calls: int) -> None:
        self._turn_day()
        self._searches = calls

    def charge_invalid(self, method_id: str) -> int:
        """Charge a request that no method ran; returns the units it cost."""
        if not method_id.startswith("youtube."):
            return 0
        cost = min(INVALID_REQUEST_COST, self.units_left)
        self._units -= cost
        return cost

    def charge(self, method_id: str) -> int:
        """Charge a call; returns its units. Raises 403 `quotaExceeded`, or 429 `rateLimitExceeded` for search."""
        self._turn_day()
        if method_id == _SEARCH:
            if self._searches <= 0:
                raise _searches_spent()
            self._searches -= 1
            return 0
        cost = _COSTS.get(method_id, 0)
        if cost > self._units:
            raise _units_spent()
        self._units -= cost
        return cost


def _units_spent() -> ApiError:
    message = (
        "The request cannot be completed because you have exceeded your "
        '<a href="/youtube/v3/getting-started#quota">quota</a>.'
    )
    return ApiError(403, "quotaExceeded", message, domain="youtube.quota")


def _searches_spent() -> ApiError:
    message = (
        "Quota exceeded for quota metric 'Search Queries' and limit 'Search Queries per day' "
        "of service 'youtube.googleapis.com'."
    )
    details = (error_info("RATE_LIMIT_EXCEEDED", service="youtube.googleapis.com", quota_unit="1/d/{project}"),)
    return ApiError(429, "rateLimitExceeded", message, named_status=True, details=details)
