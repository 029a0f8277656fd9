"""Which refusals pass, which end the day, and when the day ends."""

from datetime import UTC, datetime

import msgspec
import pytest

from bot.errors import QuotaSpent, TryLater, YouTubeRefused
from bot.youtube.refusals import next_pacific_midnight, read_refusal, refusal_error

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def body(reason: str = "", message: str = "", /, **detail: object) -> bytes:
    error = {"code": 0, "message": message, "errors": [{"reason": reason}] if reason else []}
    return msgspec.json.encode({"error": error | ({"details": [detail]} if detail else {})})


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (403, body("quotaExceeded")),
        (403, body("dailyLimitExceeded")),
        (429, body("rateLimitExceeded", metadata={"quota_unit": "1/d/{project}"})),
        (429, body("rateLimitExceeded", metadata={"quota_limit": "SearchRequestsPerDayPerProject"})),
        (429, body("rateLimitExceeded", "Quota exceeded for limit 'Search Queries per day'")),
    ],
)
def test_a_spent_day_is_told_from_a_busy_minute(status: int, answer: bytes) -> None:
    refusal = read_refusal(status, answer)
    assert (refusal.spent, refusal.passing) == (True, False)
    assert isinstance(refusal_error(refusal, NOW), QuotaSpent)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (429, body("rateLimitExceeded", metadata={"quota_unit": "1/min/{project}/{user}"})),
        (403, body("userRateLimitExceeded")),
        (429, b""),
        (500, body("backendError")),
        (502, b"<html>"),
    ],
)
def test_a_busy_minute_is_worth_another_try(status: int, answer: bytes) -> None:
    refusal = read_refusal(status, answer)
    assert (refusal.spent, refusal.passing) == (False, True)
    assert isinstance(refusal_error(refusal, NOW), TryLater)


def test_a_scope_problem_is_recognised_by_its_detail_too() -> None:
    assert read_refusal(403, body("forbidden", reason="ACCESS_TOKEN_SCOPE_INSUFFICIENT")).reason == (
        "insufficientPermissions"
    )


def test_only_a_plain_word_is_taken_over_as_reason() -> None:
    refusal = read_refusal(400, body("**@everyone** key=secret"))
    assert refusal.reason == "http_400"
    assert isinstance(refusal_error(refusal, NOW), YouTubeRefused)


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        (datetime(2026, 11, 21, 7, 59, tzinfo=UTC), datetime(2026, 11, 21, 8, tzinfo=UTC)),
        (datetime(2026, 11, 21, 8, 0, tzinfo=UTC), datetime(2026, 11, 22, 8, tzinfo=UTC)),
        (datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 7, 2, 7, tzinfo=UTC)),
        # The night on which the clocks go back is an hour longer.
        (datetime(2026, 11, 1, 12, tzinfo=UTC), datetime(2026, 11, 2, 8, tzinfo=UTC)),
    ],
)
def test_the_day_ends_at_midnight_in_california(now: datetime, midnight: datetime) -> None:
    assert next_pacific_midnight(now) == midnight
