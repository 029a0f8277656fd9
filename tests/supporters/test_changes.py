"""What is new since a schedule's last post, and how little is kept to know it."""

import zlib
from base64 import b64decode

import pytest
from sqlalchemy import select

from bot.store import posted, tables
from bot.store.database import Database
from bot.store.vault import Vault
from bot.supporters.changes import Change, Changes
from bot.supporters.roll import Group, Roll, Supporter
from tests.privacy.rows import add
from tests.support.clock import HandClock
from tests.supporters.conftest import SERVER

RANKS = {"a/gold": 0, "a/tin": 1}


def one(key: str, name: str = "", level: str = "a/tin", months: int = 3, kept: str = "", *others: str) -> Supporter:
    return Supporter(name or key, months, None, key, level, (key, *others), kept)


def roll(clock: HandClock, *people: Supporter, withheld: frozenset[str] = frozenset()) -> Roll:
    headings = {"a/gold": "Gold", "a/tin": "Tin"}
    groups = [
        Group(heading, tuple(each for each in people if each.level == ref), (ref,)) for ref, heading in headings.items()
    ]
    return Roll(tuple(group for group in groups if group.names), clock(), ("A",), ranks=RANKS, withheld=withheld)


@pytest.fixture
async def changes(database: Database, vault: Vault, clock: HandClock) -> Changes:
    async with database.write() as connection:
        await add(connection, tables.schedules, id="s", guild_id=SERVER, status="active")
    return Changes(database, vault, clock)


async def post(changes: Changes, database: Database, clock: HandClock, number: str, of: Roll) -> Change | None:
    """Post a roll as a schedule does; return what was new."""
    change = await changes.since_last("s", of)
    row = await changes.record(number, "s", SERVER, of)
    async with database.write() as connection:
        await add(connection, tables.posts, id=number, schedule_id="s", due_at=clock(), status="sending")
        await posted.put(connection, row)
    async with database.write() as connection:
        await posted.settle(connection, number, clock())
    clock.pass_time(days=30)
    return change


async def test_the_first_post_has_nothing_to_compare_with(
    changes: Changes, database: Database, clock: HandClock
) -> None:
    assert await post(changes, database, clock, "1", roll(clock, one("youtube:1"))) is None


async def test_who_joined_left_rose_fell_and_has_another_name(
    changes: Changes, database: Database, clock: HandClock
) -> None:
    start = clock()
    before = [
        one("youtube:1", "Alice"),
        one("youtube:2", "Bob"),
        one("youtube:3", "Gone"),
        one("patreon:4", "Mallory", kept="Mallory"),
        one("youtube:5", "Fell", "a/gold"),
        one("youtube:6", "Year", months=11),
    ]
    await post(changes, database, clock, "1", roll(clock, *before))
    now = [
        one("youtube:1", "Alice", "a/gold"),
        one("youtube:2", "Robert"),
        one("youtube:5", "Fell"),
        one("youtube:6", "Year", months=12),
        one("youtube:7", "New"),
    ]
    change = await post(changes, database, clock, "2", roll(clock, *now))
    assert change
    assert change.since == start
    assert [each.name for each in change.joined] == ["New"]
    assert [(each.supporter.name, each.level) for each in change.risen] == [("Alice", "Gold")]
    assert [each.name for each in change.renamed] == ["Robert"]
    assert [each.name for each in change.anniversaries] == ["Year"]
    assert (change.left, change.left_names, change.fallen) == (2, ("Mallory",), 1)
    assert [(each.name, each.first, each.until) for each in change.former] == [("Mallory", start, start)]


async def test_nothing_is_new_where_nobody_changed_though_months_pass(
    changes: Changes, database: Database, clock: HandClock
) -> None:
    await post(changes, database, clock, "1", roll(clock, one("youtube:1", months=3)))
    change = await post(changes, database, clock, "2", roll(clock, one("youtube:1", months=4)))
    assert change is not None
    assert not change


async def test_somebody_known_by_another_account_now_has_not_joined(
    changes: Changes, database: Database, clock: HandClock
) -> None:
    await post(changes, database, clock, "1", roll(clock, one("youtube:1", "Alice")))
    both = one("patreon:9", "Alice", "a/tin", 3, "", "youtube:1")
    assert not await post(changes, database, clock, "2", roll(clock, both))


async def test_who_prefers_to_be_left_out_has_not_left_and_is_named_nowhere(
    changes: Changes, database: Database, clock: HandClock
) -> None:
    mallory = one("patreon:4", "Mallory", kept="Mallory")
    await post(changes, database, clock, "1", roll(clock, mallory, one("youtube:1")))
    hidden = roll(clock, one("youtube:1"), withheld=frozenset({"patreon:4"}))
    change = await post(changes, database, clock, "2", hidden)
    assert change is not None
    assert (change.left, change.left_names, change.former) == (0, (), ())
    change = await post(changes, database, clock, "3", roll(clock, one("youtube:1")))
    assert change is not None
    assert change.former == ()


async def test_former_supporters_are_remembered_until_they_come_back(
    changes: Changes, database: Database, clock: HandClock
) -> None:
    bob, alice = one("list:bob", "Bob", kept="Bob"), one("youtube:1")
    await post(changes, database, clock, "1", roll(clock, bob, alice))
    for number in ("2", "3"):
        change = await post(changes, database, clock, number, roll(clock, alice))
        assert change is not None
        assert [each.name for each in change.former] == ["Bob"]
    change = await post(changes, database, clock, "4", roll(clock, alice, bob))
    assert change is not None
    assert ([each.name for each in change.joined], change.former) == (["Bob"], ())


async def test_what_is_kept_names_nobody_whom_an_api_told(
    changes: Changes, database: Database, clock: HandClock, vault: Vault
) -> None:
    people = [one(f"youtube:UCsecret{number}", f"Otter {number}") for number in range(3)]
    await post(changes, database, clock, "1", roll(clock, *people, one("list:bob", "Bob", kept="Bob")))
    async with database.read() as connection:
        [row] = (await connection.execute(select(tables.posted_rosters))).all()
    text = zlib.decompress(b64decode(vault.open(row.payload, context=posted.context("1")))).decode()
    assert "Otter" not in text
    assert "UCsecret" not in text
    assert "Bob" in text


async def test_a_post_that_never_appeared_changes_nothing_and_is_forgotten(
    changes: Changes, database: Database, clock: HandClock
) -> None:
    await post(changes, database, clock, "1", roll(clock, one("youtube:1")))
    async with database.write() as connection:
        await add(connection, tables.posts, id="2", schedule_id="s", due_at=clock(), status="stopped")
        await posted.put(connection, await changes.record("2", "s", SERVER, roll(clock, one("youtube:2"))))
    change = await changes.since_last("s", roll(clock, one("youtube:1")))
    assert change is not None
    assert not change
    await changes.clean_up()
    async with database.read() as connection:
        kept = (await connection.execute(select(tables.posted_rosters.c.post_id))).scalars()
        assert list(kept) == ["1"]


async def test_a_source_that_goes_takes_the_names_of_earlier_posts_with_it(
    changes: Changes, database: Database, clock: HandClock
) -> None:
    await post(changes, database, clock, "1", roll(clock, one("list:bob", "Bob", kept="Bob")))
    async with database.write() as connection:
        await posted.forget_of_guilds(connection, [SERVER])
    assert await changes.since_last("s", roll(clock)) is None


async def test_thirty_thousand_people_are_compared(changes: Changes, database: Database, clock: HandClock) -> None:
    people = [one(f"youtube:{number}", f"Otter {number}") for number in range(30_000)]
    await post(changes, database, clock, "1", roll(clock, *people))
    change = await post(changes, database, clock, "2", roll(clock, *people[100:]))
    assert change is not None
    assert change.left == 100
