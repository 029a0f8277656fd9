"""`backup` and `restore`: whole copies, nothing overwritten, nothing posted twice."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.config import Settings
from bot.errors import ConfigError, StoreError
from bot.operator.copies import backup, restore
from bot.store import settings as facts
from bot.store.migrate import FromTheFuture
from bot.store.ownership import owned
from bot.store.tables import posts, schedules
from bot.store.vault import new_key
from tests.operator.stored import NOW, Stored, add_account, at_now


def mode(file: Path) -> str:
    return oct(file.stat().st_mode & 0o777)


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def back_up(stored: Stored, target: Path) -> list[str]:
    said: list[str] = []
    backup(stored.settings, target, said.append)
    return said


async def put_back(stored: Stored, source: Path) -> list[str]:
    said: list[str] = []
    await restore(stored.settings, source, said.append, clock=at_now)
    return said


async def test_a_backup_is_a_whole_private_copy_of_a_database_in_use(stored: Stored, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    before = await stored.plain()
    async with stored.opened() as database, database.write() as connection:
        # The bot is in the middle of a transaction: what is not committed is not in the copy.
        await add_account(connection, stored.vault, "late", 9)
        said = back_up(stored, target)
    assert mode(target) == "0o600"
    assert not target.with_name("copy.db.unfinished").exists()
    assert any("encryption keys are not in it" in line for line in said)
    assert (await Stored(target, stored.keys).plain()) == before
    assert stored.keys[0].encode() not in target.read_bytes()


def test_a_backup_overwrites_nothing(stored: Stored, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("precious")
    with pytest.raises(StoreError, match=r"^backup: .*copy\.db exists already; name a file"):
        back_up(stored, target)
    assert target.read_text() == "precious"


def test_a_place_that_cannot_be_written_is_named(stored: Stored, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        back_up(stored, tmp_path / "no" / "such" / "folder.db")


async def test_a_restored_backup_is_the_database_again_and_the_present_one_is_kept(
    stored: Stored, tmp_path: Path
) -> None:
    back_up(stored, tmp_path / "copy.db")
    before = await stored.plain()
    async with stored.opened() as database, database.write() as connection:
        await facts.write(connection, "since", "the backup")
    said = await put_back(stored, tmp_path / "copy.db")
    assert await stored.plain() == before
    assert mode(stored.file) == "0o600"
    aside = tmp_path / "bot.db.before-restore-20261123T120000Z"
    assert f"What was there is kept as {aside}; delete it when you no longer need it." in said
    async with Stored(aside, stored.keys).opened() as database, database.read() as connection:
        assert await facts.read(connection, "since") == "the backup"
    async with stored.opened() as database, database.read() as connection:
        assert await facts.read(connection, "since") is None


async def test_what_may_have_been_posted_since_the_backup_does_not_appear_again(stored: Stored, tmp_path: Path) -> None:
    back_up(stored, tmp_path / "copy.db")
    await put_back(stored, tmp_path / "copy.db")
    async with stored.opened() as database, database.read() as connection:
        planned = (await connection.execute(select(schedules.c.id, schedules.c.status, schedules.c.due_at))).all()
        begun = (await connection.execute(select(posts.c.id))).scalars().all()
    later = NOW + timedelta(days=1)
    assert sorted(planned, key=lambda row: str(row[0])) == [("due", "paused", None), ("later", "active", later)]
    # What was half-way is looked for in its channel; what was only claimed is dropped.
    assert begun == ["p"]


async def test_nothing_is_restored_under_a_running_bot(stored: Stored, tmp_path: Path) -> None:
    back_up(stored, tmp_path / "copy.db")
    before = stored.file.read_bytes()
    async with owned(stored.url):
        with pytest.raises(ConfigError, match=r"^store\.url: another process of this bot uses .*bot\.db"):
            await put_back(stored, tmp_path / "copy.db")
    assert stored.file.read_bytes() == before


async def test_a_database_that_a_crash_left_behind_is_moved_aside_with_its_journal(
    stored: Stored, tmp_path: Path
) -> None:
    back_up(stored, tmp_path / "copy.db")
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    async with stored.opened() as database:
        async with database.write() as connection:
            await facts.write(connection, "since", "only in the journal")
        for name in names(tmp_path) - {"crashed", "copy.db"}:
            shutil.copy(tmp_path / name, crashed / name)
    assert (crashed / "bot.db-wal").stat().st_size
    left = Stored(crashed / "bot.db", stored.keys)
    await put_back(left, tmp_path / "copy.db")
    aside = Stored(crashed / "bot.db.before-restore-20261123T120000Z", stored.keys)
    async with aside.opened() as database, database.read() as connection:
        assert await facts.read(connection, "since") == "only in the journal"
    assert await left.plain() == await stored.plain()


async def test_a_backup_can_be_restored_where_there_is_no_database_yet(stored: Stored, tmp_path: Path) -> None:
    back_up(stored, tmp_path / "copy.db")
    elsewhere = Stored(tmp_path / "new" / "place" / "bot.db", stored.keys)
    said = await put_back(elsewhere, tmp_path / "copy.db")
    assert await elsewhere.plain() == await stored.plain()
    assert not any("kept as" in line for line in said)


@pytest.mark.parametrize("content", [b"", b"not a database", None])
async def test_what_is_not_a_backup_of_ours_is_refused_and_nothing_changes(
    stored: Stored, tmp_path: Path, content: bytes | None
) -> None:
    source = tmp_path / "strange.db"
    if content is None:
        with closing(sqlite3.connect(source)) as other, other:
            other.execute("CREATE TABLE cake (id)")
    else:
        source.write_bytes(content)
    before = stored.file.read_bytes()
    with pytest.raises(StoreError, match=r"strange\.db: it is damaged, or not a database of Curtain Call"):
        await put_back(stored, source)
    assert stored.file.read_bytes() == before
    assert names(tmp_path) == {"bot.db", "bot.db.lock", "strange.db"}


async def test_a_damaged_backup_is_refused(stored: Stored, tmp_path: Path) -> None:
    source = tmp_path / "copy.db"
    back_up(stored, source)
    whole = source.read_bytes()
    middle = len(whole) // 2
    source.write_bytes(whole[:middle] + b"\xff" * 8192 + whole[middle + 8192 :])
    with pytest.raises(StoreError, match="damaged"):
        await put_back(stored, source)


async def test_a_backup_of_a_newer_version_is_refused(stored: Stored, tmp_path: Path) -> None:
    source = tmp_path / "copy.db"
    back_up(stored, source)
    with closing(sqlite3.connect(source)) as other, other:
        other.execute("UPDATE alembic_version SET version_num = 'from the future'")
    with pytest.raises(FromTheFuture, match="newer version"):
        await put_back(stored, source)


async def test_the_database_itself_is_no_backup_of_it(stored: Stored) -> None:
    with pytest.raises(StoreError, match="is the database itself"):
        await put_back(stored, stored.file)


async def test_a_backup_whose_keys_are_gone_says_so(stored: Stored, tmp_path: Path) -> None:
    back_up(stored, tmp_path / "copy.db")
    lost = stored.vault.key_ids[0]
    stored.keys = [new_key()]
    said = await put_back(stored, tmp_path / "copy.db")
    assert any(f"sealed with key {lost}, which is not in the list; put it back" in line for line in said)


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    settings = Settings.model_validate({"store": {"url": f"sqlite:///{tmp_path / 'none.db'}"}})
    with pytest.raises(StoreError, match="there is nothing to back up"):
        backup(settings, tmp_path / "copy.db", print)
    assert list(tmp_path.iterdir()) == []
