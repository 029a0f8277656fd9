"""How one person stands in a server's credits, for that person to see."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.store import links
from bot.store.database import Database
from bot.store.links import LinkRow
from bot.supporters.people import People
from bot.supporters.roll import Roll
from bot.youtube.payer import Payer


@dataclass(frozen=True, slots=True)
class Seen:
    """Where somebody stands: as whom, and under which heading."""

    name: str
    tier: str


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """All of one person's places in a server's credits, and whether that server refuses to credit them.

    There is more than one place where they have said nothing of several accounts, or share one with somebody.
    """

    seen: tuple[Seen, ...]
    refused: bool


class Standings:
    """Looks people up by what they have linked, in the lists as they were read last."""

    def __init__(self, database: Database, people: People, clock: Clock) -> None:
        self._database = database
        self._people = people
        self._clock = clock

    async def linked(self, user_id: int) -> Sequence[LinkRow]:
        """Return what the person has linked: these accounts prove who they are in the lists."""
        async with self._database.read() as connection:
            return await links.of_user(connection, user_id)

    async def of(self, user_id: int, guild_id: int) -> OwnStanding:
        """Return where the person stands in this server's credits now; no provider is asked."""
        own = await self.linked(user_id)
        self._people.forget(guild_id)
        roll = await self._people.roll(guild_id, Payer.in_server(user_id, guild_id))
        keys = frozenset(f"{row.provider}:{row.account_id}" for row in own)
        seen = await asyncio.to_thread(_seen, roll, keys)
        return OwnStanding(tuple(seen), await self._people.refuses(guild_id, keys))


def _seen(roll: Roll, keys: Collection[str]) -> list[Seen]:
    return [
        Seen(one.name, group.level)
        for group in roll.groups
        for one in group.names
        if any(key in keys for key in one.keys)
    ]
