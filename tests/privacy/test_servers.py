"""Servers that the bot has left: what the services keep and forget, on a database."""

import pytest
from sqlalchemy import select, update

from bot.privacy.servers import Servers
from bot.store.database import Database
from bot.store.tables import audit, left_servers, posts, quota, schedules, snapshots, sources
from tests.privacy.rows import ALICE, ALICES, BOB, BOBS_SERVER, SERVER, add, everything, fill, key_of
from tests.support.clock import HandClock

BOBS = "UCbob_channel"
OF_A_SERVER = (sources, snapshots, schedules, posts)


@pytest.fixture(autouse=True)
async def filled(database: Database) -> None:
    await fill(database, ALICE, SERVER, ALICES)
    await fill(database, BOB, BOBS_SERVER, BOBS)
    async with database.write() as connection:
        await add(connection, quota, payer=f"server/{SERVER}", day="2026-11-23")


async def sizes(database: Database) -> set[int]:
    """Return how many rows each table about servers has, where they agree."""
    rows = await everything(database)
    return {len(rows[table.name]) for table in OF_A_SERVER}


async def noted(database: Database) -> list[int]:
    async with database.read() as connection:
        return list((await connection.execute(select(left_servers.c.guild_id))).scalars())


async def schedule_of(database: Database, guild_id: int) -> tuple[str, str]:
    async with database.read() as connection:
        row = (await connection.execute(select(schedules).where(schedules.c.guild_id == guild_id))).mappings().one()
    return row["status"], row["problem"]


async def test_a_server_that_removes_the_bot_is_forgotten_at_once(
    servers: Servers, database: Database, dropped: list[str]
) -> None:
    await servers.forget(SERVER)
    rows = await everything(database)
    assert await sizes(database) == {1}
    assert {row["guild_id"] for table in (sources, schedules, posts) for row in rows[table.name]} == {BOBS_SERVER}
    assert [row["payer"] for row in rows["quota"] if row["payer"].startswith("server/")] == []
    assert {row["post_id"] for row in rows["post_parts"]} == {key_of(BOBS)}
    assert len(rows["links"]) == 2
    assert dropped == [key_of(ALICES)]
    line = next(row for row in rows["audit"] if row["action"] == "server.forgotten")
    assert (line["actor"], line["subject"]) == (0, f"server/{SERVER}")


async def test_a_server_that_nothing_was_kept_about_leaves_no_line(servers: Servers, database: Database) -> None:
    before = await everything(database)
    await servers.forget(42)
    assert await everything(database) == before


async def test_a_server_missing_at_a_start_is_noted_and_its_schedules_pause(
    servers: Servers, database: Database, clock: HandClock
) -> None:
    await servers.compare([BOBS_SERVER])
    assert await noted(database) == [SERVER]
    status, problem = await schedule_of(database, SERVER)
    assert (status, "no longer in this server" in problem) == ("paused", True)
    assert (await schedule_of(database, BOBS_SERVER))[0] == "active"
    async with database.read() as connection:
        unfinished = select(posts.c.status).where(posts.c.guild_id == SERVER)
        assert (await connection.execute(unfinished)).scalar() == "withdrawn"
    clock.pass_time(days=6, hours=23)
    await servers.clean_up()
    assert await sizes(database) == {2}


async def test_it_is_forgotten_after_a_week(servers: Servers, database: Database, clock: HandClock) -> None:
    await servers.compare([BOBS_SERVER])
    clock.pass_time(days=3)
    await servers.compare([BOBS_SERVER])
    clock.pass_time(days=4)
    await servers.clean_up()
    assert await sizes(database) == {1}
    assert await noted(database) == []
    await servers.compare([BOBS_SERVER])
    assert await noted(database) == []


@pytest.mark.parametrize("back", ["at a start", "by an invitation"])
async def test_the_note_goes_when_the_bot_is_back_in_time(
    servers: Servers, database: Database, clock: HandClock, back: str
) -> None:
    await servers.compare([])
    assert sorted(await noted(database)) == sorted([SERVER, BOBS_SERVER])
    if back == "at a start":
        await servers.compare([SERVER, BOBS_SERVER])
    else:
        await servers.came_back(SERVER)
        await servers.came_back(BOBS_SERVER)
    clock.pass_time(days=30)
    await servers.clean_up()
    assert await sizes(database) == {2}
    assert "I stopped posting here" in (await schedule_of(database, SERVER))[1]


async def test_a_paused_schedule_keeps_its_own_reason(servers: Servers, database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(update(schedules).values(status="paused", problem="My own."))
    await servers.compare([])
    assert await schedule_of(database, SERVER) == ("paused", "My own.")


async def test_comparing_when_all_is_well_writes_nothing(servers: Servers, database: Database) -> None:
    before = await everything(database)
    await servers.compare([SERVER, BOBS_SERVER, 42])
    assert await everything(database) == before
    assert audit.name in before
