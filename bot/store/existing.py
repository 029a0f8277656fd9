"""Opens a database that is there, for the operator's commands: nothing is made and nothing migrated.

A bot may run on it meanwhile: SQLite lets several processes in, one writing at a time.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.errors import StoreError
from bot.store.database import Database, prepare_sqlite, store_url
from bot.store.migrate import FromTheFuture, known_revisions, revision_of


def database_file(url: str) -> Path:
    """Return the file of the database at `url`. Raises ConfigError for a URL that cannot be used."""
    return Path(store_url(url).database or "")


@asynccontextmanager
async def open_existing(url: str) -> AsyncIterator[Database]:
    """Open the database at `url` as it is. Raises ConfigError, and StoreError when it is missing or not ours."""
    file = database_file(url)
    if not file.exists():
        raise StoreError(f"store.url: there is no database at {file} yet; the bot makes it at its first start")
    engine = create_async_engine(store_url(url), hide_parameters=True)
    prepare_sqlite(engine)
    try:
        database = Database(engine)
        await _require_ours(database, file)
        yield database
    except DatabaseError as error:
        # SQLite's own words; SQLAlchemy's would add the statement.
        raise StoreError(f"store.url: {file} cannot be used ({error.orig}); look at what else has it open") from None
    finally:
        await engine.dispose()


async def is_up_to_date(database: Database) -> bool:
    """Tell whether the schema is this version's. Raises FromTheFuture when a newer version has written it."""
    async with database.read() as connection:
        revision = await connection.run_sync(revision_of)
    known = known_revisions()
    if revision not in known:
        raise FromTheFuture
    return revision == known[0]


async def require_up_to_date(database: Database) -> None:
    """Raise StoreError unless the schema is this version's."""
    if not await is_up_to_date(database):
        raise StoreError(
            "store.url: the database is from an earlier version; start the bot once, which brings it up to date"
        )


async def _require_ours(database: Database, file: Path) -> None:
    async with database.read() as connection:
        revision = await connection.run_sync(revision_of)
    if revision is None:
        raise StoreError(f"store.url: {file} is not a database of Curtain Call; name the right file")
