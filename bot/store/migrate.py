"""Brings the database's schema up to date when the bot starts: backup first, then one transaction."""

import logging
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import StoreError

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"

PRIVATE_FILE = 0o600
"""The mode of every file that holds what people trust us with."""


class FromTheFuture(StoreError):
    """The database has a schema that this version does not know."""

    def __init__(self) -> None:
        super().__init__(
            "store.url: the database was written by a newer version of Curtain Call; "
            "run that version, or restore the backup made before its migration"
        )


async def migrate(engine: AsyncEngine, migrations: Path = MIGRATIONS) -> None:
    """Upgrade to this version's schema; do nothing when it is there already.

    Raises FromTheFuture for a database that a newer version has written.
    """
    known = known_revisions(migrations)
    async with engine.connect() as connection:
        current = await connection.run_sync(revision_of)
    if current == known[0]:
        return
    if current is not None and current not in known:
        raise FromTheFuture
    if current is not None:
        await _back_up(engine, current)
    async with engine.execution_options(immediate=True).begin() as connection:
        await connection.run_sync(_upgrade, migrations)
    log.info("database migrated", extra={"before": current, "after": known[0]})


def known_revisions(migrations: Path = MIGRATIONS) -> tuple[str, ...]:
    """Return the revisions of the schema that this version knows, its own first."""
    script = ScriptDirectory.from_config(alembic_config(migrations))
    return tuple(revision.revision for revision in script.walk_revisions())


def revision_of(connection: Connection) -> str | None:
    """Return the revision of a database's schema; None for one that is empty or not ours."""
    return MigrationContext.configure(connection).get_current_revision()


def alembic_config(migrations: Path = MIGRATIONS) -> Config:
    """Return Alembic's configuration; it lives in code, so there is no second file to keep true."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    return config


def _upgrade(connection: Connection, migrations: Path) -> None:
    config = alembic_config(migrations)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def _back_up(engine: AsyncEngine, revision: str) -> None:
    """Copy the file beside itself; VACUUM INTO gives a consistent copy of a live WAL database."""
    source = Path(engine.url.database or "")
    target = source.with_name(f"{source.name}.before-{revision}")
    target.unlink(missing_ok=True)
    # SQLite takes an empty file, and keeps its mode.
    target.touch(mode=PRIVATE_FILE)
    async with engine.connect() as connection:
        # On the driver's own connection, where no transaction has begun: VACUUM refuses to run inside one.
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.execute("VACUUM INTO ?", (str(target),))
    log.info("database backed up before migration", extra={"file": str(target)})
