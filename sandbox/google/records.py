"""What was asked of the sandbox's Google and how it ended."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request. `query` can hold secrets, so it is left out of the repr.

    `status` is 0 when the connection was dropped, `cost` is in quota units, `person` is the account's key,
    `grant_type` is set for the token endpoint, `reason` names a refusal, and `at` is the sandbox's clock, aware UTC.
    """

    method: str
    path: str
    status: int
    at: datetime
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    cost: int = 0
    person: str | None = None
    grant_type: str = ""
    reason: str = ""


@dataclass(slots=True)
class Tally:
    """What the handlers learn about a request while they answer it."""

    cost: int = 0
    person: str | None = None
    grant_type: str = ""
    reason: str = ""
