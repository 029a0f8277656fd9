"""A template from the first word to the first post: form, preview, save, use, delete."""

import pytest

from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench

V2 = 1 << 15
BODY = """# Curtain for {{ creators|and }}!
{% for group in groups %}
**{{ group.name }}**: {{ group.count }}
{% endfor %}"""


@pytest.fixture
async def ready(bench: InnerBench) -> InnerBench:
    """Link the creator, whose members the server thanks."""
    await bench.link(bench.creator, "creator")
    await asked(bench.creator, "credits sources add")
    return bench


async def test_a_template_is_written_seen_saved_and_used(ready: InnerBench) -> None:
    creator = ready.creator
    form = await creator.slash("credits templates new", name="Gala", like="compact")
    modal = await form.modal()
    assert "supporters|join" in modal.fields[0].component["value"]
    card = await (await creator.submit(form, body=BODY)).message()
    assert card.ephemeral
    assert card.flags & V2
    assert "not saved yet" in card.text
    assert "Curtain for The Creator!" in card.text
    assert "**Stalls**: " in card.text
    assert "It names 0 of 1,200 people." in card.text
    assert [choice.name for choice in await creator.autocomplete("credits post", "template", "gal")] == []

    assert "Saved **Gala**" in (await clicked(creator, card, "Save")).text
    (choice,) = await creator.autocomplete("credits post", "template", "gal")
    await asked(creator, "credits post", channel_="credits", template=choice.value)
    (message,) = ready.discord.channel("credits").messages
    assert "Curtain for The Creator!" in message.text
    assert message.embeds[-1]["footer"]["text"].startswith("Curtain Call · post")


async def test_a_wrong_template_says_its_line_keeps_the_text_and_is_mended(ready: InnerBench) -> None:
    creator = ready.creator
    form = await creator.slash("credits templates new", name="Gala")
    card = await (await creator.submit(form, body="Hello\n{{ suporters }}")).message()
    assert "in line 2: 'suporters' is undefined." in card.text
    assert "{{ suporters }}" in card.text
    assert [button.label for button in card.buttons] == ["Edit", "Discard"]
    assert "None yet." in (await asked(creator, "credits templates list")).text

    again = await creator.click(card, "Edit")
    assert (await again.modal()).fields[0].component["value"] == "Hello\n{{ suporters }}"
    mended = await (await creator.submit(again, body="Hello\n{{ supporters|join(', ') }}")).message()
    assert mended == card
    assert "not saved yet" in mended.text
    assert "Discarded. Nothing was saved." in (await clicked(creator, mended, "Discard")).text


async def test_a_saved_template_is_changed_and_deleted_and_its_text_given_back(ready: InnerBench) -> None:
    creator = ready.creator
    form = await creator.slash("credits templates new", name="Gala")
    await clicked(creator, await (await creator.submit(form, body="one")).message(), "Save")
    form = await creator.slash("credits templates edit", template="gala")
    card = await (await creator.submit(form, body="two")).message()
    assert "The version saved before stays" in (await clicked(creator, card, "Discard")).text
    draft = await asked(creator, "credits schedule", channel_="credits", when="every monday at 18:00", template="Gala")
    await clicked(creator, draft, "Start it")

    gone = await asked(creator, "credits templates delete", template="Gala")
    assert "1 schedule that used it goes on with **By tier**" in gone.text
    assert gone.attachments[0].content == b"one"
    assert "no template **Gala**" in (await asked(creator, "credits preview", template="Gala")).text


async def test_before_there_are_names_examples_stand_in(bench: InnerBench) -> None:
    form = await bench.creator.slash("credits templates new", name="Gala")
    card = await (await bench.creator.submit(form, body="{{ supporters|join(', ') }}")).message()
    assert "First supporter" in card.text
    assert "These names are examples. This server has no source of names yet." in card.text


async def test_a_demoted_manager_saves_nothing(ready: InnerBench) -> None:
    form = await ready.creator.slash("credits templates new", name="Gala")
    card = await (await ready.creator.submit(form, body="one")).message()
    ready.discord.world.guilds_of(ready.creator.user)[0].members[ready.creator.id].roles.clear()
    reply = await ready.creator.click(card, "Save")
    assert "no longer have **Manage Server**" in (await reply.next_followup()).text


async def test_a_long_preview_stays_below_what_a_message_of_components_takes(ready: InnerBench) -> None:
    form = await ready.creator.slash("credits templates new", name="Gala")
    body = "{{ supporters|join(' · ') }}\n{# " + "x" * 3900 + " #}"
    card = await (await ready.creator.submit(form, body=body)).message()
    assert "4 messages now" in card.text
    assert card.text.count(" · ") > 50
