"""From a file to a source of names, a step at a time."""

import asyncio
import time
from datetime import timedelta

import pytest

from bot.errors import NotYours
from bot.store.database import Database
from bot.store.vault import Vault
from bot.supporters.drafts import LIFETIME, Draft, Drafts
from bot.supporters.imports import Imports, Summary
from bot.supporters.kinds import LIST, STUDIO_CSV
from bot.supporters.lists import Lists
from bot.supporters.sharing import Sharing, is_shared, may_take
from bot.supporters.sources import Sources
from bot.supporters.studio_csv.files import NotAList
from bot.supporters.studio_csv.questions import Answers, ColumnsAsked, DelimiterAsked
from bot.youtube.payer import Payer
from tests.support.clock import HandClock
from tests.supporters.conftest import CREATOR, MALLORY, SERVER

PAYER = Payer.in_server(CREATOR, SERVER)
TABLE = b"name,level\nAlice,Gods\nBob,Stalls\n"
STUDIO = f"Member,Link to profile,Current level,Months\nAlice,UC{'a' * 22},Gods,3\n".encode()


@pytest.fixture
def lists(database: Database, vault: Vault, clock: HandClock) -> Lists:
    return Lists(database, vault, clock)


@pytest.fixture
def imports(lists: Lists, sources: Sources, clock: HandClock) -> Imports:
    return Imports(lists, sources, clock)


async def summary_of(imports: Imports, data: bytes, user: int = CREATOR, **options: str) -> tuple[str, Summary]:
    given = {"file_name": "ko_fi.csv", "right": "m"} | options
    draft = await imports.begin(data, user_id=user, guild_id=SERVER, **given)
    found = await imports.look(draft)
    assert isinstance(found, Summary)
    return draft.id, found


async def saved(imports: Imports, data: bytes, **options: str) -> Summary:
    draft_id, _ = await summary_of(imports, data, CREATOR, **options)
    return await imports.save(imports.drafts.get(draft_id, CREATOR, SERVER))


async def names(lists: Lists, sources: Sources) -> list[list[str]]:
    return [
        [entry.name for entry in (await lists.read(source, PAYER)).entries] for source in await sources.of_guild(SERVER)
    ]


async def test_nothing_is_kept_before_save(imports: Imports, lists: Lists, sources: Sources) -> None:
    _, found = await summary_of(imports, TABLE)
    assert (found.kind, found.title, found.replaces) == (LIST, "ko fi", None)
    assert await sources.of_guild(SERVER) == []


async def test_a_saved_list_is_its_importers_source(imports: Imports, lists: Lists, sources: Sources) -> None:
    await saved(imports, TABLE, title="Crew")
    (source,) = await sources.of_guild(SERVER)
    assert (source.kind, source.title, source.owner_id, source.link_id) == (LIST, "Crew", CREATOR, None)
    assert await names(lists, sources) == [["Alice", "Bob"]]


async def test_studios_file_is_its_own_kind_and_the_next_takes_its_place(imports: Imports, sources: Sources) -> None:
    assert (await saved(imports, STUDIO, file_name="Your members 2026-10-01.csv")).kind == STUDIO_CSV
    again = await saved(imports, STUDIO.replace(b"Alice", b"Alicia"), file_name="Your members 2026-11-01.csv")
    assert again.replaces is not None
    # The same channel is the same person, whatever they call themselves.
    assert (again.changes.joined, again.changes.left) == ((), ())
    assert len(await sources.of_guild(SERVER)) == 1


async def test_levels_keep_the_order_they_had(imports: Imports, lists: Lists, sources: Sources) -> None:
    await saved(imports, TABLE)
    await saved(imports, b"name,level\nCarol,Loges\nBob,Stalls\nAlice,Gods\n")
    (source,) = await sources.of_guild(SERVER)
    assert [level.name for level in (await lists.read(source, PAYER)).levels] == ["Gods", "Stalls", "Loges"]


async def test_a_named_source_is_replaced_whatever_the_file_is_called(imports: Imports, sources: Sources) -> None:
    await saved(imports, TABLE, title="Crew")
    (source,) = await sources.of_guild(SERVER)
    replaced = await saved(imports, b"# Gods\nAlice\n", file_name="x.txt", source_id=source.id)
    assert replaced.title == "Crew"
    assert [one.name for one in replaced.changes.left] == ["Bob"]
    assert len(await sources.of_guild(SERVER)) == 1


async def test_nobody_replaces_anothers_list(imports: Imports, sources: Sources) -> None:
    await saved(imports, TABLE, title="Crew")
    (source,) = await sources.of_guild(SERVER)
    with pytest.raises(NotYours):
        await summary_of(imports, TABLE, user=MALLORY, source_id=source.id)
    _, found = await summary_of(imports, TABLE, user=MALLORY, title="Crew")
    assert found.replaces is None


async def test_a_channel_linked_here_is_no_list_to_replace(imports: Imports, sources: Sources) -> None:
    added = await sources.add(SERVER, "creator", CREATOR)
    with pytest.raises(NotYours):
        await summary_of(imports, TABLE, source_id=added.id)


async def test_saving_twice_at_once_saves_once(imports: Imports, sources: Sources) -> None:
    draft_id, _ = await summary_of(imports, TABLE)
    draft = imports.drafts.get(draft_id, CREATOR, SERVER)
    results = await asyncio.gather(imports.save(draft), imports.save(draft), return_exceptions=True)
    assert {type(one) for one in results} == {NotYours, Summary}
    assert len(await sources.of_guild(SERVER)) == 1


async def test_a_save_that_fails_can_be_pressed_again(imports: Imports, sources: Sources) -> None:
    await saved(imports, TABLE, title="Crew")
    (source,) = await sources.of_guild(SERVER)
    draft_id, _ = await summary_of(imports, TABLE, source_id=source.id)
    await sources.remove(SERVER, source.id, CREATOR)
    with pytest.raises(NotYours):
        await imports.save(imports.drafts.get(draft_id, CREATOR, SERVER))
    assert imports.drafts.get(draft_id, CREATOR, SERVER).id == draft_id


async def test_a_save_that_fails_brings_nothing_back_over_a_newer_file_or_the_limit(
    imports: Imports,
) -> None:
    drafts = imports.drafts
    first = await kept(drafts, CREATOR)
    drafts.take(first)
    newer = await kept(drafts, CREATOR)
    drafts.put_back(first)
    assert drafts.get(newer.id, CREATOR, SERVER) == newer
    assert len(drafts) == 1
    drafts.take(newer)
    for user_id in range(1000, 1030):
        await kept(drafts, user_id)
    drafts.put_back(newer)
    assert len(drafts) == 20
    assert drafts.get(newer.id, CREATOR, SERVER) == newer


async def test_files_are_forgotten_when_their_time_is_over(imports: Imports, clock: HandClock) -> None:
    await kept(imports.drafts, CREATOR)
    clock.pass_time(minutes=15)
    await imports.drafts.clean_up()
    assert len(imports.drafts) == 0


async def kept(drafts: Drafts, user_id: int) -> Draft:
    return await drafts.keep(
        b"Alice", user_id=user_id, guild_id=SERVER, file_name="a.txt", title="", source_id="", right="m"
    )


async def test_a_draft_is_its_persons_alone_and_ends(imports: Imports, clock: HandClock) -> None:
    draft_id, _ = await summary_of(imports, TABLE)
    for user, guild in ((MALLORY, SERVER), (CREATOR, SERVER + 1)):
        with pytest.raises(NotYours):
            imports.drafts.get(draft_id, user, guild)
    clock.pass_time(seconds=LIFETIME / timedelta(seconds=1))
    with pytest.raises(NotYours):
        imports.drafts.get(draft_id, CREATOR, SERVER)


async def test_memory_is_bounded(imports: Imports) -> None:
    for user in range(30):
        await summary_of(imports, TABLE, user=user)
        await summary_of(imports, TABLE, user=user)
    assert len(imports.drafts) == 20


async def test_questions_come_one_after_the_other(imports: Imports) -> None:
    draft = await imports.begin(
        b"Foo;Bar\nAlice;Gods\n", user_id=CREATOR, guild_id=SERVER, file_name="x.csv", right="m"
    )
    assert isinstance(await imports.look(draft), DelimiterAsked)
    draft = imports.answer(draft, Answers(delimiter=";"))
    assert isinstance(await imports.look(draft), ColumnsAsked)
    draft = imports.answer(draft, Answers(delimiter=";", heading=True, settled=True))
    found = await imports.look(draft)
    assert isinstance(found, Summary)
    assert [entry.name for entry in found.reading.people.entries] == ["Alice"]


async def test_a_file_without_anybody_says_why(imports: Imports) -> None:
    draft = await imports.begin(
        b"name,channel,level,months\nAlice,x,Gods,1\n", user_id=CREATOR, guild_id=SERVER, file_name="x.csv", right="m"
    )
    draft = imports.answer(draft, Answers(settled=True))
    with pytest.raises(NotAList, match="Row 2, for one: its link is not"):
        await imports.look(draft)


async def test_only_the_owner_shares_a_list(
    imports: Imports, sources: Sources, database: Database, clock: HandClock
) -> None:
    await saved(imports, TABLE, title="Crew")
    (source,) = await sources.of_guild(SERVER)
    assert may_take(source, CREATOR)
    assert not may_take(source, MALLORY)
    sharing = Sharing(database, clock)
    with pytest.raises(NotYours):
        await sharing.set(SERVER, source.id, MALLORY, shared=True)
    await sharing.set(SERVER, source.id, CREATOR, shared=True)
    (source,) = await sources.of_guild(SERVER)
    assert is_shared(source)
    assert may_take(source, MALLORY)
    await sharing.set(SERVER, source.id, CREATOR, shared=False)
    assert not is_shared((await sources.of_guild(SERVER))[0])


@pytest.mark.no_cover
async def test_a_hundred_thousand_rows_do_not_hold_the_loop(imports: Imports) -> None:
    rows = "".join(f'"member {number}",UC{number:022d},Gods,{number % 60}.5\n' for number in range(100_000))
    data = f"Member,Link to profile,Current level,Months\n{rows}".encode()
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        before = time.perf_counter()
        while True:
            await asyncio.sleep(0)
            now = time.perf_counter()
            longest = max(longest, now - before)
            before = now

    watching = asyncio.create_task(watch())
    began = time.perf_counter()
    _, found = await summary_of(imports, data)
    whole = time.perf_counter() - began
    watching.cancel()
    assert len(found.reading.people.entries) == 100_000
    # A share of the whole, for a machine that does other things, too; alone a tenth of that.
    assert longest < whole / 4
