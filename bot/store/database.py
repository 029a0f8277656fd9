"""One way to open the database: driver, pragmas, transactions, migration."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url, text
from sqlalchemy.engine import Connection as SyncConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import ConfigError
from bot.store.migrate import MIGRATIONS, PRIVATE_FILE, migrate

_PRIVATE_FOLDER = 0o700

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
    # FULL, not NORMAL: a refresh token or a post that a person was told of must survive a power cut.
    "PRAGMA synchronous = FULL",
)


class Database:
    """A pool of connections; reads run side by side, writes one at a time."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writes = engine.execution_options(immediate=True)
        self._writing = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Borrow a connection for a consistent view."""
        async with self._engine.connect() as connection:
            yield connection

    async def answers(self) -> bool:
        """Tell whether the database can be read."""
        try:
            async with self.read() as connection:
                await connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that holds the write lock from its start; commits at the end, rolls back on an error.

        Never nest: the inner one would wait for the outer for ever.
        """
        async with self._writing, self._writes.begin() as connection:
            yield connection


@asynccontextmanager
async def open_database(url: str, *, migrations: Path = MIGRATIONS) -> AsyncIterator[Database]:
    """Open the database at `url` (as hosts give them), bring its schema up to date, and close it in the end.

    Raises ConfigError for a URL or a place that cannot be used and StoreError for a database from a newer version.
    """
    target = store_url(url)
    if target.database:
        make_private(Path(target.database))
    engine = create_async_engine(target, hide_parameters=True)
    prepare_sqlite(engine)
    try:
        await migrate(engine, migrations)
        yield Database(engine)
    finally:
        await engine.dispose()


def store_url(url: str) -> URL:
    """Translate a URL to the asynchronous driver that serves it.

    Raises ConfigError: the text is not a URL, or names a database that this version does not keep its data in.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigError(
            "store.url", "it is not a database URL", "write it like sqlite:///data/curtaincall.db"
        ) from None
    if parsed.get_backend_name() != "sqlite":
        raise ConfigError(
            "store.url",
            f"{parsed.get_backend_name()} is not supported by this version",
            "write it like sqlite:///data/curtaincall.db",
        )
    if not parsed.database or parsed.database == ":memory:":
        raise ConfigError(
            "store.url", "a database in memory would forget every link", "name a file: sqlite:///data/curtaincall.db"
        )
    return parsed.set(drivername="sqlite+aiosqlite")


def folder_of(url: str) -> Path:
    """Return the folder of the database: what else must outlive a restart stands there, too."""
    return Path(store_url(url).database or "").parent


def make_private(file: Path) -> None:
    """Make what is missing of folder and file, for this user alone; what is there keeps its modes.

    SQLite would make the file readable to everybody. It gives the files beside it (-wal, -shm) the same mode.
    """
    try:
        file.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        file.touch(mode=PRIVATE_FILE)
    except OSError as error:
        raise ConfigError(
            "store.url", f"{file} cannot be written ({error.strerror})", "name a file in a folder that the bot may use"
        ) from None


def prepare_sqlite(engine: AsyncEngine) -> None:
    """Set pragmas, and emit BEGIN ourselves.

    The driver's legacy transaction mode commits around DDL (half a migration could stay behind), and a transaction
    that begins by reading can fail with "database is locked" when it writes; hence BEGIN IMMEDIATE for writes.
    """

    def connected(dbapi_connection: Any, _record: object) -> None:
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    def begin(connection: SyncConnection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", begin)
