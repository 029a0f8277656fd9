"""The last list of each source: sealed, the latest, and gone in time."""

from datetime import timedelta
from zlib import crc32

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from bot.store import links, tables
from bot.store.database import Database
from bot.store.vault import Vault, new_key
from bot.supporters.entries import Entry, Level, SourceList
from bot.supporters.kinds import YOUTUBE_MEMBERS
from bot.supporters.snapshots import EARLY, Snapshots
from bot.supporters.sources import Sources
from tests.support.clock import HandClock
from tests.supporters.conftest import CREATOR, MALLORY, SCOPES, SERVER


def roster(clock: HandClock, *names: str) -> SourceList:
    entries = tuple(Entry(f"youtube:UC-{crc32(name.encode())}", name, "1", 3, clock()) for name in names)
    return SourceList((Level("1", "Stalls"),), entries, clock())


@pytest.fixture
async def source(sources: Sources) -> str:
    return (await sources.add(SERVER, "creator", CREATOR)).id


async def payloads(database: Database) -> list[bytes]:
    async with database.read() as connection:
        return list((await connection.execute(select(tables.snapshots.c.payload))).scalars())


async def die(database: Database, clock: HandClock, link_id: str = "creator") -> None:
    async with database.write() as connection:
        await links.mark_dead(connection, link_id, clock(), "revoked")


async def kept(snapshots: Snapshots, source: str) -> SourceList | None:
    found = await snapshots.latest([source])
    return found.people if found else None


@pytest.mark.parametrize("count", [0, 1, 3000])
async def test_a_list_comes_back_as_it_was_read(
    snapshots: Snapshots, source: str, clock: HandClock, count: int
) -> None:
    read = roster(clock, *(f"Otter {number} 🦊" for number in range(count)))
    await snapshots.keep(source, read)
    assert await kept(snapshots, source) == read


async def test_long_lists_are_packed_and_every_list_is_sealed(
    snapshots: Snapshots, source: str, clock: HandClock, database: Database, vault: Vault
) -> None:
    await snapshots.keep(source, roster(clock, *(f"Otter {number}" for number in range(3000))))
    [payload] = await payloads(database)
    assert b"Otter" not in payload
    assert len(payload) < 100_000
    assert vault.open(payload, context=f"snapshots/{source}/payload")


async def test_the_latest_list_takes_the_place_of_the_one_before(
    snapshots: Snapshots, source: str, clock: HandClock, database: Database
) -> None:
    older = roster(clock, "Alice")
    clock.pass_time(minutes=1)
    newer = roster(clock, "Bob")
    for read in (older, newer, older):
        await snapshots.keep(source, read)
    assert await kept(snapshots, source) == newer
    assert len(await payloads(database)) == 1


async def test_a_list_is_written_once_and_again_when_somebody_joined_since(
    snapshots: Snapshots, source: str, clock: HandClock, database: Database
) -> None:
    clock.pass_time(microseconds=700)
    read = roster(clock, "Alice")
    await snapshots.keep(source, read)
    before = await payloads(database)
    await snapshots.keep(source, read)
    assert await payloads(database) == before
    clock.pass_time(milliseconds=1)
    await snapshots.keep(source, joined := roster(clock, "Alice", "Bob"))
    assert await kept(snapshots, source) == joined


async def test_within_the_spacing_nothing_is_written(
    snapshots: Snapshots, source: str, clock: HandClock, database: Database
) -> None:
    await snapshots.keep(source, roster(clock, "Alice"))
    before = await payloads(database)
    clock.pass_time(hours=24)
    await snapshots.keep(source, roster(clock, "Bob"), spacing=timedelta(days=1))
    assert await payloads(database) == before
    clock.pass_time(seconds=1)
    await snapshots.keep(source, roster(clock, "Bob"), spacing=timedelta(days=1))
    assert await payloads(database) != before


async def test_thirty_days_after_it_was_read_a_list_is_used_no_more_and_deleted(
    snapshots: Snapshots, source: str, clock: HandClock, database: Database
) -> None:
    await snapshots.keep(source, roster(clock, "Alice"))
    clock.now += timedelta(days=30) - EARLY - timedelta(seconds=1)
    await snapshots.clean_up()
    assert await kept(snapshots, source) is not None
    clock.pass_time(seconds=1)
    assert await kept(snapshots, source) is None
    await snapshots.clean_up()
    assert await payloads(database) == []


async def test_seven_days_after_its_grant_died_a_list_is_used_no_more_and_deleted(
    snapshots: Snapshots, source: str, clock: HandClock, database: Database
) -> None:
    await snapshots.keep(source, roster(clock, "Alice"))
    clock.pass_time(days=10)
    await die(database, clock)
    clock.now += timedelta(days=7) - EARLY - timedelta(seconds=1)
    await snapshots.clean_up()
    assert await kept(snapshots, source) is not None
    clock.pass_time(seconds=1)
    assert await kept(snapshots, source) is None
    await snapshots.clean_up()
    assert await payloads(database) == []


async def test_a_consent_that_leaves_the_members_out_counts_as_the_end_of_the_permission(
    snapshots: Snapshots, source: str, clock: HandClock, database: Database
) -> None:
    await snapshots.keep(source, roster(clock, "Alice"))
    clock.pass_time(days=10)
    async with database.write() as connection:
        await connection.execute(
            update(tables.links).where(tables.links.c.id == "creator").values(scopes="look", consented_at=clock())
        )
    clock.pass_time(days=6)
    await snapshots.clean_up()
    assert await kept(snapshots, source) is not None
    clock.pass_time(days=1)
    await snapshots.clean_up()
    assert await payloads(database) == []


async def test_cleaning_up_touches_no_list_that_may_stay(
    snapshots: Snapshots, source: str, sources: Sources, clock: HandClock, database: Database
) -> None:
    other = (await sources.add(SERVER, "mallory", MALLORY)).id
    await snapshots.keep(source, roster(clock, "Alice"))
    await snapshots.keep(other, roster(clock, "Bob"))
    await die(database, clock)
    clock.pass_time(days=7)
    await snapshots.clean_up()
    assert await kept(snapshots, source) is None
    assert await kept(snapshots, other) is not None


async def test_a_list_goes_with_its_source_and_with_its_link(
    snapshots: Snapshots, source: str, sources: Sources, clock: HandClock, database: Database
) -> None:
    other = (await sources.add(SERVER, "mallory", MALLORY)).id
    for each in (source, other):
        await snapshots.keep(each, roster(clock, "Alice"))
    await sources.remove(SERVER, source, CREATOR)
    assert len(await payloads(database)) == 1
    async with database.write() as connection:
        await links.remove(connection, "mallory")
    assert await payloads(database) == []


async def test_a_source_taken_away_while_it_was_read_leaves_no_list(
    snapshots: Snapshots, source: str, sources: Sources, clock: HandClock, database: Database
) -> None:
    read = roster(clock, "Alice")
    await sources.withdraw(source, CREATOR)
    await snapshots.keep(source, read)
    assert await payloads(database) == []


async def test_a_list_whose_key_is_gone_is_no_list(
    snapshots: Snapshots, source: str, clock: HandClock, database: Database
) -> None:
    await snapshots.keep(source, roster(clock, "Alice"))
    keyless = Snapshots(database, Vault([SecretStr(new_key())]), clock, scopes={YOUTUBE_MEMBERS: SCOPES})
    assert await kept(keyless, source) is None


async def test_a_list_moved_to_another_source_does_not_open(
    snapshots: Snapshots, source: str, sources: Sources, clock: HandClock, database: Database
) -> None:
    other = (await sources.add(SERVER, "mallory", MALLORY)).id
    await snapshots.keep(source, roster(clock, "Alice"))
    async with database.write() as connection:
        await connection.execute(update(tables.snapshots).values(source_id=other))
    assert await kept(snapshots, other) is None


async def test_a_list_in_the_form_of_another_version_is_no_list(
    snapshots: Snapshots, source: str, clock: HandClock, database: Database, vault: Vault
) -> None:
    await snapshots.keep(source, roster(clock, "Alice"))
    for text in ('{"people": 3}', "no base64", "eJw="):
        sealed = vault.seal(text, context=f"snapshots/{source}/payload")
        async with database.write() as connection:
            await connection.execute(update(tables.snapshots).values(payload=sealed))
        assert await kept(snapshots, source) is None
