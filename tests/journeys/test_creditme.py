"""/creditme: one's own word on how one is credited, proven by what one has linked."""

import pytest

from sandbox.discord.people import DM, Person
from sandbox.discord.seen import Message
from sandbox.google.model import Channel
from sandbox.patreon.model import Member, member_id
from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench, StagedBench


@pytest.fixture
async def ready(bench: InnerBench) -> InnerBench:
    """Link the creator and Alice, who is a member at the highest level; the server thanks the members."""
    channel, alices = channel_of(bench, "creator"), channel_of(bench, "alice")
    channel.join("Alice at YouTube", level=channel.levels[-1], at=bench.clock(), channel_id=alices.id)
    await bench.link(bench.creator, "creator")
    await asked(bench.creator, "credits sources add")
    await asked(bench.creator, "credits preview")
    return bench


def channel_of(bench: InnerBench, person: str) -> Channel:
    channel = bench.google.person(person).channel
    assert channel is not None
    return channel


async def posted(bench: InnerBench) -> str:
    before = len(bench.discord.channel("credits").messages)
    await asked(bench.creator, "credits post", channel_="credits")
    return "\n".join(message.text for message in bench.discord.channel("credits").messages[before:])


async def named(bench: InnerBench, person: Person, label: str, name: str) -> Message:
    form = await person.click(await asked(person, "creditme"), label)
    await form.modal()
    return await (await person.submit(form, name=name)).message()


async def test_without_a_link_it_offers_the_one_button_that_links(bench: InnerBench) -> None:
    shown = await asked(bench.alice, "creditme", credit="hidden")
    assert shown.ephemeral
    assert "**hidden**" in shown.text
    assert "This counts once I know which supporter you are" in shown.text
    assert [button.label for button in shown.buttons] == ["Link YouTube", "Link Patreon"]


async def test_a_patron_is_led_to_patreon_and_learns_that_a_second_account_counts_as_the_same_person(
    bench: StagedBench,
) -> None:
    shown = await asked(bench.alice, "creditme")
    assert "at YouTube or Patreon" in shown.text
    await bench.go_through(bench.alice, await (await bench.alice.click(shown, "Link Patreon")).message())
    shown = await asked(bench.alice, "creditme", credit="anonymous")
    assert "If you support somebody at YouTube, too, link that account" in shown.text
    assert [button.label for button in shown.buttons][-1] == "Link YouTube"
    await bench.link(bench.alice)
    shown = await asked(bench.alice, "creditme")
    assert "They then count as one person" in shown.text
    assert not any(str(button.label).startswith("Link") for button in shown.buttons)


async def test_a_name_of_ones_own_is_shown_with_where_one_stands_and_is_what_is_posted(ready: InnerBench) -> None:
    assert "Alice at YouTube" in await posted(ready)
    await ready.link(ready.alice)
    shown = await asked(ready.alice, "creditme")
    assert "by the name that each list has for you" in shown.text
    assert "you stand as **Alice at YouTube** under **Royal Box**" in shown.text
    shown = await asked(ready.alice, "creditme", name="Alice of the Stalls")
    assert "you stand as **Alice of the Stalls** under **Royal Box**" in shown.text
    text = await posted(ready)
    assert "Alice of the Stalls" in text
    assert "Alice at YouTube" not in text


async def test_who_is_hidden_or_anonymous_is_named_nowhere_and_can_take_it_back(ready: InnerBench) -> None:
    await ready.link(ready.alice)
    shown = await asked(ready.alice, "creditme", credit="hidden")
    assert "you do not appear" in shown.text
    assert "Alice" not in await posted(ready)
    shown = await clicked(ready.alice, shown, "Anonymous")
    assert "counted among those who prefer to stay unnamed" in shown.text
    assert "Alice" not in await posted(ready)
    shown = await clicked(ready.alice, shown, "Take it back")
    assert "You have said nothing" in shown.text
    assert "Alice at YouTube" in await posted(ready)


async def test_two_linked_accounts_stand_twice_until_their_person_says_how_to_be_credited(ready: StagedBench) -> None:
    campaign, alice = ready.patreon.person("creator").campaign, ready.patreon.person("alice").user
    assert campaign
    patron = Member(member_id(campaign.id, alice.id), alice, "active_patron", campaign.tiers[-1:], ready.clock())
    campaign.members[:] = [patron]
    await ready.link_patreon(ready.creator)
    [source] = await ready.creator.autocomplete("credits sources add", "source", campaign.vanity)
    await asked(ready.creator, "credits sources add", source=source.value)
    await asked(ready.creator, "credits preview")
    await ready.link(ready.alice)
    await ready.link_patreon(ready.alice, "look")
    shown = await asked(ready.alice, "creditme")
    assert shown.text.count(" under **") == 2
    assert "Say how you want to be credited, and you stand once" in shown.text
    shown = await clicked(ready.alice, shown, "Use my account's name")
    assert shown.text.count(" under **") == 1
    offered = await ready.creator.autocomplete("credits people", "person", "Alice at YouTube")
    card = await asked(ready.creator, "credits people", person=offered[0].value)
    assert "several accounts" not in card.text
    shown = await clicked(ready.alice, shown, "Take it back")
    assert shown.text.count(" under **") == 2


async def test_a_name_can_be_typed_into_a_form(ready: InnerBench) -> None:
    await ready.link(ready.alice)
    shown = await named(ready, ready.alice, "Use a name of mine", "  <@1> *Ali*  ")
    assert "You are credited as **\\<\\@1\\> \\*Ali\\***" in shown.text
    shown = await clicked(ready.alice, shown, "Use my account's name")
    assert "you stand as **Alice at YouTube**" in shown.text


async def test_a_name_that_cannot_be_seen_and_a_name_for_the_unnamed_are_refused(ready: InnerBench) -> None:
    await ready.link(ready.alice)
    assert "cannot stand in credits" in (await asked(ready.alice, "creditme", name="\u200b\u2800")).text
    refused = await asked(ready.alice, "creditme", credit="hidden", name="Alice")
    assert "A name goes with" in refused.text
    assert "You have said nothing" in (await asked(ready.alice, "creditme")).text


async def test_it_works_in_the_dm_with_the_bot(ready: InnerBench) -> None:
    await ready.link(ready.alice)
    shown = await asked(ready.alice, "creditme", channel=DM, credit="anonymous")
    assert "counts for **" in shown.text


async def test_somebody_elses_link_proves_nothing_for_oneself(ready: InnerBench) -> None:
    mallory = ready.discord.person("mallory")
    await ready.link(mallory)
    shown = await asked(mallory, "creditme", credit="name", name="Alice")
    assert "do not have you" in shown.text
    assert "Alice at YouTube" in await posted(ready)


async def test_unlinking_ends_what_the_link_proved(ready: InnerBench) -> None:
    await ready.link(ready.alice)
    await asked(ready.alice, "creditme", credit="hidden")
    await asked(ready.alice, "unlink")
    assert "Alice at YouTube" in await posted(ready)
