"""Interaction tokens, answers of every type, selects of people and channels, and files in follow-ups."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import discord
import pytest

from sandbox.discord import DiscordSandbox, PersonError, Reply, headquarters
from tests.sandbox.discord.conftest import Bot


class Client:
    """Answers interactions by hand, over HTTP."""

    def __init__(self, sandbox: DiscordSandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.session = session

    async def send(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {self.sandbox.application.token}"}
        url = f"{self.sandbox.api_base}/{path}"
        async with self.session.request(method, url, json=body, headers=headers) as response:
            return response.status, await response.json() if response.status != 204 else None

    async def register(self, *commands: object) -> None:
        path = f"applications/{self.sandbox.application.id}/commands"
        assert (await self.send("PUT", path, list(commands)))[0] == 200

    async def answer(self, reply: Reply, body: object) -> tuple[int, Any]:
        return await self.send("POST", f"interactions/{reply.interaction_id}/{reply.token}/callback", body)

    def webhook(self, reply: Reply, rest: str = "") -> str:
        return f"webhooks/{self.sandbox.application.id}/{reply.token}{rest}"


COMMAND = {"name": "x", "description": "d"}


@pytest.fixture
async def client(sandbox: DiscordSandbox) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        one = Client(sandbox, session)
        await one.register(COMMAND)
        yield one


async def test_a_token_continues_an_answered_interaction_for_fifteen_minutes() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)

    def clock() -> datetime:
        return now

    async with DiscordSandbox(headquarters(clock)) as sandbox, aiohttp.ClientSession() as session:
        client = Client(sandbox, session)
        await client.register(COMMAND)
        reply = await sandbox.person("alice").slash("x")
        assert (await client.send("POST", client.webhook(reply), {"content": "x"}))[1]["code"] == 10015
        assert await client.answer(reply, {"type": 5}) == (204, None)
        edit = client.webhook(reply, "/messages/@original")
        assert (await client.send("PATCH", edit, {"content": ""}))[1]["code"] == 50006
        assert (await client.send("PATCH", edit, {"content": "x"}))[0] == 200
        now += timedelta(minutes=15)
        status, answer = await client.send("PATCH", edit, {"content": "y"})
        assert (status, answer["code"]) == (401, 50027)


async def test_a_refused_answer_leaves_the_interaction_open(client: Client) -> None:
    reply = await client.sandbox.person("alice").slash("x")

    for body in (
        {"type": 4, "data": {"content": "x" * 2001}},
        {"type": 4, "data": {}},
        {"type": 4},
        {"type": 7, "data": {"content": "x"}},
        {"type": 8, "data": {"choices": []}},
        {"type": 9, "data": {"custom_id": "m", "title": "x" * 46, "components": []}},
        {"type": 1},
        {},
    ):
        status, answer = await client.answer(reply, body)
        assert (status, answer["code"]) in {(400, 50035), (400, 50006)}
    assert reply.acknowledged_at is None
    assert (await client.answer(reply, {"type": 4, "data": {"content": "x"}}))[0] == 204
    assert (await client.answer(reply, {"type": 4, "data": {"content": "x"}}))[1]["code"] == 40060


async def test_an_ephemeral_message_is_not_in_the_channel_for_the_bot(client: Client) -> None:
    reply = await client.sandbox.person("alice").slash("x")
    await client.answer(reply, {"type": 4, "data": {"content": "secret", "flags": 64}})
    message = await reply.message()
    path = f"channels/{message.channel_id}/messages"

    assert await client.send("GET", path) == (200, [])
    assert (await client.send("GET", f"{path}/{message.id}"))[1]["code"] == 10008
    assert (await client.send("GET", client.webhook(reply, f"/messages/{message.id}")))[1]["content"] == "secret"
    assert client.sandbox.channel("general").messages == []


async def test_an_autocomplete_takes_only_choices_of_its_type(client: Client) -> None:
    typed = {"type": 4, "name": "n", "description": "d", "autocomplete": True}
    await client.register({**COMMAND, "options": [typed]})
    sandbox = client.sandbox
    alice = sandbox.person("alice")
    command = (await client.send("GET", f"applications/{sandbox.application.id}/commands"))[1][0]
    focused = [{"name": "n", "type": 4, "value": "1", "focused": True}]
    interaction = alice._desk.invoker.autocomplete(
        alice.user, sandbox.channel("general").record, command["id"], focused
    )
    path = f"interactions/{interaction.id}/{interaction.token}/callback"

    for bad in (
        {"type": 4, "data": {"content": "x"}},
        {"type": 8, "data": {"choices": [{"name": "one", "value": "1"}]}},
        {"type": 8, "data": {"choices": [{"name": str(n), "value": n} for n in range(26)]}},
        {"type": 8, "data": {}},
    ):
        assert (await client.send("POST", path, bad))[1]["code"] == 50035
    assert (await client.send("POST", path, {"type": 8, "data": {"choices": []}}))[0] == 204
    assert interaction.choices == []


async def test_selects_of_people_and_channels_are_resolved(sandbox: DiscordSandbox, bot: Bot) -> None:
    class Pick(discord.ui.View):
        @discord.ui.select(cls=discord.ui.UserSelect, custom_id="who")
        async def who(self, interaction: discord.Interaction, menu: discord.ui.UserSelect[discord.ui.View]) -> None:
            await interaction.response.send_message(menu.values[0].name)
            menu.disabled = True

        @discord.ui.select(cls=discord.ui.ChannelSelect, custom_id="where")
        async def where(
            self, interaction: discord.Interaction, menu: discord.ui.ChannelSelect[discord.ui.View]
        ) -> None:
            await interaction.response.send_message(menu.values[0].name)
            menu.disabled = True

    @bot.tree.command(description="Picks")
    async def pick(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("pick", view=Pick())

    await bot.start_in(sandbox)
    alice = sandbox.person("alice")
    message = await (await alice.slash("pick")).message()

    picked = await alice.select(message, sandbox.person("bob"), custom_id="who")
    assert (await picked.message()).text == "bob"
    picked = await alice.select(message, sandbox.channel("credits"), custom_id="where")
    assert (await picked.message()).text == "credits"
    with pytest.raises(PersonError, match="menus fit"):
        await alice.select(message, "x")
    with pytest.raises(PersonError, match="chosen"):
        await alice.select(message, "12", custom_id="who")


async def test_files_travel_in_answers_and_follow_ups(sandbox: DiscordSandbox, bot: Bot) -> None:
    @bot.tree.command(description="Exports")
    async def export(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        one = discord.File(io.BytesIO(b"1"), "one.csv")
        await interaction.edit_original_response(content="files", attachments=[one])
        await interaction.followup.send(file=discord.File(io.BytesIO(b"2"), "two.csv"), ephemeral=True)

    await bot.start_in(sandbox)
    reply = await sandbox.person("alice").slash("export")

    message = await reply.message()
    assert [(file.filename, file.content, file.ephemeral) for file in message.attachments] == [("one.csv", b"1", True)]
    assert (await reply.next_followup()).attachments[0].content == b"2"


async def test_a_layout_shows_its_files(sandbox: DiscordSandbox, bot: Bot) -> None:
    await bot.start_in(sandbox)
    channel = await bot.fetch_channel(sandbox.channel("credits").id)
    assert isinstance(channel, discord.TextChannel)
    view = discord.ui.LayoutView()
    media: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(
        discord.ui.MediaGallery(discord.MediaGalleryItem("attachment://roll.png")),
        discord.ui.Section(discord.ui.TextDisplay("Names"), accessory=discord.ui.Button(label="Go", url="https://x.y")),
        discord.ui.File("attachment://names.csv"),
    )
    view.add_item(media)

    await channel.send(
        view=view, files=[discord.File(io.BytesIO(b"x"), "roll.png"), discord.File(io.BytesIO(b"y"), "names.csv")]
    )

    message = sandbox.channel("credits").messages[0]
    assert message.text == "Names\nGo"
    gallery, _section, file = message.components[0]["components"]
    assert gallery["items"][0]["media"]["url"] == message.attachments[0].url
    assert file["file"]["url"] == message.attachments[1].url


async def test_the_bot_answers_where_it_cannot_write(sandbox: DiscordSandbox, bot: Bot) -> None:
    @bot.tree.command(description="Asks")
    async def ask(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"{interaction.app_permissions.send_messages}")

    await bot.start_in(sandbox)
    reply = await sandbox.person("alice").slash("ask", channel="announcements")

    assert (await reply.message()).text == "False"


async def test_a_test_that_waits_in_vain_says_what_happened(client: Client) -> None:
    reply = await client.sandbox.person("alice").slash("x")
    await client.answer(reply, {"type": 4, "data": {"content": "x" * 2001}})

    with pytest.raises(AssertionError, match="callback -> 400"):
        await reply.message(timeout=0.05)
