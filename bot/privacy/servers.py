"""Servers that the bot is no longer in: forgotten at once when it is told, later when it only finds out."""

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta

from bot.clock import Clock
from bot.store import audit, posts, servers
from bot.store.audit import NOBODY
from bot.store.database import Database
from bot.store.transaction import Transaction

log = logging.getLogger(__name__)

GRACE = timedelta(days=7)
"""How long a server is kept that the bot found itself outside of at a start (docs/decisions says why)."""
_STOPPED = "the bot is no longer in this server"


class Servers:
    """Forgets servers. `drop` empties what memory holds of a link, by the link's id."""

    def __init__(self, database: Database, clock: Clock, *, drop: Sequence[Callable[[str], None]]) -> None:
        self._database = database
        self._clock = clock
        self._drop = drop

    async def forget(self, guild_id: int) -> None:
        """Forget a server that has removed the bot: sources, schedules, posts, also those being posted right now."""
        async with self._database.write() as connection:
            read_through = await self._forget(connection, guild_id)
        for link_id in read_through:
            for drop in self._drop:
                drop(link_id)

    async def compare(self, present: Collection[int]) -> None:
        """Compare what is kept with the servers that the bot is in, unavailable ones included.

        One that is missing is noted and its schedules are paused; the note of one that is back goes. The schedules of
        that one stay paused until somebody there resumes them.
        """
        here = set(present)
        now = self._clock()
        async with self._database.write() as connection:
            noted = await servers.left(connection)
            await servers.note_back(connection, noted & here)
            missing = await servers.known(connection) - here - noted
            if not missing:
                return
            await servers.note_left(connection, sorted(missing), now)
            await posts.stop_unfinished_of(connection, missing, _STOPPED, now)
            paused = await servers.pause_schedules(connection, missing, _absent(int(now.timestamp())), now)
        log.warning("not in servers that something is kept about", extra={"servers": len(missing), "paused": paused})

    async def came_back(self, guild_id: int) -> None:
        """Let a server that has added the bot again keep what is kept about it."""
        async with self._database.read() as connection:
            if guild_id not in await servers.left(connection):
                return
        async with self._database.write() as connection:
            await servers.note_back(connection, [guild_id])

    async def clean_up(self) -> None:
        """Forget the servers that have been gone for a week."""
        async with self._database.read() as connection:
            gone = await servers.left_before(connection, self._clock() - GRACE)
        for guild_id in gone:
            await self.forget(guild_id)

    async def _forget(self, connection: Transaction, guild_id: int) -> list[str]:
        """Forget a server, and return the links its names came through."""
        read_through = await servers.links_of(connection, guild_id)
        emptied = await servers.forget(connection, guild_id)
        if emptied:
            detail = f"{emptied.sources} sources, {emptied.schedules} schedules, {emptied.posts} posts"
            await audit.add(
                connection, self._clock(), NOBODY, "server.forgotten", subject=f"server/{guild_id}", detail=detail
            )
            log.info("server forgotten", extra={"server": guild_id})
        return read_through


def _absent(moment: int) -> str:
    return f"When I started on <t:{moment}:D>, I was no longer in this server, so I stopped posting here."
