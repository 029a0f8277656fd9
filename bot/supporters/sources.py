"""Which creators let a server thank their supporters: added by the creator alone."""

from collections.abc import Callable

from bot.clock import Clock
from bot.errors import NotYours
from bot.store import audit, posts
from bot.store import sources as rows
from bot.store.database import Database
from bot.store.sources import Source
from bot.store.types import new_id

__all__ = ["YOUTUBE_MEMBERS", "Source", "Sources"]

YOUTUBE_MEMBERS = "youtube_members"
"""The kind of source that reads a link's channel members."""
REMOVED = "a source of its names was taken away"


class Sources:
    """Adds, lists and removes the sources of servers."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def add(self, guild_id: int, link_id: str, user_id: int) -> Source:
        """Let a server thank the channel members of the user's own link; adding it twice changes nothing.

        Raises NotYours when the link is gone or another person's: names reach a server by their creator's will alone,
        whoever manages it.
        """
        async with self._database.write() as connection:
            if await rows.owner_of_link(connection, link_id) != user_id:
                raise NotYours("account", "Look at your own with `/accounts`.")
            known = await rows.find_of_link(connection, guild_id, YOUTUBE_MEMBERS, link_id)
            if known is not None:
                return known
            added = await rows.add(
                connection,
                source_id=new_id(),
                guild_id=guild_id,
                kind=YOUTUBE_MEMBERS,
                link_id=link_id,
                by=user_id,
                at=self._clock(),
            )
            await audit.add(connection, added.added_at, user_id, "source.added", **_traces(added))
            return added

    async def of_guild(self, guild_id: int) -> list[Source]:
        """Return a server's sources, the first added first."""
        async with self._database.read() as connection:
            return await rows.of_guild(connection, guild_id)

    async def of_link(self, link_id: str) -> list[Source]:
        """Return where a link's channel members are thanked, the first added first."""
        async with self._database.read() as connection:
            return await rows.of_link(connection, link_id)

    async def remove(self, guild_id: int, source_id: str, user_id: int) -> Source:
        """Take a source away from this server. That the user manages the server is for the caller to check.

        Raises NotYours when the source is gone or another server's.
        """
        return await self._remove(source_id, user_id, lambda source: source.guild_id == guild_id)

    async def withdraw(self, source_id: str, user_id: int) -> Source:
        """Take the user's own members away from the server they are thanked in. Raises NotYours."""
        return await self._remove(source_id, user_id, lambda source: source.owner_id == user_id)

    async def _remove(self, source_id: str, user_id: int, allowed: Callable[[Source], bool]) -> Source:
        async with self._database.write() as connection:
            source = await rows.by_id(connection, source_id)
            if source is None or not allowed(source):
                raise NotYours("source", "Look at `/credits sources list`.")
            await rows.remove(connection, source_id)
            # Names that were laid out already but not sent: they are no longer this server's to show.
            await posts.stop_unfinished_of(connection, [source.guild_id], REMOVED, self._clock())
            await audit.add(connection, self._clock(), user_id, "source.removed", **_traces(source))
        return source


def _traces(source: Source) -> dict[str, str]:
    """Return what the audit keeps of a source, in words that outlive its rows."""
    return {"subject": f"{source.kind}/{source.account_id}", "detail": f"server {source.guild_id}"}
