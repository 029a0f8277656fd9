"""Export and deletion over every table, on a database."""

import contextlib
import gzip
import json
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.privacy.export import FILE_NAME, TooMuch, as_file
from bot.privacy.privacy import Privacy
from bot.store.database import Database
from bot.store.personal import KEPT
from bot.store.tables import audit, links, posts, quota, schedules, sources
from tests.privacy.conftest import privacy_of
from tests.privacy.rows import (
    ALICE,
    ALICES,
    BOB,
    BOBS_SERVER,
    SECRET,
    SERVER,
    add,
    empty,
    everything,
    fill,
    filled,
    key_of,
    mentions,
)
from tests.schedule.stage import CrashError, FragileDatabase
from tests.support.clock import HandClock

BOBS = "UCbob-channel"
SOURCE = f"youtube_members/{key_of(ALICES)}/{ALICES}"


async def exported(privacy: Privacy, user_id: int = ALICE) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((await privacy.export(user_id)).content)
    return read


@pytest.fixture
async def two_people(database: Database) -> None:
    await fill(database, ALICE, SERVER, ALICES)
    await fill(database, BOB, BOBS_SERVER, BOBS)


@pytest.mark.usefixtures("two_people")
async def test_an_export_has_a_row_of_every_table_and_nobody_elses(privacy: Privacy) -> None:
    file = await privacy.export(ALICE)
    read = json.loads(file.content)
    assert file.name == "curtain-call-data.json"
    assert list(read) == ["about", "left_out", *(kept.table.name for kept in KEPT)]
    assert {name: len(rows) for name, rows in read.items() if isinstance(rows, list)} == {
        kept.table.name: 2 if kept.table in (audit, quota) else 1 for kept in KEPT
    }
    assert str(BOB) not in file.content.decode()
    assert BOBS not in file.content.decode()


@pytest.mark.usefixtures("two_people")
async def test_an_export_has_no_secret_ids_as_text_and_times_in_utc(privacy: Privacy) -> None:
    content = (await privacy.export(ALICE)).content
    assert SECRET not in content
    read = json.loads(content)
    assert read["about"]["discord_user_id"] == str(ALICE)
    assert read["about"]["exported_at"] == "2026-11-23T17:00:00.000Z"
    assert read["links"][0]["user_id"] == str(ALICE)
    assert read["links"][0]["created_at"] == "2026-11-23T17:00:00.000Z"
    assert read["links"][0]["is_default"] is True
    assert read["links"][0]["scopes"] == ["links-scopes"]
    assert read["schedules"][0]["guild_id"] == str(SERVER)
    assert read["left_out"]["tokens"]["refresh_token"]


async def test_an_export_of_nobody_is_empty_and_leaves_no_trace(privacy: Privacy, database: Database) -> None:
    read = await exported(privacy)
    assert all(read[kept.table.name] == [] for kept in KEPT)
    assert await mentions(database, str(ALICE)) == []


@pytest.mark.usefixtures("two_people")
async def test_an_export_does_not_say_who_else_did_something(privacy: Privacy, database: Database) -> None:
    async with database.write() as connection:
        await add(connection, audit, id=None, actor=BOB, action="source.removed", subject=SOURCE)
    removed = [line for line in (await exported(privacy))["audit"] if line["action"] == "source.removed"]
    assert [line["actor"] for line in removed] == [None]


@pytest.mark.usefixtures("two_people")
async def test_taking_a_channel_away_from_a_server_gives_no_claim_on_its_owners_lines(
    privacy: Privacy, database: Database
) -> None:
    async with database.write() as connection:
        await add(connection, audit, id=None, actor=BOB, action="source.removed", subject=SOURCE)
        await connection.execute(links.delete().where(links.c.user_id == ALICE))
    assert all(line["subject"] != f"youtube/{ALICES}" for line in (await exported(privacy, BOB))["audit"])
    await privacy.delete(BOB)
    assert f"youtube/{ALICES}" in {line["subject"] for line in (await everything(database))["audit"]}


@pytest.mark.usefixtures("two_people")
async def test_deleting_leaves_no_trace_of_the_person_in_any_table(
    privacy: Privacy, database: Database, dropped: list[str]
) -> None:
    async with database.write() as connection:
        await add(connection, audit, id=None, actor=BOB, action="source.removed", subject=SOURCE)
    before = await mentions(database, str(BOB), BOBS)
    deleted = await privacy.delete(ALICE)
    assert deleted
    assert await mentions(database, str(ALICE), ALICES) == []
    assert await mentions(database, str(BOB), BOBS) == before
    assert dropped == [key_of(ALICES)]
    lines = [(row["actor"], row["action"], row["subject"]) for row in (await everything(database))["audit"]]
    assert (0, "privacy.deleted", "") in lines
    assert not await privacy.overview(ALICE)
    assert await privacy.overview(BOB)


@pytest.mark.usefixtures("two_people")
async def test_deleting_again_changes_nothing(privacy: Privacy, database: Database) -> None:
    await privacy.delete(ALICE)
    before = await everything(database)
    again = await privacy.delete(ALICE)
    assert not again
    assert again.unlinked == []
    assert await everything(database) == before


@pytest.mark.usefixtures("two_people")
async def test_a_schedule_without_names_left_pauses_and_says_why(privacy: Privacy, database: Database) -> None:
    deleted = await privacy.delete(ALICE)
    assert deleted.paused == 1
    own = next(row for row in (await everything(database))["schedules"] if row["guild_id"] == SERVER)
    assert (own["status"], own["due_at"], own["created_by"]) == ("paused", None, 0)
    assert "no names to post" in own["problem"]


@pytest.mark.usefixtures("two_people")
async def test_a_schedule_with_another_source_goes_on_without_the_person(privacy: Privacy, database: Database) -> None:
    async with database.write() as connection:
        await add(connection, sources, id="bobs", guild_id=SERVER, link_id=key_of(BOBS), added_by=BOB)
    assert (await privacy.delete(ALICE)).paused == 0
    own = next(row for row in (await everything(database))["schedules"] if row["guild_id"] == SERVER)
    assert (own["status"], own["created_by"]) == ("active", 0)
    assert own["problem"] == "What this needed is no longer linked here."


@pytest.mark.usefixtures("two_people")
async def test_somebody_elses_schedule_is_left_to_them(privacy: Privacy, database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(update(schedules).where(schedules.c.guild_id == SERVER).values(created_by=BOB))
    assert (await privacy.delete(ALICE)).paused == 0
    own = next(row for row in (await everything(database))["schedules"] if row["guild_id"] == SERVER)
    assert (own["status"], own["created_by"]) == ("active", BOB)


@pytest.mark.usefixtures("two_people")
async def test_drafts_go_and_posts_half_way_are_stopped(privacy: Privacy, database: Database) -> None:
    async with database.write() as connection:
        await add(connection, schedules, id="draft", guild_id=BOBS_SERVER, created_by=ALICE, status="draft")
    await privacy.delete(ALICE)
    async with database.read() as connection:
        assert "draft" not in set((await connection.execute(select(schedules.c.id))).scalars())
        stopped = (await connection.execute(select(posts).where(posts.c.guild_id == SERVER))).mappings().one()
    assert (stopped["status"], stopped["created_by"]) == ("withdrawn", 0)
    payloads = {row["post_id"]: row["payload"] for row in (await everything(database))["post_parts"]}
    assert payloads[key_of(ALICES)] == b""
    assert payloads[key_of(BOBS)] != b""


@pytest.mark.usefixtures("two_people")
async def test_what_two_people_have_linked_stays_the_others(privacy: Privacy, database: Database) -> None:
    async with database.write() as connection:
        shared = {"user_id": BOB, "provider": "youtube", "account_id": ALICES, "title": "ours", "status": "ok"}
        await add(connection, links, id="shared", **shared)
        await add(connection, audit, id=None, actor=BOB, action="link.saved", subject=f"youtube/{ALICES}")
    assert {line["actor"] for line in (await exported(privacy))["audit"]} == {str(ALICE)}
    await privacy.delete(ALICE)
    lines = [row for row in (await everything(database))["audit"] if row["actor"] == BOB]
    assert f"youtube/{ALICES}" in {line["subject"] for line in lines}


async def test_a_crash_at_any_moment_leaves_all_or_nothing(database: Database, clock: HandClock) -> None:
    seen = set()
    for dies_at in range(1, 10):
        await fill(database, ALICE, SERVER, ALICES)
        before = await everything(database)
        fragile = FragileDatabase(database, dies_at)
        with contextlib.suppress(CrashError):
            await privacy_of(fragile, clock, []).delete(ALICE)
        traces = await mentions(database, str(ALICE), ALICES)
        seen.add(bool(traces))
        assert not traces or await everything(database) == before
        if not fragile.died:
            break
        await privacy_of(database, clock, []).delete(ALICE)
        await empty(database)
    assert seen == {True, False}
    assert not fragile.died


async def test_a_file_too_large_for_discord_is_compressed_or_refused() -> None:
    content = b"[" + b" " * 1000 + b"]"
    assert (await as_file(content)).name == FILE_NAME
    small = await as_file(content, limit=100)
    assert small.name == f"{FILE_NAME}.gz"
    assert gzip.decompress(small.content) == content
    with pytest.raises(TooMuch):
        await as_file(content, limit=5)


async def test_thousands_of_posts_are_exported(privacy: Privacy, database: Database) -> None:
    given = {"schedule_id": None, "created_by": ALICE, "problem": ""}
    async with database.write() as connection:
        await connection.execute(insert(posts), [filled(posts, id=str(number), **given) for number in range(3000)])
    assert len((await exported(privacy))["posts"]) == 3000
