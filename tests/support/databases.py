"""Databases for tests that are not about migrations: migrated once a process, then copied."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from bot.store.database import Database, open_database


@asynccontextmanager
async def fresh_database(file: Path) -> AsyncIterator[Database]:
    """Open a new database in this file."""
    put_empty(file)
    async with open_database(f"sqlite:///{file}") as database:
        yield database


def put_empty(file: Path) -> None:
    """Put an empty database of this version's schema there; to migrate each anew takes a sixth of a second."""
    file.write_bytes(_empty())


@cache
def _empty() -> bytes:
    # In a thread: whoever asks for the first has a loop running.
    with ThreadPoolExecutor(1) as threads, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        threads.submit(asyncio.run, _migrate(file)).result()
        return file.read_bytes()


async def _migrate(file: Path) -> None:
    async with open_database(f"sqlite:///{file}"):
        pass
