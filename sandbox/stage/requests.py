"""The bot's requests to both sides in one list: what was asked, how it ended, what it cost. No secrets."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from sandbox.discord.payloads import moment
from sandbox.discord.rest.api import Exchange
from sandbox.discord.wire import Json
from sandbox.google.records import RequestRecord
from sandbox.stage.fault import Side

KEPT = 1_000
_OF_THE_BOT = ("/token", "/revoke", "/youtube/v3/", "/drive/v3/")
"""What programs ask of Google; the rest are pages that people open."""
_OF_THE_BOT_AT_PATREON = "/api/"


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request. `n` counts from 1, `at` is aware UTC, `status` is 0 for a cut connection, `cost` is quota units."""

    n: int
    at: datetime
    side: Side
    method: str
    path: str
    status: int
    cost: int
    note: str

    def json(self) -> Json:
        """Return it as the page gets it."""
        return asdict(self) | {"at": moment(self.at)}


class RequestLog:
    """The last requests, in the order in which they were answered. Listeners are told of each new one."""

    def __init__(self) -> None:
        self.last = 0
        self.listeners: list[Callable[[LoggedRequest], None]] = []
        self._kept: deque[LoggedRequest] = deque(maxlen=KEPT)

    def __iter__(self) -> Iterator[LoggedRequest]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def after(self, n: int, limit: int) -> list[LoggedRequest]:
        """Return the newest requests after number `n`, oldest first, at most `limit`."""
        return [request for request in self._kept if request.n > n][-limit:]

    def of_discord(self, exchange: Exchange) -> None:
        """Take a request to Discord; of its path only the template is kept, since paths there hold tokens."""
        note = exchange.note or _refusal(exchange)
        self._add(exchange.at, "discord", exchange.method, exchange.route, exchange.status, 0, note)

    def of_google(self, record: RequestRecord) -> None:
        """Take a request to Google; secrets are in its query and body, which are not kept."""
        if record.path.startswith(_OF_THE_BOT):
            self._of_record("google", record)

    def of_patreon(self, record: RequestRecord) -> None:
        """Take a request to Patreon, as one to Google."""
        if record.path.startswith(_OF_THE_BOT_AT_PATREON):
            self._of_record("patreon", record)

    def _of_record(self, side: Side, record: RequestRecord) -> None:
        words = [record.grant_type.replace("_", " "), record.reason, f"for {record.person}" if record.person else ""]
        if not record.status:
            words.append("connection cut")
        note = " · ".join(filter(None, words))
        self._add(record.at, side, record.method, record.path, record.status, record.cost, note)

    def _add(self, at: datetime, side: Side, method: str, path: str, status: int, cost: int, note: str) -> None:
        self.last += 1
        request = LoggedRequest(self.last, at, side, method, path, status, cost, note)
        self._kept.append(request)
        for listener in self.listeners:
            listener(request)


def _refusal(exchange: Exchange) -> str:
    if exchange.status < 400 or not isinstance(exchange.response, dict):
        return ""
    code, message = exchange.response.get("code"), str(exchange.response.get("message", ""))
    return f"{code} {message}" if code else message
