"""Google's error bodies, and what each refusal means.

Sources: YouTube Data API, "Errors"; Google Cloud's error model (google.rpc.ErrorInfo) for `details`. The client library
hides `errors[0].reason` behind `details`, so the body is read here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

import msgspec

from bot.errors import TryLater, UserError, YouTubeRefused

_SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "servingLimitExceeded"})
_SCOPES_MISSING = "insufficientPermissions"
_TOO_MANY = 429
_SERVER_FAULT = 500

Words: TypeAlias = Mapping[str, Callable[[], UserError]]
"""What a method's reasons mean to a person."""


class _Item(msgspec.Struct, frozen=True):
    reason: str = ""


class _Metadata(msgspec.Struct, frozen=True):
    quota_unit: str = ""
    quota_limit: str = ""


class _Detail(msgspec.Struct, frozen=True):
    reason: str = ""
    metadata: _Metadata = _Metadata()


class _Error(msgspec.Struct, frozen=True):
    message: str = ""
    errors: tuple[_Item, ...] = ()
    details: tuple[_Detail, ...] = ()


class _Body(msgspec.Struct, frozen=True):
    error: _Error = _Error()


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is no success. `daily` tells a limit of the day from one of the minute."""

    status: int
    reason: str
    daily: bool

    @property
    def spent(self) -> bool:
        """The day's budget is used up, so asking again before midnight Pacific is useless."""
        return self.reason in _SPENT or (self.daily and self._throttled)

    @property
    def passing(self) -> bool:
        """The same request may succeed in a moment."""
        return self.status >= _SERVER_FAULT or (self._throttled and not self.spent)

    @property
    def _throttled(self) -> bool:
        return self.status == _TOO_MANY or self.reason in _TOO_FAST


def read_refusal(status: int, body: bytes) -> Refusal:
    """Read an error body; one that is not Google's JSON (a proxy's page) has the reason `http_<status>`."""
    try:
        error = msgspec.json.decode(body, type=_Body).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        error = _Error()
    if any(detail.reason == "ACCESS_TOKEN_SCOPE_INSUFFICIENT" for detail in error.details):
        return Refusal(status, _SCOPES_MISSING, daily=False)
    reason = error.errors[0].reason if error.errors else ""
    # The reason goes to people and logs, so only a plain word is taken over.
    known = reason if re.fullmatch(r"[A-Za-z]{1,60}", reason) else f"http_{status}"
    return Refusal(status, known, daily=_is_daily(error))


def _is_daily(error: _Error) -> bool:
    limits = [detail.metadata for detail in error.details]
    by_details = any(limit.quota_unit.startswith("1/d") or "PerDay" in limit.quota_limit for limit in limits)
    return by_details or "per day" in error.message


def refusal_error(refusal: Refusal) -> UserError:
    """Return what to raise for a refusal that was final, other than a spent day's."""
    return TryLater("YouTube") if refusal.passing else YouTubeRefused(refusal.status, refusal.reason)


@contextmanager
def said_as(words: Words) -> Iterator[None]:
    """Raise a method's refusals in the words for people; a reason without words stays a YouTubeRefused."""
    try:
        yield
    except YouTubeRefused as refused:
        say = words.get(refused.reason)
        if say is None:
            raise
        raise say() from None
