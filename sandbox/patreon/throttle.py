"""How often a program may ask: 100 times in 2 s a client, 100 in a minute a token (docs.patreon.com, "Rate Limits")."""

import math
from collections import defaultdict, deque
from datetime import timedelta

from sandbox.google.clock import Clock
from sandbox.patreon.errors import throttled

_CLIENT = (100, timedelta(seconds=2))
_TOKEN = (100, timedelta(minutes=1))


class Throttle:
    """Counts in sliding windows. A token is counted by its grant: "refreshing a token will not reset the limits"."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    def count(self, client_id: str, user_id: str) -> None:
        """Count a request; raises `ApiError` 429 when it is one too many. What is refused is not counted."""
        now = self._clock().timestamp()
        windows = [(("client", client_id), _CLIENT), (("token", f"{client_id} {user_id}"), _TOKEN)]
        for key, (limit, span) in windows:
            seen, seconds = self._seen[key], span.total_seconds()
            while seen and seen[0] <= now - seconds:
                seen.popleft()
            if len(seen) >= limit:
                raise throttled(max(1, math.ceil(seen[0] + seconds - now)))
        for key, _ in windows:
            self._seen[key].append(now)
