"""A roll drawn for one message: as files that it carries, or as the address of a file that is too large for it."""

import asyncio
import zipfile
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeAlias

from bot.credits.files import Files, TakenFile
from bot.credits.pictures.job import Order
from bot.credits.pictures.pictures import Drawn, Lane, Pictures
from bot.credits.pictures.sheets import sheet_of
from bot.credits.text import Picture
from bot.supporters.roll import Roll

MOST_BYTES = 10 * 2**20
"""What a message can carry in a server without boosts (Discord's documentation, "Uploading Files")."""
FILES_A_MESSAGE = 10
"""Discord's limit."""


class Wish(NamedTuple):
    """What is to be drawn for a message: in which server, in whose name (a file that is kept goes with their data)."""

    roll: Roll
    order: Order
    guild_id: int
    owner_id: int
    lane: Lane


class Attached(NamedTuple):
    """What a message gets: files, or one to be fetched, whose row is to be stored with the message."""

    files: tuple[Picture, ...] = ()
    taken: TakenFile | None = None


Attach: TypeAlias = Callable[[Wish], Awaitable[Attached]]
"""Draws what is wished for a message. Raises UserError, and Restarting while the bot stops."""


class Attaching:
    """Draws for messages, and takes over what they cannot carry."""

    def __init__(self, pictures: Pictures, files: Files) -> None:
        self._pictures = pictures
        self._files = files

    async def attach(self, wish: Wish) -> Attached:
        """Draw a roll: its pages or one zip of them, or a video. Raises what `Pictures.draw` and `Files.take` raise."""
        sheet = await asyncio.to_thread(sheet_of, wish.roll)
        async with self._pictures.draw(sheet, wish.order, wish.guild_id, lane=wish.lane) as drawn:
            if drawn.result.size <= MOST_BYTES:
                return Attached(await asyncio.to_thread(_files, drawn))
            taken = await self._files.take(
                drawn.path,
                name=drawn.path.name,
                media_type=drawn.result.media_type,
                owner_id=wish.owner_id,
                guild_id=wish.guild_id,
            )
            return Attached(taken=taken)


def _files(drawn: Drawn) -> tuple[Picture, ...]:
    if not 1 < drawn.result.pages <= FILES_A_MESSAGE:
        return (Picture(drawn.path.name, drawn.path.read_bytes()),)
    with zipfile.ZipFile(drawn.path) as archive:
        return tuple(Picture(name, archive.read(name)) for name in archive.namelist())
