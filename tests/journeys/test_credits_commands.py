"""Everything under /credits, and who may do it."""

import asyncio

import pytest

from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench


@pytest.fixture
async def ready(bench: InnerBench) -> InnerBench:
    """Link the creator, whose members the server thanks."""
    await bench.link(bench.creator, "creator")
    await asked(bench.creator, "credits sources add")
    return bench


async def scheduled(bench: InnerBench, when: str = "every monday at 18:00") -> None:
    offer = await asked(bench.creator, "credits schedule", channel_="credits", when=when)
    assert "Scheduled" in (await clicked(bench.creator, offer, "Start it")).text


async def test_preview_shows_everything_privately_and_posts_nothing(ready: InnerBench) -> None:
    reply = await ready.creator.slash("credits preview")
    assert "4 messages" in (await reply.message()).text
    last = [await reply.next_followup() for _ in range(4)][-1]
    assert last.ephemeral
    assert "Stalls" in last.text
    assert ready.discord.channel("general").messages == []


async def test_post_appears_once_with_a_link_to_it(ready: InnerBench) -> None:
    told = await asked(ready.creator, "credits post", channel_="credits")
    assert "Posted in" in told.text
    messages = ready.discord.channel("credits").messages
    assert len(messages) == 4
    assert told.link("See it").endswith(str(messages[0].id))


async def test_months_are_shown_by_their_template_and_a_long_roll_comes_as_a_file(ready: InnerBench) -> None:
    await asked(ready.creator, "credits post", channel_="credits", template="months")
    (message,) = ready.discord.channel("credits").messages
    assert "Every name is in the attached file" in message.text
    text = message.attachments[0].content.decode()
    assert text.count(" month") >= 1200 - text.count("(new)")


async def test_the_file_of_a_preview_goes_to_its_owner_alone(ready: InnerBench) -> None:
    owners = await ready.creator.slash("credits preview", template="months")
    assert (await owners.next_followup()).attachments
    world = ready.discord.world
    guild = world.guilds_of(ready.alice.user)[0]
    world.join(guild, ready.alice.user, world.add_role(guild, "Helpers", "manage_guild"))
    anothers = await ready.alice.slash("credits preview", template="months")
    assert "Only its owner gets the file" in (await anothers.message()).text
    assert not (await anothers.next_followup()).attachments


async def test_a_first_preview_asks_for_the_members_too(bench: InnerBench) -> None:
    await bench.link(bench.creator, "creator")
    ask = await asked(bench.creator, "credits preview")
    assert "4 messages" in (await clicked(bench.creator, ask, "Add my members here")).text


async def test_a_first_post_asks_for_the_members_and_posts_once_however_often_it_is_pressed(bench: InnerBench) -> None:
    await bench.link(bench.creator, "creator")
    ask = await asked(bench.creator, "credits post", channel_="credits")
    first = await bench.creator.click(ask, "Add my members here")
    second = await bench.creator.click(ask, "Add my members here")
    # Either press may come through first.
    answers = [asyncio.ensure_future(one.message()) for one in (first, second)]
    told, waiting = await asyncio.wait(answers, return_when=asyncio.FIRST_COMPLETED)
    assert "Posted in" in next(iter(told)).result().text
    for one in waiting:
        one.cancel()
    await bench.app.client.services.poster.idle()
    assert len(bench.discord.channel("credits").messages) == 4


async def test_a_channel_deleted_meanwhile_is_not_replaced_by_another(bench: InnerBench) -> None:
    await bench.link(bench.creator, "creator")
    ask = await asked(bench.creator, "credits post", channel_="credits")
    bench.discord.channel("credits").delete()
    reply = await bench.creator.click(ask, "Add my members here")
    assert "The channel is gone" in (await reply.next_followup()).text
    assert bench.discord.channel("general").messages == []


async def test_schedules_are_listed_paused_resumed_and_deleted(ready: InnerBench) -> None:
    creator = ready.creator
    await scheduled(ready)
    choice = (await creator.autocomplete("credits pause", "schedule", "monday"))[0]
    assert choice.name == "every Monday at 18:00 (UTC) in #credits"
    paused = await asked(creator, "credits pause", schedule=choice.value)
    assert "⏸" in (await asked(creator, "credits schedules")).text
    assert "Resumed" in (await clicked(creator, paused, "Resume")).text
    assert "🗓" in (await asked(creator, "credits schedules")).text
    await asked(creator, "credits pause", schedule=choice.value)
    assert "Resumed" in (await asked(creator, "credits resume", schedule=choice.value)).text
    assert "Deleted" in (await asked(creator, "credits delete", schedule=choice.value)).text
    assert "Nothing is planned here" in (await asked(creator, "credits schedules")).text
    assert "not here any more" in (await asked(creator, "credits pause", schedule=choice.value)).text


async def test_many_schedules_come_in_pages(ready: InnerBench) -> None:
    for hour in range(9):
        await scheduled(ready, f"every day at {hour}:30")
    first = await asked(ready.creator, "credits schedules")
    assert first.text.count("🗓") == 8
    assert (await clicked(ready.creator, first, "▶")).text.count("🗓") == 1


async def test_starting_and_discarding_at_once_has_one_winner(ready: InnerBench) -> None:
    draft = await asked(ready.creator, "credits schedule", channel_="credits", when="every day at 20:30")
    assert "Discarded" in (await clicked(ready.creator, draft, "Discard")).text
    other = await asked(ready.creator, "credits schedule", channel_="credits", when="every day at 20:30")
    start = await ready.creator.click(other, "Start it")
    discard = await ready.creator.click(other, "Discard")
    refused = await asyncio.wait(
        [asyncio.ensure_future(one.next_followup()) for one in (start, discard)], return_when=asyncio.FIRST_COMPLETED
    )
    assert "not here any more" in next(iter(refused[0])).result().text
    for waiting in refused[1]:
        waiting.cancel()
    started = "Scheduled" in (await start.message()).text
    listed = (await asked(ready.creator, "credits schedules")).text
    assert ("every day at 20:30" in listed) == started


async def test_zones_are_offered_by_city(ready: InnerBench) -> None:
    offered = await ready.creator.autocomplete("credits schedule", "timezone", "new y")
    assert offered[0].value == "America/New_York"


async def test_sources_are_listed_and_removed(ready: InnerBench) -> None:
    listed = await asked(ready.creator, "credits sources list")
    assert "Channel members of **The Creator**" in listed.text
    choice = (await ready.creator.autocomplete("credits sources remove", "source", "crea"))[0]
    question = await asked(ready.creator, "credits sources remove", source=choice.value)
    assert "No names come from anywhere" in (await clicked(ready.creator, question, "Remove it")).text
    offered = await ready.creator.autocomplete("credits sources add", "source", "")
    assert [one.name for one in offered] == ["The Creator (@the.creator) · default"]


async def test_an_owner_takes_their_members_back_from_a_server(ready: InnerBench) -> None:
    accounts = await asked(ready.creator, "accounts")
    assert "thanked in **Curtain Call HQ**" in accounts.text
    where = await clicked(ready.creator, accounts, "Where members are thanked")
    server = await (await ready.creator.select(where, "Curtain Call HQ")).message()
    assert "thanked in no server" in (await clicked(ready.creator, server, "Take the names away")).text
    assert "No names come from anywhere" in (await asked(ready.creator, "credits sources list")).text


async def test_a_demoted_manager_starts_nothing_from_a_message_that_stood_open(ready: InnerBench) -> None:
    draft = await asked(ready.creator, "credits schedule", channel_="credits", when="every day at 20:30")
    ready.discord.world.guilds_of(ready.creator.user)[0].members[ready.creator.id].roles.clear()
    reply = await ready.creator.click(draft, "Start it")
    assert "no longer have **Manage Server**" in (await reply.next_followup()).text


async def test_unlinking_stops_what_is_half_way_and_erases_its_names(ready: InnerBench) -> None:
    ready.discord.fail_next("POST", "/messages", 503)
    reply = await ready.creator.slash("credits post", channel_="credits")
    await ready.discord.request_made(lambda exchange: exchange.status == 503)
    assert "is unlinked" in (await asked(ready.creator, "unlink")).text
    told = (await reply.message()).text
    await ready.app.client.services.poster.idle()
    ready.clock.pass_time(minutes=30)
    await ready.app.client.services.poster.tick()
    await ready.app.client.services.poster.idle()
    assert ready.discord.channel("credits").messages == []
    # By the reply, or by a DM when Discord's refusal was answered before the unlinking came.
    told += "".join(dm.text for dm in ready.creator.dms)
    assert told.count("half-way: a linked account was unlinked.") == 1
