"""A database of an earlier version, brought up to date without losing anything."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import overrides
from bot.store.database import open_database
from bot.store.migrate import MIGRATIONS
from bot.store.overrides import Override

LINK = "INSERT INTO links VALUES ('{id}', 1, 'youtube', 'UC{id}', 'T', '', '', 's', '{status}', '', 1, 1000, 2000)"
LINK_2 = "INSERT INTO links VALUES ('{id}', 1, 'youtube', 'UC{id}', 'T', '', '', 's', 'ok', '', 1, 1, 2, '', 1, NULL)"
FIRST_ROWS = (
    LINK.format(id="good", status="ok"),
    LINK.format(id="dead", status="needs_relink"),
    "INSERT INTO tickets VALUES ('t', x'00', 1, 'alice', 'Alice', 'youtube', 'look', 1000, 9000, NULL)",
    """INSERT INTO attempts (id, ticket_id, ticket_secret, browser_hash, scopes, code_tries, created_at)
    VALUES ('a', 't', x'01', x'02', '', 0, 1000)""",
    "INSERT INTO journal VALUES ('j', 'exchange', NULL, 'a', 1000)",
)


SECOND_ROWS = (
    LINK_2.format(id="good"),
    "INSERT INTO sources VALUES ('s1', 10, 'youtube_members', 'good', 5, 1000)",
    "INSERT INTO snapshots VALUES ('s1', 3000, x'aabb')",
    """INSERT INTO schedules (id, guild_id, channel_id, created_by, words, cron, timezone, template, status, problem,
    created_at, updated_at) VALUES ('d', 10, 11, 5, 'w', '* * * * *', 'UTC', 'levels', 'active', '', 1, 1)""",
    """INSERT INTO posts VALUES ('p', 'd', 10, 11, 5, 'levels', 9000, 'sending', '', 1, 'worker', 9500, 9000, 9001,
    NULL, 9999)""",
    "INSERT INTO post_parts VALUES ('p', 1, x'ccdd', 'n', NULL, NULL)",
)


@asynccontextmanager
async def version(folder: Path, *, before: str) -> AsyncIterator[AsyncConnection]:
    """Open a database as it was before this revision."""
    first = folder / "migrations"
    later = [path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py") if path.name >= before]
    shutil.copytree(MIGRATIONS, first, ignore=shutil.ignore_patterns("__pycache__", *later))
    url = f"sqlite:///{folder / 'bot.db'}"
    async with open_database(url, migrations=first) as database, database.write() as connection:
        yield connection


async def rows(connection: AsyncConnection, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in (await connection.execute(text(query))).all()]


async def test_the_first_version_is_brought_up_to_date_and_keeps_what_is_under_way(tmp_path: Path) -> None:
    async with version(tmp_path, before="0002") as connection:
        for statement in FIRST_ROWS:
            await connection.execute(text(statement))
    async with open_database(f"sqlite:///{tmp_path / 'bot.db'}") as database, database.read() as connection:
        links = await rows(connection, "SELECT id, label, consented_at, died_at FROM links ORDER BY id")
        under_way = await rows(connection, "SELECT tickets.id, attempts.id FROM tickets JOIN attempts")
        journal = await rows(connection, "SELECT id, owner, lease_until FROM journal")
    assert links == [("dead", "", 1000, 2000), ("good", "", 2000, None)]
    assert under_way == [("t", "a")]
    assert journal == [("j", "", 0)]


async def test_what_hangs_on_the_tables_that_the_third_version_makes_anew_is_kept(tmp_path: Path) -> None:
    async with version(tmp_path, before="0003") as connection:
        for statement in SECOND_ROWS:
            await connection.execute(text(statement))
    async with open_database(f"sqlite:///{tmp_path / 'bot.db'}") as database:
        async with database.read() as connection:
            assert await rows(connection, "SELECT * FROM sources") == [
                ("s1", 10, "youtube_members", "good", 1, "", "{}", 5, 1000)
            ]
            assert await rows(connection, "SELECT * FROM snapshots") == [("s1", 3000, b"\xaa\xbb")]
            assert await rows(connection, "SELECT id, schedule_id, keep_until, kind FROM posts") == [
                ("p", "d", 9999, "credits")
            ]
            assert await rows(connection, "SELECT post_id, payload FROM post_parts") == [("p", b"\xcc\xdd")]
            assert await rows(connection, "SELECT id, options FROM schedules") == [("d", "{}")]
            assert await rows(connection, "PRAGMA foreign_key_check") == []
        async with database.write() as connection:
            await connection.execute(text("DELETE FROM links"))
            await connection.execute(text("DELETE FROM posts"))
        async with database.read() as connection:
            for table in ("sources", "snapshots", "post_parts"):
                assert await rows(connection, f"SELECT * FROM {table}") == [], table  # noqa: S608 (our own names)


async def test_whom_servers_left_out_before_the_fourth_version_is_left_out_as_before_and_not_refused(
    tmp_path: Path,
) -> None:
    async with version(tmp_path, before="0004") as connection:
        await connection.execute(text("INSERT INTO overrides VALUES (10, 'list:bob', 'Bobby', 1, NULL, 1000, 2000)"))
    async with open_database(f"sqlite:///{tmp_path / 'bot.db'}") as database, database.read() as connection:
        assert await overrides.of_guild(connection, 10) == {"list:bob": Override("list:bob", "Bobby", hidden=True)}
