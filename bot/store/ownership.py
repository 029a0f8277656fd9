"""One process owns a SQLite file: the rules of recovery take whatever stands in the journal for a crash.

The owner holds a lock (`flock`) on a file beside the database, which the kernel lets go when the process ends, however
it ends. The database file itself is not locked: SQLite keeps locks of its own on it, and closing any descriptor of it
would drop those.
"""

import asyncio
import errno
import fcntl
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.clock import Sleep
from bot.errors import ConfigError
from bot.store.database import make_private, store_url
from bot.store.migrate import PRIVATE_FILE

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 15.0
"""Hosts start the new process before the old has ended, which takes that at most ten seconds after SIGTERM."""
_LOOK_SECONDS = 0.25
_TAKEN = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES})
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL})


class Taken(ConfigError):
    """Another process owns the database."""


@asynccontextmanager
async def owned(url: str, *, sleep: Sleep = asyncio.sleep) -> AsyncIterator[bool]:
    """Own the database at `url`; False where the file system has no locks, so that nobody can know who else is alive.

    Raises Taken when another process keeps it, and ConfigError when the place cannot be used.
    """
    database = _file(url)
    # Left there at the end: a lock on a file that somebody else has deleted meanwhile would be worth nothing.
    descriptor = _open(database.with_name(f"{database.name}.lock"))
    try:
        yield await _take(descriptor, database, sleep)
    finally:
        os.close(descriptor)


async def is_free(url: str) -> bool:
    """Tell whether no process owns the database at `url` right now; False where nobody can know. Raises ConfigError."""
    try:
        async with owned(url, sleep=at_once) as sole:
            return sole
    except Taken:
        return False


async def at_once(_: float) -> None:
    """Look for the owner without waiting for it to go: for whoever is no successor."""
    await asyncio.sleep(0)


def _file(url: str) -> Path:
    """Return the database's file, made if need be, by the one name that all its names lead to."""
    file = Path(store_url(url).database or "").resolve()
    make_private(file)
    return file


def _open(file: Path) -> int:
    try:
        return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
    except OSError as error:
        raise ConfigError(
            "store.url", f"{file} cannot be written ({error.strerror})", "name a file in a folder that the bot may use"
        ) from None


async def _take(descriptor: int, database: Path, sleep: Sleep) -> bool:
    for look in range(round(PATIENCE_SECONDS / _LOOK_SECONDS)):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _NO_LOCKS:
                log.warning("no file locks here: see to it that only one process uses the database")
                return False
            if error.errno not in _TAKEN:
                raise
        else:
            return True
        if look == 0:
            log.info("waiting for the process that has the database open")
        await sleep(_LOOK_SECONDS)
    raise Taken(
        "store.url",
        f"another process of this bot uses {database}",
        "stop that one first, or name another file for this one",
    )
