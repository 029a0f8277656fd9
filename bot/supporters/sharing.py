"""Whether the whole list of a source may leave a server: its owner alone decides."""

import msgspec

from bot.clock import Clock
from bot.errors import NotYours
from bot.store import audit, files
from bot.store import sources as rows
from bot.store.database import Database
from bot.store.sources import Source
from bot.supporters.source_settings import said_of, with_said
from bot.supporters.sources import traces


class _Shared(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the owner of a source has said about taking its list away."""

    shared_export: bool = False


def is_shared(source: Source) -> bool:
    """Tell whether its owner lets whoever manages the server take the list away; what cannot be read is a no."""
    return said_of(source, _Shared).shared_export


def may_take(source: Source, user_id: int) -> bool:
    """Tell whether this person may take the list away."""
    return source.owner_id == user_id or is_shared(source)


class Sharing:
    """Lets owners share their lists, or stop that."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def set(self, guild_id: int, source_id: str, user_id: int, shared: bool) -> Source:
        """Note the owner's wish. Raises NotYours for everybody else."""
        async with self._database.write() as connection:
            source = await rows.by_id(connection, source_id)
            if source is None or (source.guild_id, source.owner_id) != (guild_id, user_id):
                raise NotYours("source", "Only its owner can share it; `/credits sources list` shows whose it is.")
            await rows.set_settings(connection, source_id, settings_with(source, shared=shared))
            if not shared:
                await files.remove_of_guilds(connection, [guild_id], but_of=user_id)
            action = "source.shared" if shared else "source.unshared"
            await audit.add(connection, self._clock(), user_id, action, **traces(source))
        return source


def settings_with(source: Source, *, shared: bool) -> str:
    """Return a source's settings in which its owner has said so."""
    return with_said(source, _Shared(shared))
