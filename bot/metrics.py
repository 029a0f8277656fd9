"""What the process counts, for whoever watches it: a Prometheus registry of its own.

Labels hold names from our own code alone: a route's template, a command's name, an outcome. Never an id of a person, a
server or a link, never an address that was asked for. So there are few series, and nothing in them is private.
Names and units follow Prometheus' conventions (prometheus.io, "Metric and label naming").
"""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

_SECONDS = (0.005, 0.02, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Discord waits three seconds for an answer."""


class Metrics:
    """The counters of one process. Besides them the registry tells its start time, memory and open files."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._refreshes = Counter(
            "curtaincall_token_refreshes",
            "Refreshes of access tokens, by provider and outcome: fresh, dead, unavailable, client_fault.",
            ("provider", "outcome"),
            registry=registry,
        )
        self._units = Counter(
            "curtaincall_youtube_quota_units",
            "Units of YouTube's quota that were spent, by the API's method.",
            ("call",),
            registry=registry,
        )
        self._requests = Histogram(
            "curtaincall_web_request_seconds",
            "Requests to the pages, by the route's template and the answer's status.",
            ("route", "status"),
            buckets=_SECONDS,
            registry=registry,
        )
        self._posts = Counter(
            "curtaincall_posts",
            "Posts of credits, by outcome: posted, stopped, given_up, put_back (to be tried again).",
            ("outcome",),
            registry=registry,
        )
        self._commands = Histogram(
            "curtaincall_command_seconds",
            "Commands, buttons and forms in Discord, by name and outcome.",
            ("name", "outcome"),
            buckets=_SECONDS,
            registry=registry,
        )
        self._alerts = Gauge(
            "curtaincall_alerts_standing",
            "Faults that stand now and that only the operator can mend; the log names them.",
            registry=registry,
        )

    def refresh(self, provider: str, outcome: str) -> None:
        """Count a refresh: `fresh`, `dead`, `unavailable` or `client_fault`."""
        self._refreshes.labels(provider, outcome).inc()

    def units(self, call: str, units: int) -> None:
        """Count quota units spent by a call, named as YouTube does: `members.list`."""
        self._units.labels(call).inc(units)

    def web_request(self, route: str, status: int, seconds: float) -> None:
        """Count an answer of the pages; `route` is the template, never the address."""
        self._requests.labels(route, str(status)).observe(seconds)

    def post(self, outcome: str) -> None:
        """Count a post of credits: `posted`, `skipped`, `stopped`, `given_up` or `put_back`, to be tried again."""
        self._posts.labels(outcome).inc()

    def command(self, name: str, outcome: str, seconds: float) -> None:
        """Count a command, button or form that was dealt with, and how long it took."""
        self._commands.labels(name, outcome).observe(seconds)

    def watch_alerts(self, standing: Callable[[], int]) -> None:
        """Ask `standing` for the number of alerts each time the metrics are read."""
        self._alerts.set_function(standing)
