"""A manager who is not the creator asks; the creator answers by DM."""

import pytest

from bot.errors import NotYours
from sandbox.discord.people import DM, Person
from sandbox.discord.seen import Message
from tests.privacy.hands import delete_everything
from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench


@pytest.fixture
async def manager(bench: InnerBench) -> Person:
    """Alice manages the server, too; the creator has linked their channel and brought it nowhere."""
    await bench.link(bench.creator, "creator")
    _promote(bench, bench.alice)
    return bench.alice


def _promote(bench: InnerBench, person: Person) -> None:
    world = bench.discord.world
    guild = world.guilds_of(person.user)[0]
    world.join(guild, person.user, world.add_role(guild, "Helpers", "manage_guild"))


async def _question(bench: InnerBench, person: Person) -> Message:
    return await person.dm.wait_for(lambda message: "May they?" in message.text)


async def _told(person: Person, words: str) -> Message:
    return await person.dm.wait_for(lambda message: words in message.text)


async def _ask(bench: InnerBench, manager: Person) -> Message:
    told = await asked(manager, "credits sources add", owner=bench.creator)
    assert "Asked" in told.text
    return await _question(bench, bench.creator)


async def test_the_creator_reads_who_asks_and_what_it_means_and_approves(bench: InnerBench, manager: Person) -> None:
    question = await _ask(bench, manager)
    for words in ("alice", "Curtain Call HQ", "channel members of **The Creator**", "Everyone who can read"):
        assert words in question.text
    assert "No names come from anywhere" in (await asked(manager, "credits sources list")).text
    assert "Approved" in (await clicked(bench.creator, question, "Approve The Creator")).text
    await _told(manager, "said yes")
    assert "The Creator" in (await asked(manager, "credits sources list")).text
    history = await clicked(bench.creator, await asked(bench.creator, "accounts"), "History")
    assert "You said yes to a question in **Curtain Call HQ**" in history.text


async def test_no_changes_nothing_and_the_same_cannot_be_asked_for_a_week(bench: InnerBench, manager: Person) -> None:
    question = await _ask(bench, manager)
    assert "You said no" in (await clicked(bench.creator, question, "No")).text
    await _told(manager, "said no")
    assert "asked here already" in (await asked(manager, "credits sources add", owner=bench.creator)).text
    bench.clock.pass_time(days=8)
    assert "Asked" in (await asked(manager, "credits sources add", owner=bench.creator)).text


async def test_never_holds_for_every_manager_until_the_creator_comes_by_themselves(
    bench: InnerBench, manager: Person
) -> None:
    question = await _ask(bench, manager)
    await clicked(bench.creator, question, "Never for this server")
    bob = bench.discord.person("bob")
    _promote(bench, bob)
    bench.clock.pass_time(days=400)
    await bench.app.client.services.approvals.clean_up()
    assert "cannot be asked" in (await asked(bob, "credits sources add", owner=bench.creator)).text
    approvals = bench.app.client.services.approvals
    links = await bench.app.client.services.accounts.of(bench.creator.id)
    guild = bench.discord.world.guilds_of(bench.creator.user)[0]
    source = await bench.app.client.services.sources.add(guild.id, links[0].id, bench.creator.id)
    await bench.app.client.services.sources.remove(guild.id, source.id, bench.creator.id)
    assert (await approvals.ask("source", guild.id, bench.creator.id, bob.id)).answer == ""


async def test_a_question_is_answered_once_and_by_its_owner_alone(bench: InnerBench, manager: Person) -> None:
    question = await _ask(bench, manager)
    approvals = bench.app.client.services.approvals
    (waiting,) = await approvals.waiting_for(bench.creator.id)
    with pytest.raises(NotYours):
        await approvals.approve(waiting.id, manager.id)
    copy = await clicked(bench.creator, await asked(bench.creator, "help"), "A question waits for you")
    await clicked(bench.creator, question, "No")
    refused = await (await bench.creator.click(copy, "Approve The Creator")).next_followup()
    assert "not here any more" in refused.text
    assert "No names come from anywhere" in (await asked(manager, "credits sources list")).text


async def test_a_question_ends_after_a_week(bench: InnerBench, manager: Person) -> None:
    question = await _ask(bench, manager)
    bench.clock.pass_time(days=7, seconds=1)
    refused = await (await bench.creator.click(question, "Approve The Creator")).next_followup()
    assert "its week is over" in refused.text


async def test_the_asker_does_not_learn_who_has_linked_anything(bench: InnerBench, manager: Person) -> None:
    bob = bench.discord.person("bob")
    of_bob = (await asked(manager, "credits sources add", owner=bob)).text
    of_creator = (await asked(manager, "credits sources add", owner=bench.creator)).text
    assert of_bob.replace(str(bob.id), "") == of_creator.replace(str(bench.creator.id), "")
    await _question(bench, bench.creator)
    assert bob.dms == []


async def test_closed_dms_find_the_question_in_help(bench: InnerBench, manager: Person) -> None:
    bench.creator.close_dms()
    await asked(manager, "credits sources add", owner=bench.creator)
    menu = await asked(bench.creator, "help")
    question = await clicked(bench.creator, menu, "A question waits for you")
    assert "Approved" in (await clicked(bench.creator, question, "Approve The Creator")).text


async def test_a_question_whose_asker_is_forgotten_can_still_be_answered(bench: InnerBench, manager: Person) -> None:
    await _ask(bench, manager)
    await delete_everything(manager)
    question = await clicked(bench.creator, await asked(bench.creator, "help"), "A question waits for you")
    assert "Somebody who has had me forget them since, who manages" in question.text
    assert "Approved" in (await clicked(bench.creator, question, "Approve The Creator")).text


async def test_nobody_can_flood_others_with_questions(bench: InnerBench, manager: Person) -> None:
    world = bench.discord.world
    guild = world.guilds_of(manager.user)[0]
    for number in range(6):
        stranger = world.add_person(f"guest{number}", f"Guest {number}")
        world.join(guild, stranger)
        said = await asked(manager, "credits sources add", owner=stranger)
    assert "a lot of questions" in said.text


async def test_an_export_and_a_page_ask_the_owner(bench: InnerBench, manager: Person) -> None:
    await asked(bench.creator, "credits sources add")
    refused = await manager.slash("credits export", format="txt")
    told = await clicked(manager, await refused.message(), "Ask by DM")
    assert "I asked" in told.text
    question = await _question(bench, bench.creator)
    assert "whole list" in question.text
    await clicked(bench.creator, question, "Approve")
    await _told(manager, "/credits export")
    assert "names, as of" in (await asked(manager, "credits export", format="txt")).text
    no_page = await asked(manager, "credits page create")
    await clicked(manager, no_page, "Ask by DM")
    question = await bench.creator.dm.wait_for(lambda message: "web page" in message.text)
    await clicked(bench.creator, question, "Approve")
    assert "Your page is ready" in (await asked(manager, "credits page create")).text


async def test_a_question_to_oneself_just_adds(bench: InnerBench) -> None:
    await bench.link(bench.creator, "creator")
    assert "Added the channel members" in (await asked(bench.creator, "credits sources add", owner=bench.creator)).text
    assert "What you can do here" in (await asked(bench.creator, "help", channel=DM)).text
