"""When the next scheduled post is due; only the bot knows."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeAlias

NextPost: TypeAlias = Callable[[], Awaitable[datetime | None]]
"""Asks the bot when its next scheduled post is due (aware, UTC); None when nothing is planned."""


class NothingPlanned(Exception):
    """There is no next post to go to."""


async def no_bot() -> None:
    """Answer as long as there is no bot to ask."""
    return
