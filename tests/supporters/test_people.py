"""What managers change about people, and that they learn nothing by it of what those people have said."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import pytest

from bot.errors import SomebodyGone
from bot.store import links, overrides, wishes
from bot.store.database import Database
from bot.store.overrides import Override
from bot.store.vault import Vault
from bot.store.wishes import Wish, said_since
from bot.supporters.consent import ANONYMOUS, HIDDEN, NAME
from bot.supporters.kinds import LIST
from bot.supporters.lists import Lists
from bot.supporters.people import People, Standing
from bot.supporters.roll import Occasion
from bot.supporters.rolls import Rolls
from tests.support.clock import HandClock
from tests.supporters.conftest import CREATOR, PAYER, SERVER, link_row
from tests.supporters.test_roster import NOW, entry, listed

ALICE, BOB = 501, 502
FIRST, SECOND, THIRD = "youtube:UC-first", "youtube:UC-second", "youtube:UC-third"


@pytest.fixture
def people(database: Database, rolls: Rolls, clock: HandClock) -> People:
    return People(database, rolls, clock)


@pytest.fixture
async def linked(database: Database, clock: HandClock) -> None:
    """Link two accounts of Alice's and one of Bob's; nobody has said anything."""
    async with database.write() as connection:
        for key, user in (("first", ALICE), ("second", ALICE), ("third", BOB)):
            await links.add(connection, link_row(key, user, clock))


@pytest.fixture
async def crew(database: Database, vault: Vault, clock: HandClock) -> None:
    """Bring a list with the first account alone."""
    people = listed("Crew", entry(FIRST, "Otter")).people
    await Lists(database, vault, clock).add(SERVER, LIST, "Crew", people, CREATOR)


async def say(database: Database, clock: HandClock, choice: str, user: int = ALICE) -> None:
    async with database.write() as connection:
        await wishes.put(connection, Wish(user, choice, "", clock()))


async def take_back(database: Database) -> None:
    async with database.write() as connection:
        await wishes.remove(connection, ALICE)


async def kept(database: Database) -> dict[str, Override]:
    async with database.read() as connection:
        return await overrides.of_guild(connection, SERVER)


async def change(database: Database, at: datetime, *every: Override) -> None:
    async with database.write() as connection:
        for one in every:
            await overrides.put(connection, SERVER, one, at)


async def seen(people: People) -> Sequence[tuple[Standing, datetime | None]]:
    """Return all that a manager is shown of changes, the moments too."""
    people.forget(SERVER)
    return [(one, one.override.updated_at) for one in await people.changed(SERVER, PAYER)]


@pytest.mark.parametrize("choice", [HIDDEN, ANONYMOUS, NAME])
async def test_the_list_of_changes_does_not_tell_which_accounts_a_wish_joins(
    people: People, linked: None, database: Database, clock: HandClock, choice: str
) -> None:
    await people.spell(SERVER, FIRST, "One", CREATOR)
    await people.spell(SERVER, SECOND, "Two", CREATOR)
    before = await seen(people)
    assert len(before) == 2
    await say(database, clock, choice)
    assert await seen(people) == before


async def test_the_list_of_changes_joins_whom_the_server_says_are_one(people: People, database: Database) -> None:
    await change(database, NOW, Override(FIRST, "One"), Override(SECOND, merged_into=FIRST))
    [(one, _)] = await seen(people)
    assert set(one.keys) == {FIRST, SECOND}


async def test_a_refusal_covers_accounts_in_no_list_when_the_wish_is_taken_back_and_nobody_sees_it(
    people: People, linked: None, crew: None, database: Database, clock: HandClock, rolls: Rolls
) -> None:
    await change(database, clock(), Override(SECOND, "Two"))
    spelled = await seen(people)
    clock.pass_time(minutes=1)
    await say(database, clock, HIDDEN)
    await people.refuse(SERVER, [FIRST], CREATOR)
    first, *rest = await seen(people)
    assert (first[0].keys, first[0].override.refused, first[1]) == ((FIRST,), True, clock())
    assert rest == spelled
    await take_back(database)
    assert {key for key, one in (await kept(database)).items() if one.refused} == {FIRST, SECOND}
    assert (await rolls.for_guild(SERVER, Occasion.POST, PAYER)).withheld == {FIRST, SECOND}
    # What is shown of the other account can be taken back; the refusal cannot by it.
    await people.undo(SERVER, [SECOND], CREATOR)
    assert await seen(people) == [first]
    assert (await kept(database))[SECOND].refused
    await people.admit(SERVER, [FIRST], CREATOR)
    assert await kept(database) == {}


async def test_a_refusal_covers_no_account_that_somebody_else_has_linked_too(
    people: People, linked: None, database: Database, clock: HandClock
) -> None:
    async with database.write() as connection:
        await links.add(connection, link_row("second", BOB, clock, link_id="again"))
    await say(database, clock, NAME)
    await say(database, clock, NAME, BOB)
    await people.refuse(SERVER, [FIRST], CREATOR)
    assert set(await kept(database)) == {FIRST}


async def test_a_refusal_is_undone_with_all_it_covers_and_other_changes_stay(
    people: People, linked: None, database: Database, clock: HandClock
) -> None:
    await say(database, clock, HIDDEN)
    await people.spell(SERVER, SECOND, "Two", CREATOR)
    await people.refuse(SERVER, [FIRST], CREATOR)
    await people.undo(SERVER, [FIRST], CREATOR)
    assert await kept(database) == {SECOND: Override(SECOND, "Two")}


async def test_a_refusal_whose_own_account_is_forgotten_is_seen_and_taken_back(
    people: People, linked: None, database: Database, clock: HandClock
) -> None:
    await say(database, clock, HIDDEN)
    await people.refuse(SERVER, [FIRST], CREATOR)
    async with database.write() as connection:
        await overrides.remove(connection, SERVER, [FIRST])
    [(one, _)] = await seen(people)
    assert (one.keys, one.override.refused) == ((SECOND,), True)
    await people.admit(SERVER, one.keys, CREATOR)
    assert await kept(database) == {}


async def test_two_are_not_made_one_once_either_wishes_not_to_be_named(
    people: People, linked: None, database: Database, clock: HandClock
) -> None:
    await say(database, clock, HIDDEN, BOB)
    for key, into in ((THIRD, FIRST), (FIRST, THIRD)):
        with pytest.raises(SomebodyGone):
            await people.merge(SERVER, key, into, CREATOR)


async def test_whoever_is_joined_with_somebody_has_changed_with_them(
    linked: None, database: Database, clock: HandClock
) -> None:
    await change(database, clock(), Override("list:b", merged_into="list:a"), Override("list:a", merged_into=FIRST))
    clock.pass_time(minutes=1)
    since = clock()

    async def said() -> set[str]:
        async with database.read() as connection:
            return {one.key for one in await said_since(connection, SERVER, since)}

    assert await said() == set()
    clock.pass_time(minutes=1)
    await say(database, clock, HIDDEN)
    assert await said() == {FIRST, SECOND, "list:a", "list:b"}
    await take_back(database)
    await change(database, clock(), Override("list:a", "Otter", merged_into=FIRST))
    assert await said() == {FIRST, "list:a", "list:b"}


async def test_a_change_has_the_time_at_which_it_counts_however_long_it_waited(
    people: People, database: Database, clock: HandClock
) -> None:
    await change(database, clock(), Override(SECOND, "Two", merged_into=FIRST), Override(FIRST, "One"))
    async with database.write():
        hidden = asyncio.create_task(people.hide(SERVER, ["list:a"], CREATOR, hidden=True))
        undone = asyncio.create_task(people.undo(SERVER, [FIRST], CREATOR))
        await asyncio.wait([hidden, undone], timeout=0)
        clock.pass_time(minutes=1)
    await asyncio.gather(hidden, undone)
    assert {one.key: one.updated_at for one in (await kept(database)).values()} == {"list:a": clock(), SECOND: clock()}
