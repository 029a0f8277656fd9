"""Wishes in a server's roll: proven by links, whatever becomes of their permission; imported lists beside channels."""

from dataclasses import replace

import pytest

from bot.errors import BadCreditName, ListUnreadable, TooOften
from bot.store import links, pages
from bot.store.database import Database
from bot.store.vault import Vault
from bot.supporters.consent import ANONYMOUS, HIDDEN, NAME
from bot.supporters.entries import Entry, Level, SourceList
from bot.supporters.kinds import LIST
from bot.supporters.lists import Lists
from bot.supporters.roll import Occasion, Roll
from bot.supporters.rolls import Rolls
from bot.supporters.wishes import NAME_LIMIT, Wishes
from tests.support.clock import HandClock
from tests.supporters.conftest import CREATOR, PAYER, SERVER, link_row

MEMBER, STRANGER = 50, 51


@pytest.fixture
def lists(database: Database, vault: Vault, clock: HandClock) -> Lists:
    return Lists(database, vault, clock)


@pytest.fixture
async def imported(lists: Lists, clock: HandClock) -> SourceList:
    """Import a list with somebody by their channel and somebody by name alone."""
    people = SourceList(
        (Level("1", "Crew"),),
        (Entry("youtube:UC-member", "Otter", "1", 0, None), Entry("list:bob", "Bob", "1", 0, None)),
        clock(),
    )
    await lists.add(SERVER, LIST, "Crew of 2026", people, CREATOR)
    return people


@pytest.fixture
async def wishes(database: Database, clock: HandClock) -> Wishes:
    async with database.write() as connection:
        await links.add(connection, replace(link_row("member", MEMBER, clock), account_id="UC-member"))
    return Wishes(database, clock)


async def named(rolls: Rolls) -> list[str]:
    return [one.name for group in (await read(rolls)).groups for one in group.names]


async def read(rolls: Rolls) -> Roll:
    return await rolls.for_guild(SERVER, Occasion.POST, PAYER)


async def test_an_imported_list_is_thanked_as_it_was_imported(
    rolls: Rolls, imported: SourceList, clock: HandClock
) -> None:
    clock.pass_time(days=400)
    roll = await read(rolls)
    assert [group.level for group in roll.groups] == ["Crew"]
    assert (roll.as_of, roll.creators, roll.earlier, roll.keep_until) == (
        imported.as_of,
        (),
        (),
        None,
    )
    assert await named(rolls) == ["Bob", "Otter"]


async def test_a_list_whose_key_is_gone_stops_the_roll_with_words_for_its_owner(
    rolls: Rolls, imported: SourceList, database: Database
) -> None:
    async with database.write() as connection:
        await connection.exec_driver_sql("UPDATE lists SET payload = x'00'")
    with pytest.raises(ListUnreadable, match=f"<@{CREATOR}> can bring it again"):
        await read(rolls)


async def test_a_wish_outlives_the_permission_of_the_link_that_proves_it(
    rolls: Rolls, imported: SourceList, wishes: Wishes, database: Database, clock: HandClock
) -> None:
    await wishes.say(MEMBER, HIDDEN)
    assert await named(rolls) == ["Bob"]
    async with database.write() as connection:
        await links.mark_dead(connection, "member", clock(), "revoked")
    assert await named(rolls) == ["Bob"]
    async with database.write() as connection:
        await links.remove(connection, "member")
    assert await named(rolls) == ["Bob", "Otter"]


async def test_a_wish_is_changed_and_taken_back(rolls: Rolls, imported: SourceList, wishes: Wishes) -> None:
    await wishes.say(MEMBER, ANONYMOUS)
    assert (await named(rolls), (await read(rolls)).unnamed) == (["Bob"], 1)
    await wishes.say(MEMBER, NAME, "  Velvet\nOtter ")
    assert await named(rolls) == ["Bob", "Velvet Otter"]
    assert await wishes.take_back(MEMBER)
    assert not await wishes.take_back(MEMBER)
    assert await named(rolls) == ["Bob", "Otter"]


@pytest.mark.parametrize("name", ["x" * (NAME_LIMIT + 1), "\u200b\u2800"])
async def test_a_name_that_is_too_long_or_unseen_is_refused(wishes: Wishes, name: str) -> None:
    with pytest.raises(BadCreditName):
        await wishes.say(MEMBER, NAME, name)
    assert await wishes.of(MEMBER) is None


async def test_a_person_changes_their_wish_so_often_only(wishes: Wishes, clock: HandClock) -> None:
    for _ in range(10):
        await wishes.say(MEMBER, HIDDEN)
        await wishes.take_back(MEMBER)
    with pytest.raises(TooOften):
        await wishes.say(MEMBER, HIDDEN)
    await wishes.say(CREATOR, HIDDEN)
    clock.pass_time(minutes=1)
    await wishes.say(MEMBER, HIDDEN)


async def test_a_wish_without_a_link_changes_no_page(wishes: Wishes, database: Database) -> None:
    async def mark() -> pages.Mark:
        async with database.read() as connection:
            return await pages.wants_mark(connection, SERVER)

    before = await mark()
    await wishes.say(STRANGER, HIDDEN)
    assert await mark() == before
    await wishes.say(MEMBER, HIDDEN)
    assert await mark() != before
