"""Files that are too large for Discord, kept for a while behind an address that nobody can guess.

They hold names, so they go by themselves: a day later, with the data of the person they were made for, and with the
server. The rows say what may be fetched; a file without a row is never served, and a clean-up soon deletes it.
"""

import asyncio
import os
import shutil
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from bot.accounts.tickets import SECRET_SHAPE, new_secret
from bot.clock import Clock
from bot.errors import NoRoomForFiles
from bot.store import files as rows
from bot.store.database import Database
from bot.store.files import FileRow
from bot.store.types import new_id
from bot.store.vault import digest

LIFETIME = timedelta(hours=24)
"""How long a file can be fetched."""
_MOST_BYTES = 20 * 1024**3
"""For all files together: a ProRes roll of five minutes is some 8 GB."""
_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
_ARRIVING = timedelta(minutes=10)
"""A file without a row may just be on its way to one; after this nobody is at it any more."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """Where a file can be fetched until `expires_at` (UTC). The address is a secret of whoever it is given to."""

    url: str = field(repr=False)
    expires_at: datetime


class TakenFile(NamedTuple):
    """A file that was taken over, and the row without which it cannot be fetched; whoever gets it stores that."""

    kept: KeptFile
    row: FileRow


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that may be fetched now: where it is, and what it is called and is."""

    path: Path
    name: str
    media_type: str
    expires_at: datetime


class Files:
    """Keeps files in a folder of its own, which nothing else may use.

    `most_bytes` is how much they may take together. The folder is made when the first file comes.
    """

    def __init__(
        self, database: Database, folder: Path, *, public_url: str, clock: Clock, most_bytes: int = _MOST_BYTES
    ) -> None:
        self._database = database
        self._folder = folder
        self._public_url = public_url.rstrip("/")
        self._clock = clock
        self._most_bytes = most_bytes

    async def keep(self, path: Path, *, name: str, media_type: str, owner_id: int, guild_id: int) -> KeptFile:
        """Take a finished file over, to be fetched from now on; as `take`, with its row."""
        taken = await self.take(path, name=name, media_type=media_type, owner_id=owner_id, guild_id=guild_id)
        async with self._database.write() as connection:
            await rows.add(connection, taken.row)
        return taken.kept

    async def take(self, path: Path, *, name: str, media_type: str, owner_id: int, guild_id: int) -> TakenFile:
        """Take a finished file over: it is moved, not copied, where the folder is on the same disk.

        `name` is what it is called when it is fetched. `owner_id` is the person it was made for: it goes with their
        data. Its row is to be stored (`bot.store.files.add`) within minutes, else the file goes. Raises
        NoRoomForFiles, and leaves the file where it is.
        """
        size = (await asyncio.to_thread(path.stat)).st_size
        await self._require_room(size)
        key, file_id = new_secret(), new_id()
        await asyncio.to_thread(self._move, path, file_id)
        now = self._clock()
        row = FileRow(
            id=file_id,
            key_hash=digest(key),
            guild_id=guild_id,
            owner_id=owner_id,
            path=file_id,
            name=name,
            media_type=media_type,
            size=size,
            created_at=now,
            expires_at=now + LIFETIME,
        )
        return TakenFile(KeptFile(f"{self._public_url}/files/{key}", row.expires_at), row)

    async def find(self, key: str) -> FoundFile | None:
        """Return the file behind a key; None for one that is unknown, over or gone."""
        if not SECRET_SHAPE.fullmatch(key):
            return None
        async with self._database.read() as connection:
            row = await rows.by_key(connection, digest(key), self._clock())
        if row is None:
            return None
        # The name in the folder is an id of ours; nothing of a request becomes a part of a path.
        path = self._folder / row.path
        if not await asyncio.to_thread(path.is_file):
            return None
        return FoundFile(path, row.name, row.media_type, row.expires_at)

    async def clean_up(self) -> None:
        """Delete what is over, and every file that no row speaks of."""
        now = self._clock()
        async with self._database.write() as connection:
            await rows.remove_expired(connection, now)
            kept = await rows.paths(connection)
        await asyncio.to_thread(self._sweep, kept, now)

    async def _require_room(self, size: int) -> None:
        async with self._database.read() as connection:
            kept, first = await rows.bytes_kept(connection), await rows.first_expiry(connection)
        if kept + size > self._most_bytes:
            raise NoRoomForFiles(first)

    def _move(self, path: Path, file_id: str) -> None:
        self._folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        target = self._folder / file_id
        shutil.move(path, target)
        target.chmod(_PRIVATE_FILE)
        # By the bot's own clock: a file that took long to make must not look abandoned before its row is there.
        moment = self._clock().timestamp()
        os.utime(target, (moment, moment))

    def _sweep(self, kept: AbstractSet[str], now: datetime) -> None:
        if not self._folder.is_dir():
            return
        for file in self._folder.iterdir():
            if file.name not in kept and now.timestamp() - file.stat().st_mtime > _ARRIVING.total_seconds():
                file.unlink(missing_ok=True)
