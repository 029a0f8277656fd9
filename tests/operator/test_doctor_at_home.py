"""`doctor` on this machine: the database, its keys and room, what links were granted, the pages; and the command."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from aiohttp import web

from bot.operator.doctor.finding import Level
from bot.store.tables import sources
from bot.store.vault import new_key
from sandbox.pointing import as_toml
from tests.operator.clinic import Clinic, open_clinic
from tests.operator.stored import LOOK, NOW, Stored, add_account
from tests.support.processes import ROOT, bot_command, environment

CREATOR = "https://www.googleapis.com/auth/youtube.channel-memberships.creator"
ACT = "https://www.googleapis.com/auth/youtube.force-ssl"


@pytest.fixture
async def clinic(tmp_path: Path) -> AsyncIterator[Clinic]:
    async with open_clinic(tmp_path) as clinic:
        yield clinic


@pytest.fixture
def kept(clinic: Clinic, tmp_path: Path) -> Stored:
    """Return the database that the clinic's configuration names, not made yet."""
    return Stored(tmp_path / "curtaincall.db", clinic.sections["store"]["encryption_keys"])


async def test_a_database_in_order_is_said_to_be(clinic: Clinic, kept: Stored) -> None:
    await kept.fill()
    right = await clinic.lines(Level.RIGHT, free=3 * 2**30)
    assert f"store.url: {kept.file} opens and can be written" in right
    assert "store.url: 3,072 MB are free beside it" in right
    assert "store.encryption_keys: every sealed value has its key" in right
    assert await clinic.to_mend() == []


async def test_a_database_that_is_not_there_yet_is_not_made(clinic: Clinic, kept: Stored) -> None:
    (line,) = [line for line in await clinic.lines(Level.NOTE) if line.startswith("store.url")]
    assert line.endswith("yet; the first start makes it")
    assert not kept.file.exists()


async def test_a_database_from_the_future(clinic: Clinic, kept: Stored) -> None:
    await kept.fill()
    with closing(sqlite3.connect(kept.file)) as other, other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    assert any("written by a newer version" in line for line in await clinic.to_mend())


async def test_a_file_that_is_no_database(clinic: Clinic, kept: Stored) -> None:
    kept.file.write_text("a letter\n" * 1000)
    (line,) = await clinic.to_mend()
    assert line.startswith("store.url: ")
    assert "file is not a database" in line


async def test_a_database_that_somebody_else_keeps_locked(
    clinic: Clinic, kept: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept.fill()
    # Not five seconds, as it waits for the bot's own short transactions.
    monkeypatch.setattr("bot.store.database._PRAGMAS", ("PRAGMA busy_timeout = 1",))
    with closing(sqlite3.connect(kept.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        (line,) = await clinic.to_mend()
    assert "database is locked" in line


async def test_too_little_room(clinic: Clinic, kept: Stored) -> None:
    await kept.fill()
    assert await clinic.to_mend(free=2**20) == ["store.url: only 1 MB are free beside it; make room for 200 MB"]


async def test_a_key_that_is_missing_and_one_that_is_not_needed(clinic: Clinic, kept: Stored) -> None:
    await kept.fill()
    lost = kept.vault.key_ids[0]
    clinic.sections["store"]["encryption_keys"] = [new_key(), new_key()]
    (line,) = await clinic.to_mend()
    assert f"sealed with key {lost}, which is not in the list; put it back" in line
    unneeded = Stored(kept.file, clinic.sections["store"]["encryption_keys"]).vault.key_ids[1]
    assert any(
        f"nothing needs key {unneeded} (number 2 in the list) any more" in line
        for line in await clinic.lines(Level.NOTE)
    )


async def test_values_under_an_older_key_are_a_note(clinic: Clinic, kept: Stored) -> None:
    await kept.fill()
    old = kept.vault.key_ids[0]
    clinic.sections["store"]["encryption_keys"] = [new_key(), *kept.keys]
    assert await clinic.to_mend() == []
    assert any(f"still sealed with key {old}" in line for line in await clinic.lines(Level.NOTE))


async def test_no_key_leaves_the_other_checks_alone(clinic: Clinic, kept: Stored) -> None:
    await kept.fill()
    clinic.sections["store"]["encryption_keys"] = []
    (line,) = await clinic.to_mend()
    assert line.startswith("store.encryption_keys: there is no key")
    assert f"store.url: {kept.file} opens and can be written" in await clinic.lines(Level.RIGHT)


async def test_permissions_are_counted_and_those_that_credits_lack_are_named(clinic: Clinic, kept: Stored) -> None:
    async with kept.opened() as database, database.write() as connection:
        await add_account(connection, kept.vault, "look", 1)
        await add_account(connection, kept.vault, "act", 2, scopes=[LOOK, ACT])
        await add_account(connection, kept.vault, "creator", 3, scopes=[LOOK, CREATOR])
        await add_account(connection, kept.vault, "dead", 4, scopes=[LOOK, CREATOR], status="needs_relink")
        for number, link in enumerate(["look", "creator", "dead"]):
            place = {"id": str(number), "guild_id": 7, "kind": "youtube_members", "link_id": link}
            await connection.execute(sources.insert().values(**place, owner_id=1, added_by=1, added_at=NOW))
    assert [line for line in await clinic.lines(Level.NOTE) if line.startswith("links")] == [
        "links: 3 accounts may be used (3 look, 1 act, 1 creator), and 1 must be linked again",
        (
            "links: 2 accounts of those that servers thank cannot read members; "
            "their owners see a button for it under /accounts"
        ),
    ]


async def test_pages_that_do_not_answer_are_a_note_and_those_that_do_are_right(clinic: Clinic) -> None:
    url = clinic.sections["web"]["public_url"]
    silent = f"web.public_url: {url}/healthz does not answer"
    assert any(line.startswith(silent) for line in await clinic.lines(Level.NOTE))

    async def alive(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    app = web.Application()
    app.router.add_get("/healthz", alive)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", clinic.sections["web"]["port"]).start()
        assert f"web.public_url: {url}/healthz answers" in await clinic.lines(Level.RIGHT)
    finally:
        await runner.cleanup()


@pytest.mark.process
async def test_the_command_prints_every_line_and_its_exit_status_tells_whether_all_is_well(
    clinic: Clinic, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"

    async def doctor() -> tuple[int | None, str, str]:
        config.write_text(as_toml(clinic.sections), encoding="utf-8")
        process = await asyncio.create_subprocess_exec(
            *bot_command(config, "doctor"), cwd=ROOT, env=environment(), stdout=-1, stderr=-1
        )
        said, errors = await process.communicate()
        return process.returncode, said.decode(), errors.decode()

    status, said, errors = await doctor()
    assert (status, errors) == (0, "")
    assert said.splitlines()[-1] == "All is well."
    assert said.startswith("right   discord.token: Discord accepts it")
    clinic.sections["google"]["api_key"] = "AIzaSy-not-a-key"
    status, said, errors = await doctor()
    assert (status, errors) == (2, "")
    assert "\nmend    google.api_key: YouTube does not know it;" in said
    assert said.splitlines()[-1] == "To mend: 1."
