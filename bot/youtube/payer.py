"""Who a call of YouTube is counted for: it travels with the call, from the command or the schedule to the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Self


class Purpose(Enum):
    """What a call is made for; it decides how much must be left for others."""

    COMMAND = auto()
    """Somebody waits for the answer."""
    SUGGESTION = auto()
    """Somebody is typing and is offered something to choose from."""
    BACKGROUND = auto()
    """Nobody waits."""


@dataclass(frozen=True, slots=True)
class Payer:
    """A person by Discord's user id, a server by its id, or both: then the call is counted for each."""

    purpose: Purpose
    user_id: int | None = None
    guild_id: int | None = None

    @classmethod
    def person(cls, user_id: int) -> Self:
        """Return who pays for a person's own command."""
        return cls(Purpose.COMMAND, user_id=user_id)

    @classmethod
    def typing(cls, user_id: int) -> Self:
        """Return who pays for suggestions while a person types."""
        return cls(Purpose.SUGGESTION, user_id=user_id)

    @classmethod
    def in_server(cls, user_id: int, guild_id: int) -> Self:
        """Return who pays for a person's command that serves a server.

        Both: with the server alone, somebody who has many servers would have as many shares.
        """
        return cls(Purpose.COMMAND, user_id, guild_id)

    @classmethod
    def scheduled(cls, guild_id: int) -> Self:
        """Return who pays for a server's scheduled work."""
        return cls(Purpose.BACKGROUND, guild_id=guild_id)

    def accounts(self) -> Iterator[str]:
        """Yield the names in the ledger: `user/<id>`, `server/<id>`, `background`."""
        if self.user_id is not None:
            yield f"user/{self.user_id}"
        if self.guild_id is not None:
            yield f"server/{self.guild_id}"
        if self.purpose is Purpose.BACKGROUND:
            yield "background"
