"""Which refusals pass, and which end the day."""

import msgspec
import pytest

from bot.errors import TryLater, YouTubeRefused
from bot.youtube.refusals import read_refusal, refusal_error


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
    assert isinstance(refusal_error(refusal), TryLater)


def test_a_scope_problem_is_recognised_by_its_detail_too() -> None:
    assert read_refusal(403, body("forbidden", reason="ACCESS_TOKEN_SCOPE_INSUFFICIENT")).reason == (
        "insufficientPermissions"
    )


def test_only_a_plain_word_is_taken_over_as_reason() -> None:
    refusal = read_refusal(400, body("**@everyone** key=secret"))
    assert refusal.reason == "http_400"
    assert isinstance(refusal_error(refusal), YouTubeRefused)
