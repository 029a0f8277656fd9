"""/credits people: spelling, leaving out, two who are one, and the order of tiers."""

import re

import pytest
from sqlalchemy import select

from bot.store.tables import audit
from bot.youtube.payer import Payer
from sandbox.discord.seen import Message
from sandbox.google.model import Channel
from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench


@pytest.fixture
async def ready(bench: InnerBench) -> InnerBench:
    """Link the creator, whose few members the server thanks; Alice of the sandbox is one."""
    channel, alices = channel_of(bench), bench.google.person("alice").channel
    assert alices
    channel.members.clear()
    channel.join("Alice", level=channel.levels[0], at=bench.clock(), channel_id=alices.id)
    for name, level in (("Bob", 1), ("Bobby", 2)):
        channel.join(name, level=channel.levels[level], at=bench.clock())
    await bench.link(bench.creator, "creator")
    await asked(bench.creator, "credits sources add")
    await asked(bench.creator, "credits preview")
    return bench


def channel_of(bench: InnerBench) -> Channel:
    channel = bench.google.person("creator").channel
    assert channel is not None
    return channel


async def preview(bench: InnerBench) -> str:
    reply = await bench.creator.slash("credits preview")
    await reply.message()
    return (await reply.next_followup()).text


def values(message: Message) -> list[str]:
    """Return what a message's menu offers."""
    menus = [part for row in message.components for part in row["components"] if "options" in part]
    return [option["value"] for menu in menus for option in menu["options"]]


def labels(message: Message) -> list[str]:
    return [str(one.label) for one in message.buttons]


async def found(bench: InnerBench, typed: str, option: str = "person") -> dict[str, str]:
    offered = await bench.creator.autocomplete("credits people", option, typed)
    return {str(choice.name): str(choice.value) for choice in offered}


async def card(bench: InnerBench, name: str) -> Message:
    return await asked(bench.creator, "credits people", person=(await found(bench, name))[name])


async def test_people_are_found_by_a_part_of_their_name_without_asking_youtube(ready: InnerBench) -> None:
    before = len(ready.google.requests)
    assert list(await found(ready, "bob")) == ["Bob", "Bobby"]
    assert list(await found(ready, "")) == ["Alice", "Bob", "Bobby"]
    assert len(ready.google.requests) == before


async def test_a_spelling_is_shown_and_posted_and_can_be_undone(ready: InnerBench) -> None:
    form = await ready.creator.click(await card(ready, "Alice"), "Spelling")
    await form.modal()
    shown = await (await ready.creator.submit(form, spelling="Alice Otter")).message()
    assert "**Alice Otter**" in shown.text
    assert "Alice Otter" in await preview(ready)
    listed = await asked(ready.creator, "credits people")
    assert "**Alice Otter** · spelled by you" in listed.text
    await clicked(ready.creator, await card(ready, "Alice Otter"), "Undo all changes")
    assert "Otter" not in await preview(ready)


async def test_somebody_left_out_is_found_again_among_the_changes(ready: InnerBench) -> None:
    await clicked(ready.creator, await card(ready, "Alice"), "Leave out")
    assert "Alice" not in await preview(ready)
    assert "Alice" not in await found(ready, "")
    listed = await asked(ready.creator, "credits people")
    assert "Somebody who is not named** · left out" in listed.text
    [value] = values(listed)
    shown = await (await ready.creator.select(listed, value)).message()
    await clicked(ready.creator, shown, "Credit again")
    assert "Alice" in await preview(ready)


async def test_two_who_are_one_stand_once_at_the_higher_tier(ready: InnerBench) -> None:
    known = await found(ready, "bob")
    asked_ = await asked(ready.creator, "credits people", person=known["Bob"], same_as=known["Bobby"])
    assert "**Bob** (Balcony) and **Bobby** (Royal Box)" in asked_.text
    shown = await clicked(ready.creator, asked_, "They are one")
    assert "**Bobby**" in shown.text
    assert "several accounts, one person" in shown.text
    assert "Balcony" not in await preview(ready)
    await clicked(ready.creator, shown, "Undo all changes")
    assert "Balcony" in await preview(ready)


async def test_two_are_not_made_one_by_a_button_from_when_both_were_named(ready: InnerBench) -> None:
    known = await found(ready, "bob")
    question = await asked(ready.creator, "credits people", person=known["Bob"], same_as=known["Bobby"])
    await clicked(ready.creator, await card(ready, "Bobby"), "Leave out")
    late = await ready.creator.click(question, "They are one")
    assert "in no list of this server" in (await late.next_followup()).text
    assert "several accounts" not in (await asked(ready.creator, "credits people")).text


async def test_two_who_are_not_named_are_told_apart_by_when_that_was_changed(ready: InnerBench) -> None:
    between = []
    for name in ("Bobby", "Alice"):
        ready.clock.pass_time(minutes=1)
        before = int(ready.clock().timestamp())
        await clicked(ready.creator, await card(ready, name), "Leave out")
        between.append((before, int(ready.clock().timestamp())))
    listed = await asked(ready.creator, "credits people")
    latest, first = (
        int(at) for at in re.findall(r"Somebody who is not named\*\* · left out · <t:(\d+):f>", listed.text)
    )
    # This clock goes on by itself.
    assert between[0][0] <= first <= between[0][1]
    assert between[1][0] <= latest <= between[1][1]
    shown = await (await ready.creator.select(listed, values(listed)[1])).message()
    assert f"<t:{first}:f>" in shown.text


async def test_tiers_are_moved_renamed_and_joined(ready: InnerBench) -> None:
    people = await asked(ready.creator, "credits people")
    tiers = await clicked(ready.creator, people, "Order of tiers")
    assert "1. **Royal Box**\n2. **Balcony**\n3. **Stalls**" in tiers.text
    tier = await (await ready.creator.select(tiers, values(tiers)[2])).message()
    tier = await clicked(ready.creator, tier, "Higher")
    tier = await clicked(ready.creator, tier, "Higher")
    assert "**Stalls** is 1 of 3" in tier.text
    form = await ready.creator.click(tier, "Rename")
    await form.modal()
    tier = await (await ready.creator.submit(form, name="Founders")).message()
    text = await preview(ready)
    assert text.index("Founders") < text.index("Royal Box") < text.index("Balcony")
    tier = await clicked(ready.creator, tier, "Lower")
    tier = await clicked(ready.creator, tier, "Join with the one above")
    assert "**Royal Box** is 1 of 2" in tier.text
    text = await preview(ready)
    assert "Founders" not in text
    tier = await clicked(ready.creator, tier, "Split")
    tiers = await clicked(ready.creator, tier, "Back")
    tiers = await clicked(ready.creator, tiers, "As the lists have it")
    assert "1. **Royal Box**\n2. **Balcony**\n3. **Stalls**" in tiers.text


async def test_whoever_lost_the_right_changes_nothing(ready: InnerBench) -> None:
    shown = await card(ready, "Alice")
    ready.discord.world.guilds_of(ready.creator.user)[0].members[ready.creator.id].roles.clear()
    reply = await ready.creator.click(shown, "Leave out")
    assert "no longer have **Manage Server**" in (await reply.next_followup()).text
    guild_id = ready.discord.world.guilds_of(ready.creator.user)[0].id
    changed = await ready.app.client.services.people.changed(guild_id, Payer.in_server(ready.creator.id, guild_id))
    assert changed == []


async def test_who_chose_a_name_is_refused_sees_it_and_is_credited_again_when_that_is_taken_back(
    ready: InnerBench,
) -> None:
    await ready.link(ready.alice)
    await asked(ready.alice, "creditme", name="Something offensive")
    assert "Something offensive" in await preview(ready)
    shown = await card(ready, "Something offensive")
    assert "They said themselves" in shown.text
    assert labels(shown) == ["Refuse", "Back"]
    question = await clicked(ready.creator, shown, "Refuse")
    assert "neither named nor counted, whatever they say" in question.text
    assert "Something offensive" in await preview(ready)
    shown = await clicked(ready.creator, question, "Refuse")
    assert "refused" in shown.text
    assert labels(shown) == ["Take the refusal back", "Undo all changes", "Back"]
    assert "offensive" not in await preview(ready)
    await asked(ready.alice, "creditme", name="Once more")
    assert "Once more" not in await preview(ready)
    own = await asked(ready.alice, "creditme")
    assert "leaves you out of its credits" in own.text
    assert ready.creator.user.username not in own.text
    listed = await asked(ready.creator, "credits people")
    assert "Somebody who is not named** · refused" in listed.text
    [value] = values(listed)
    shown = await (await ready.creator.select(listed, value)).message()
    shown = await clicked(ready.creator, shown, "Take the refusal back")
    assert "**Once more**" in shown.text
    assert "Once more" in await preview(ready)
    assert "Nobody is credited differently" in (await asked(ready.creator, "credits people")).text
    async with ready.app.client.services.database.read() as connection:
        actions = select(audit.c.action).where(audit.c.action.like("credits.%")).order_by(audit.c.id)
        assert list((await connection.execute(actions)).scalars()) == ["credits.refused", "credits.admitted"]


async def test_leaving_out_and_spelling_say_that_a_persons_own_word_counts(ready: InnerBench) -> None:
    await clicked(ready.creator, await card(ready, "Alice"), "Leave out")
    await ready.link(ready.alice)
    await asked(ready.alice, "creditme", credit="name")
    shown = await card(ready, "Alice")
    assert "left out, but their own word counts" in shown.text
    assert labels(shown) == ["Refuse", "Undo all changes", "Back"]
    await asked(ready.alice, "creditme", credit="hidden")
    [value] = values(await asked(ready.creator, "credits people"))
    shown = await asked(ready.creator, "credits people", person=value)
    # Of somebody who is not named it is not told that they said anything.
    assert "They said" not in shown.text
    assert labels(shown) == ["Credit again", "Refuse", "Undo all changes", "Back"]
