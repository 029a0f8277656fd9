"""A database of an earlier version, brought up to date without losing anything."""

import shutil
from pathlib import Path

from sqlalchemy import text

from bot.store.database import open_database
from bot.store.migrate import MIGRATIONS

LINK = "INSERT INTO links VALUES ('{id}', 1, 'youtube', 'UC{id}', 'T', '', '', 's', '{status}', '', 1, 1000, 2000)"
ROWS = (
    LINK.format(id="good", status="ok"),
    LINK.format(id="dead", status="needs_relink"),
    "INSERT INTO tickets VALUES ('t', x'00', 1, 'alice', 'Alice', 'youtube', 'look', 1000, 9000, NULL)",
    """INSERT INTO attempts (id, ticket_id, ticket_secret, browser_hash, scopes, code_tries, created_at)
    VALUES ('a', 't', x'01', x'02', '', 0, 1000)""",
    "INSERT INTO journal VALUES ('j', 'exchange', NULL, 'a', 1000)",
)


async def test_the_first_version_is_brought_up_to_date_and_keeps_what_is_under_way(tmp_path: Path) -> None:
    first = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, first, ignore=shutil.ignore_patterns("__pycache__", "0002*"))
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    async with open_database(url, migrations=first) as database, database.write() as connection:
        for statement in ROWS:
            await connection.execute(text(statement))
    async with open_database(url) as database, database.read() as connection:
        links = (await connection.execute(text("SELECT id, label, consented_at, died_at FROM links ORDER BY id"))).all()
        under_way = (await connection.execute(text("SELECT tickets.id, attempts.id FROM tickets JOIN attempts"))).all()
        journal = (await connection.execute(text("SELECT id, owner, lease_until FROM journal"))).all()
    assert [tuple(link) for link in links] == [("dead", "", 1000, 2000), ("good", "", 2000, None)]
    assert [tuple(row) for row in under_way] == [("t", "a")]
    assert [tuple(row) for row in journal] == [("j", "", 0)]
