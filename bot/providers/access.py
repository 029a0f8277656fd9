"""What a person may allow, in three steps, and how a call gets its access token."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Protocol, TypeAlias


class Access(StrEnum):
    """A permission in a person's words; each provider maps it to scopes.

    `act` and `creator` each include `look`; neither includes the other.
    """

    LOOK = "look"
    ACT = "act"
    CREATOR = "creator"


Bearer: TypeAlias = Callable[[str | None], Awaitable[str]]
"""Gives an access token for one link. Its argument is the token a service has just refused (401), or None."""


class AccessTokens(Protocol):
    """Whoever keeps the tokens of links: `TokenKeeper` while running, a fixed token while a link is being made."""

    def bearer(self, link_id: str) -> Bearer:
        """Return how to get an access token for this link."""
        ...
