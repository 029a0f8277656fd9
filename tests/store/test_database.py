"""Opening, transactions and migrations."""

import asyncio
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from bot.errors import ConfigError, StoreError
from bot.store import settings
from bot.store.database import Database, open_database, store_url
from bot.store.migrate import MIGRATIONS
from bot.store.tables import audit, metadata, tokens

LATEST = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'data' / 'bot.db'}"


async def execute(database: Database, statement: str) -> None:
    async with database.write() as connection:
        await connection.execute(text(statement))


async def test_migrations_make_exactly_the_tables(tmp_path: Path) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with open_database(url(tmp_path)) as database, database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_what_was_committed_is_there_after_opening_again(tmp_path: Path) -> None:
    async with open_database(url(tmp_path)) as database, database.write() as connection:
        await settings.write(connection, "colour", "red")
    async with open_database(url(tmp_path)) as database, database.read() as connection:
        assert await settings.read(connection, "colour") == "red"


async def test_an_error_takes_the_whole_transaction_back(tmp_path: Path) -> None:
    async with open_database(url(tmp_path)) as database:

        async def fail_half_way() -> None:
            async with database.write() as connection:
                await settings.write(connection, "colour", "red")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await fail_half_way()
        async with database.read() as connection:
            assert await settings.read(connection, "colour") is None


async def test_twenty_writers_at_once_all_get_through_while_others_read(tmp_path: Path) -> None:
    async with open_database(url(tmp_path)) as database:

        async def write(number: int) -> None:
            async with database.write() as connection:
                await settings.write(connection, f"key {number}", "here")

        async def read() -> None:
            async with database.read() as connection:
                await settings.read(connection, "key 0")

        await asyncio.gather(*[write(number) for number in range(20)], *[read() for _ in range(20)])
        async with database.read() as connection:
            assert all([await settings.read(connection, f"key {number}") for number in range(20)])


async def test_the_file_is_opened_safely(tmp_path: Path) -> None:
    async with open_database(url(tmp_path)) as database, database.read() as connection:
        found = {
            name: (await connection.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000, "synchronous": 2}


async def test_nobody_else_on_the_machine_can_read_the_files(tmp_path: Path) -> None:
    async with open_database(url(tmp_path)) as database, database.write() as connection:
        await settings.write(connection, "colour", "red")
        modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (tmp_path / "data").iterdir()}
    assert modes == {"bot.db": "0o600", "bot.db-wal": "0o600", "bot.db-shm": "0o600"}
    assert oct((tmp_path / "data").stat().st_mode & 0o777) == "0o700"
    async with open_database(url(tmp_path), migrations=later_version(tmp_path, "pass")):
        backup = tmp_path / "data" / f"bot.db.before-{LATEST}"
        assert oct(backup.stat().st_mode & 0o777) == "0o600"


async def test_a_folder_and_a_file_that_are_there_keep_their_modes(tmp_path: Path) -> None:
    """Whoever runs the bot may let a group read them, for backups say."""
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o750)
    async with open_database(url(tmp_path)):
        pass
    (folder / "bot.db").chmod(0o640)
    async with open_database(url(tmp_path)):
        assert oct((folder / "bot.db").stat().st_mode & 0o777) == "0o640"
    assert oct(folder.stat().st_mode & 0o777) == "0o750"


async def test_a_place_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(ConfigError, match=r"store\.url"):
        async with open_database(url(tmp_path)):
            pass


async def test_foreign_keys_hold(tmp_path: Path) -> None:
    async with open_database(url(tmp_path)) as database, database.read() as connection:
        now = datetime.now(UTC)
        row = {"link_id": "none", "access_token": b"", "expires_at": now, "updated_at": now}
        with pytest.raises(IntegrityError, match="FOREIGN KEY"):
            await connection.execute(tokens.insert().values(row))


async def test_a_database_from_a_newer_version_is_refused(tmp_path: Path) -> None:
    async with open_database(url(tmp_path)) as database:
        await execute(database, "UPDATE alembic_version SET version_num = 'from the future'")
    with pytest.raises(StoreError, match="newer version"):
        async with open_database(url(tmp_path)):
            pass


def later_version(folder: Path, step: str) -> Path:
    """Return migrations that go one step further than ours."""
    later = folder / "migrations"
    shutil.copytree(MIGRATIONS, later, ignore=shutil.ignore_patterns("__pycache__"))
    (later / "versions" / "9999_next.py").write_text(
        f'from alembic import op\nrevision = "9999"\ndown_revision = "{LATEST}"\n'
        f"def upgrade():\n    op.execute('CREATE TABLE first_half (x)')\n    {step}\n"
    )
    return later


async def test_the_database_is_backed_up_before_a_migration(tmp_path: Path) -> None:
    async with open_database(url(tmp_path)) as database, database.write() as connection:
        await settings.write(connection, "colour", "red")
    async with open_database(url(tmp_path), migrations=later_version(tmp_path, "pass")) as database:
        await execute(database, "INSERT INTO first_half VALUES (1)")
    with sqlite3.connect(tmp_path / "data" / f"bot.db.before-{LATEST}") as backup:
        assert backup.execute("SELECT value FROM settings WHERE key = 'colour'").fetchall() == [("red",)]
    backup.close()


async def test_a_migration_that_fails_leaves_no_half(tmp_path: Path) -> None:
    async with open_database(url(tmp_path)) as database, database.write() as connection:
        await settings.write(connection, "colour", "red")
    with pytest.raises(OperationalError):
        async with open_database(url(tmp_path), migrations=later_version(tmp_path, "op.execute('NO SUCH THING')")):
            pass
    async with open_database(url(tmp_path)) as database, database.read() as connection:
        assert await settings.read(connection, "colour") == "red"
        assert (await connection.execute(text("SELECT name FROM sqlite_master WHERE name = 'first_half'"))).all() == []


async def test_a_moment_without_a_time_zone_is_refused(tmp_path: Path) -> None:
    async with open_database(url(tmp_path)) as database, database.write() as connection:
        naive = datetime(2026, 11, 21, 18, 0)  # noqa: DTZ001 (the mistake itself)
        with pytest.raises(StatementError, match="time zone"):
            await connection.execute(audit.insert().values(at=naive, actor=1, action="x"))
        moment = datetime(2026, 11, 21, 18, 0, 0, 123000, tzinfo=UTC)
        await connection.execute(audit.insert().values(at=moment, actor=1, action="x"))
        assert (await connection.execute(select(audit.c.at))).scalar() == moment


@pytest.mark.parametrize("given", ["nonsense", "sqlite://", "sqlite:///:memory:", "oracle://db/x", "postgresql://db/x"])
def test_a_url_that_cannot_be_used_names_the_key(given: str) -> None:
    with pytest.raises(ConfigError, match=r"store\.url") as caught:
        store_url(given)
    assert "sqlite:///data/curtaincall.db" in str(caught.value)


def test_a_password_in_a_url_is_not_repeated() -> None:
    with pytest.raises(ConfigError) as caught:
        store_url("postgresql://user:hunter2@db/x")
    assert "hunter2" not in str(caught.value)
