"""The time, passed in wherever it matters so that tests can move it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]
"""Returns the present moment, aware and in UTC."""
Sleep: TypeAlias = Callable[[float], Awaitable[None]]
"""Waits so many seconds; tests pass one that does not."""


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)
