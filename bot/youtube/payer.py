"""Who a call of YouTube is counted for: it travels with the call, from the command or the schedule to the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    """A person by Discord's user id, a server by its id, or both: then the call is counted for each.

    `owner_id` is whose link is read, where somebody else asks or nobody does.
    """

    purpose: Purpose
    user_id: int | None = None
    guild_id: int | None = None
    owner_id: int | None = None

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

    def on_behalf_of(self, owner_id: int) -> Self:
        """Return the same payer, reading this person's link: background work counts for them too.

        With the server alone, somebody who has many servers would have as many shares.
        """
        return replace(self, owner_id=owner_id)

    @property
    def caller(self) -> str:
        """Who it is that fails when this fails: the person whose link is read, as far as that is known."""
        person = self.owner_id or self.user_id
        return f"server/{self.guild_id}" if person is None else f"user/{person}"

    @property
    def background_account(self) -> str | None:
        """The name in the ledger of what runs by itself with one person's links; None for anything else."""
        if self.purpose is not Purpose.BACKGROUND or self.owner_id is None:
            return None
        return f"background/user/{self.owner_id}"

    def accounts(self) -> Iterator[str]:
        """Yield the names in the ledger: `user/<id>`, `server/<id>`, `background/user/<id>`, `background`."""
        if self.user_id is not None:
            yield f"user/{self.user_id}"
        if self.guild_id is not None:
            yield f"server/{self.guild_id}"
        if self.background_account is not None:
            yield self.background_account
        if self.purpose is Purpose.BACKGROUND:
            yield "background"
