"""A creator who never read the docs: from a linked account to a scheduled post, every interaction counted."""

from collections.abc import Iterator

import pytest

from bot.schedule.guess import _BY_LOCALE, guessed_zone
from bot.schedule.zones import require_timezone
from sandbox.discord.people import DM, Person
from sandbox.discord.reply import Reply
from sandbox.discord.seen import Message
from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench


class Hand:
    """The creator's hand: presses and chooses, and counts how often."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self.interactions = 0

    async def press(self, message: Message, label: str) -> Message:
        return await self._counted(await self._person.click(message, label))

    async def choose(self, message: Message, label: str) -> Message:
        return await self._counted(await self._person.select(message, label))

    async def _counted(self, reply: Reply) -> Message:
        self.interactions += 1
        return await reply.message()


@pytest.fixture
async def told(bench: InnerBench) -> Message:
    """Link the creator, and return the DM that says so."""
    await bench.link(bench.creator, "creator")
    return next(dm for dm in bench.creator.dms if "is linked to you now" in dm.text)


async def test_four_interactions_after_linking_lead_to_a_first_scheduled_post(bench: InnerBench, told: Message) -> None:
    hand = Hand(bench.creator)
    where = await hand.press(told, "Thank my members in a server")
    when = await hand.choose(where, "#credits")
    confirm = await hand.choose(when, "Once a month, on the 1st at 18:00")
    scheduled = await hand.press(confirm, "Start it")
    assert "Scheduled" in scheduled.text
    assert hand.interactions == 4
    (schedule,) = await bench.app.client.services.schedules.of_guild(
        bench.discord.world.guilds_of(bench.creator.user)[0].id
    )
    assert schedule.due_at is not None
    bench.clock.pass_time(seconds=(schedule.due_at - bench.clock()).total_seconds() + 1)
    await bench.app.client.services.poster.tick()
    await bench.app.client.services.poster.idle()
    posted = bench.discord.channel("credits").messages
    assert len(posted) == 4
    assert bench.discord.channel("general").messages == []


async def test_nothing_is_shown_to_a_server_before_it_is_started(bench: InnerBench, told: Message) -> None:
    hand = Hand(bench.creator)
    when = await hand.choose(await hand.press(told, "Thank my members in a server"), "#credits")
    confirm = await hand.choose(when, "Every Friday at 18:00")
    assert "No names come from anywhere" in (await asked(bench.creator, "credits sources list")).text
    assert "Discarded" in (await hand.press(confirm, "Discard")).text
    assert "Nothing is planned" in (await asked(bench.creator, "credits schedules")).text


async def test_another_time_and_zone_can_be_typed(bench: InnerBench, told: Message) -> None:
    hand = Hand(bench.creator)
    when = await hand.choose(await hand.press(told, "Thank my members in a server"), "#credits")
    assert "America/New_York" in when.text
    confirm = await hand.choose(when, "Every Friday at 18:00")
    form = await bench.creator.click(confirm, "Other time or zone")
    changed = await (await bench.creator.submit(form, when="every monday at 9:30", timezone="berlin")).message()
    assert "every Monday at 09:30" in changed.text
    assert "Europe/Berlin" in changed.text
    assert "Scheduled" in (await hand.press(changed, "Start it")).text


async def test_a_zone_is_asked_once_and_then_kept(bench: InnerBench, told: Message) -> None:
    hand = Hand(bench.creator)
    offer = await asked(
        bench.creator, "credits schedule", channel_="credits", when="every day at 20:30", timezone="Europe/Berlin"
    )
    ask = await clicked(bench.creator, offer, "Add my members here")
    await clicked(bench.creator, ask, "Start it")
    when = await hand.choose(await hand.press(told, "Thank my members in a server"), "#credits")
    assert "Europe/Berlin" in when.text


async def test_who_manages_no_server_is_told_what_is_missing(bench: InnerBench, told: Message) -> None:
    world = bench.discord.world
    world.guilds_of(bench.creator.user)[0].members[bench.creator.id].roles.clear()
    reply = await Hand(bench.creator).press(told, "Thank my members in a server")
    assert "Manage Server" in reply.text
    assert "permissions=" in reply.link("Invite me")


async def test_a_role_lost_meanwhile_starts_nothing(bench: InnerBench, told: Message) -> None:
    hand = Hand(bench.creator)
    when = await hand.choose(await hand.press(told, "Thank my members in a server"), "#credits")
    confirm = await hand.choose(when, "Every Friday at 18:00")
    bench.discord.world.guilds_of(bench.creator.user)[0].members[bench.creator.id].roles.clear()
    refused = await (await bench.creator.click(confirm, "Start it")).next_followup()
    assert "no longer post in that channel" in refused.text


async def test_a_channel_the_bot_may_not_write_in_is_not_offered(bench: InnerBench, told: Message) -> None:
    bench.discord.channel("credits").deny("send_messages")
    where = await Hand(bench.creator).press(told, "Thank my members in a server")
    assert "#general" in where.text
    assert "#credits" not in where.text


async def test_another_persons_account_cannot_be_brought_by_its_button(bench: InnerBench) -> None:
    await bench.link(bench.creator, "creator")
    card = await asked(bench.creator, "accounts")
    assert "Thank my members in a server" in card.text
    reply = await bench.alice.slash("help")
    assert "What you can do here" in (await reply.message()).text
    offered = [one.label for one in (await reply.message()).buttons]
    assert offered[0] == "Thank my members in a server"


async def test_help_offers_what_its_person_can_do(bench: InnerBench) -> None:
    nobody = await asked(bench.alice, "help", channel=DM)
    assert "Link YouTube" in nobody.text
    assert "See the credits" not in nobody.text
    await bench.link(bench.creator, "creator")
    menu = await asked(bench.creator, "help")
    for label, shown in _HELP_BUTTONS:
        assert shown in (await clicked(bench.creator, menu, label)).text, label
        menu = await asked(bench.creator, "help")


_HELP_BUTTONS = (
    ("Thank my members in a server", "In which channel?"),
    ("My accounts", "Your linked account"),
    ("How I am credited", "How you are credited"),
    ("What is planned", "Nothing is planned here"),
    ("Tiers", "Order of tiers"),
)


async def test_help_lists_every_command_to_those_who_may_use_it(bench: InnerBench) -> None:
    tree = bench.app.client.tree
    menu = await asked(bench.creator, "help")
    said = ""
    for label in _labels(menu):
        listed = await (await bench.creator.select(menu, label)).message()
        said += listed.text
        menu = await clicked(bench.creator, listed, "Back")
    for command in tree.walk_commands():
        if not hasattr(command, "commands"):
            assert f"`/{command.qualified_name}`" in said
    alices = await asked(bench.alice, "help")
    assert list(_labels(alices)) == ["Commands for everybody"]


def _labels(menu: Message) -> Iterator[str]:
    for row in menu.components:
        for component in row.get("components", ()):
            yield from (option["label"] for option in component.get("options", ()))


def test_every_zone_that_is_guessed_exists() -> None:
    for zone in _BY_LOCALE.values():
        require_timezone(zone)
    assert guessed_zone("de") == "Europe/Berlin"
    assert guessed_zone("tlh") == "UTC"
