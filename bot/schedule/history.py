"""What was posted in a server, newest first, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.store import history as rows
from bot.store.database import Database
from bot.store.history import Past


@dataclass(frozen=True, slots=True)
class PastPage:
    """One page: `number` counts from 0, `count` is at least 1."""

    posts: Sequence[Past]
    number: int
    count: int


class History:
    """Reads the ledger for people; it goes back as far as the ledger does, some 400 days."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, guild_id: int, schedule_id: str, wanted: int, size: int) -> PastPage:
        """Return the wanted page, or the nearest there is, of one schedule of this server or of all (empty)."""
        async with self._database.read() as connection:
            known = await rows.count(connection, guild_id, schedule_id)
            count = max(1, -(-known // size))
            number = min(max(wanted, 0), count - 1)
            posts = await rows.page(connection, guild_id, schedule_id, first=number * size, size=size)
        return PastPage(posts, number, count)
