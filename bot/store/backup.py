"""Copies of the database: made while the bot runs, and put back while it does not.

Plain sqlite3, for commands of their own process: nothing here is meant for the event loop.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from bot.errors import StoreError
from bot.store.migrate import PRIVATE_FILE, FromTheFuture, known_revisions
from bot.store.types import EPOCH

_BESIDE = ("-wal", "-shm", "")
"""The files of a database in WAL mode; the one with the data goes last."""
_LIVE, _ALONE = "mode=ro", "immutable=1"
_RESTORED = "A backup was restored, and this may have been posted after it was made."


def back_up(database: Path, target: Path) -> int:
    """Write a consistent copy to a new file for this user alone, and return its size in bytes.

    The bot may write meanwhile. A copy that is not finished has another name, so that it is never taken for one.
    Raises StoreError when there is a file already, or nothing to copy.
    """
    if target.exists():
        raise StoreError(f"backup: {target} exists already; name a file that does not")
    if not database.exists():
        raise StoreError(f"store.url: there is no database at {database} yet; there is nothing to back up")
    _revision(database, _LIVE)
    unfinished = target.with_name(f"{target.name}.unfinished")
    _copy(database, unfinished, _LIVE)
    unfinished.rename(target)
    return target.stat().st_size


def prepare(source: Path, database: Path, now: datetime) -> Path:
    """Check a backup and lay a copy of it beside the database, ready to be put in its place; return the copy.

    What may have been posted since the backup was made is paused or dropped in the copy, so that nothing appears twice.
    Raises StoreError for a file that is no whole backup of ours, or of a newer version's.
    """
    if not source.is_file():
        raise StoreError(f"restore: there is no file {source}; name a backup")
    if database.exists() and source.samefile(database):
        raise StoreError(f"restore: {source} is the database itself; name a backup")
    mode = _mode_of(source)
    if _revision(source, mode) not in known_revisions():
        raise FromTheFuture
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = database.with_name(f"{database.name}.restoring")
    _copy(source, copy, mode)
    _pause(copy, now)
    return copy


def put_in_place(copy: Path, database: Path, now: datetime) -> Path | None:
    """Move the present database aside, with what is beside it, and the copy in its place; return where it went to.

    Only while no bot has the database open.
    """
    aside = None
    # An empty file is what whoever locks a database leaves where there is none yet.
    if database.exists() and database.stat().st_size:
        aside = database.with_name(f"{database.name}.before-restore-{now:%Y%m%dT%H%M%SZ}")
        for suffix in _BESIDE:
            part = database.with_name(database.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
    copy.replace(database)
    return aside


def _revision(file: Path, mode: str) -> str:
    """Return the revision of a database file's schema. Raises StoreError when it is damaged or not ours."""
    try:
        with _reading(file, mode) as connection:
            (health,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            revision: str = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
            connection.execute("SELECT id FROM links LIMIT 1")
    except (sqlite3.Error, TypeError):
        raise StoreError(f"{file}: it is damaged, or not a database of Curtain Call; name another file") from None
    if health != "ok":
        raise StoreError(f"{file}: the database is damaged ({health}); name another copy")
    return revision


def _mode_of(backup: Path) -> str:
    """Return how to open a file that nobody writes: it may lie where SQLite can make no file beside it."""
    beside = (backup.with_name(f"{backup.name}{suffix}") for suffix in ("-wal", "-shm"))
    return _LIVE if any(file.exists() for file in beside) else _ALONE


@contextmanager
def _reading(file: Path, mode: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{quote(str(file.absolute()))}?{mode}", uri=True)) as connection:
        yield connection


def _copy(source: Path, target: Path, mode: str) -> None:
    """Copy a database into a new file, down to the disk. Raises StoreError where that cannot be written."""
    try:
        target.unlink(missing_ok=True)
        # SQLite takes an empty file, and keeps its mode.
        target.touch(mode=PRIVATE_FILE)
        with _reading(source, mode) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
        with target.open("rb") as written:
            # VACUUM INTO leaves that to the operating system.
            os.fsync(written.fileno())
    except (OSError, sqlite3.Error) as error:
        target.unlink(missing_ok=True)
        raise StoreError(f"{target}: it cannot be written ({_words(error)}); name a folder with room") from None


def _words(error: OSError | sqlite3.Error) -> str:
    return (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__


def _pause(copy: Path, now: datetime) -> None:
    """Pause the schedules that have been due since, and drop the posts that had only been claimed.

    An old copy does not know what was posted since. A post that was half-way is looked for in its channel anyway.
    """
    due = int((now - EPOCH).total_seconds() * 1000)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute(
            "UPDATE schedules SET status = 'paused', due_at = NULL, problem = ? "
            "WHERE status = 'active' AND due_at <= ?",
            (_RESTORED, due),
        )
        connection.execute("DELETE FROM posts WHERE status = 'claimed'")
