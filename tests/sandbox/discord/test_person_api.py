"""The JSON API and WebSocket of the page in the browser."""

import base64
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from sandbox.discord import DiscordSandbox
from sandbox.discord.wire import MAX_FILE_BYTES
from tests.sandbox.discord.conftest import Bot
from tests.sandbox.discord.test_interactions import Panel

Client = aiohttp.ClientSession


class Browser:
    """A person's page: its requests and its socket."""

    def __init__(self, session: Client, who: int) -> None:
        self.session = session
        self.who = {"as": str(who)}
        self.socket: aiohttp.ClientWebSocketResponse | None = None

    async def get(self, path: str, **query: str) -> Any:
        async with self.session.get(path, params=self.who | query) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def post(self, path: str, body: object, status: int = 200) -> Any:
        # aiohttp warns of large bodies that are not a stream.
        data, headers = io.BytesIO(json.dumps(body).encode()), {"Content-Type": "application/json"}
        async with self.session.post(path, params=self.who, data=data, headers=headers) as response:
            assert response.status == status, await response.text()
            return await response.json()

    async def until(self, kind: str) -> Any:
        """Return the next event of a kind."""
        if self.socket is None:
            raise AssertionError("The page is not live.")
        while True:
            event = await self.socket.receive_json(timeout=5)
            if event["type"] == kind:
                return event


@pytest.fixture
async def alice(sandbox: DiscordSandbox) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession(sandbox.origin) as session:
        browser = Browser(session, sandbox.person("alice").id)
        async with session.ws_connect("/sandbox/live", params=browser.who) as socket:
            browser.socket = socket
            yield browser


async def start(sandbox: DiscordSandbox, bot: Bot) -> None:
    async def zones(_: discord.Interaction, text: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name="Berlin", value=f"{text}/Berlin")]

    @bot.tree.command(description="Shows a panel")
    @app_commands.autocomplete(zone=zones)
    async def panel(interaction: discord.Interaction, zone: str, file: discord.Attachment | None = None) -> None:
        await interaction.response.defer(ephemeral=True)
        content = "" if file is None else (await file.read()).decode()
        await interaction.edit_original_response(content=f"{zone}{content}", view=Panel())

    @bot.tree.command(description="Manages")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def manage(interaction: discord.Interaction) -> None: ...

    @bot.tree.context_menu(name="Like")
    async def like(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"liked {message.content}")

    await bot.start_in(sandbox)


async def test_the_state_is_what_this_person_sees(sandbox: DiscordSandbox, bot: Bot, alice: Browser) -> None:
    await start(sandbox, bot)

    state = await alice.get("/sandbox/state")

    assert state["me"]["username"] == "alice"
    assert [person["username"] for person in state["people"]] == ["alice", "bob", "the.creator", "mallory"]
    assert state["bot"]["online"] is True
    channels = state["guilds"][0]["channels"]
    assert [channel["name"] for channel in channels] == ["general", "credits", "announcements", "supporters"]
    assert all(channel["can_send"] for channel in channels)
    assert {each["name"] for each in state["commands"]} == {"panel", "Like"}
    assert set(state["commands"][0]["usable_in"]) == {channel["id"] for channel in channels}
    assert state["commands"][0]["usable_in_dm"] is True
    creator = await alice.get("/sandbox/state", **{"as": str(sandbox.person("the.creator").id)})
    assert {each["name"] for each in creator["commands"]} == {"panel", "manage", "Like"}


async def test_the_page_lives_a_command_through(sandbox: DiscordSandbox, bot: Bot, alice: Browser) -> None:
    await start(sandbox, bot)
    channel = str(sandbox.channel("general").id)
    command = next(each for each in (await alice.get("/sandbox/state"))["commands"] if each["name"] == "panel")
    typed = {"channel_id": channel, "command_id": command["id"]}

    focused = {"name": "zone", "type": 3, "value": "Eu", "focused": True}
    answer = await alice.post("/sandbox/interactions", {"type": "autocomplete", **typed, "options": [focused]})
    assert answer == {"choices": [{"name": "Berlin", "value": "Eu/Berlin"}]}
    fault = await alice.post("/sandbox/interactions", {"type": "command", **typed, "options": []}, 400)
    assert fault["field"] == "zone"

    upload = {"filename": "a.csv", "content": base64.b64encode(b"!").decode()}
    options = [{"name": "zone", "type": 3, "value": "UTC"}, {"name": "file", "type": 11, "value": upload}]
    sent = await alice.post("/sandbox/interactions", {"type": "command", **typed, "options": options})
    assert (await alice.until("message_create"))["message"]["flags"] == 64 | 128
    assert await alice.until("interaction_acknowledged") == {"type": "interaction_acknowledged", **sent}
    message = (await alice.until("message_update"))["message"]
    assert (message["content"], message["flags"]) == ("UTC!", 64)
    assert message["interaction_metadata"]["name"] == "panel"
    assert (await alice.get(f"/sandbox/channels/{channel}/messages"))[-1]["id"] == message["id"]
    others = {"as": str(sandbox.person("bob").id)}
    assert await alice.get(f"/sandbox/channels/{channel}/messages", **others) == []

    pressed = {"type": "component", "channel_id": channel, "message_id": message["id"]}
    await alice.post("/sandbox/interactions", {**pressed, "custom_id": "next"})
    assert (await alice.until("message_update"))["message"]["content"] == "page 2"
    await alice.post("/sandbox/dismiss", {"message_id": message["id"]})
    assert await alice.get(f"/sandbox/channels/{channel}/messages") == []


async def test_the_page_sends_a_file_of_ten_mebibytes_and_no_byte_more(
    sandbox: DiscordSandbox, bot: Bot, alice: Browser
) -> None:
    sizes: list[int] = []

    @bot.tree.command(description="Weighs a file")
    async def weigh(interaction: discord.Interaction, file: discord.Attachment) -> None:
        sizes.append(len(await file.read()))
        await interaction.response.send_message(f"{file.filename} {file.url}")

    await start(sandbox, bot)
    channel = str(sandbox.channel("general").id)
    command = next(each for each in (await alice.get("/sandbox/state"))["commands"] if each["name"] == "weigh")

    async def send(value: object, status: int = 200) -> Any:
        options = [{"name": "file", "type": 11, "value": value}]
        typed = {"type": "command", "channel_id": channel, "command_id": command["id"], "options": options}
        return await alice.post("/sandbox/interactions", typed, status)

    def weighing(size: int) -> dict[str, str]:
        return {"filename": "my names.csv", "content": base64.b64encode(b"x" * size).decode()}

    await send(weighing(MAX_FILE_BYTES))
    content = (await alice.until("message_create"))["message"]["content"]
    assert content.startswith(f"my_names.csv {sandbox.origin}/attachments/{channel}/")
    refused = await send(weighing(MAX_FILE_BYTES + 1), 400)
    assert refused == {"message": "This file is too large: 10 MiB are the most.", "field": "file"}
    assert (await send(weighing(2 * MAX_FILE_BYTES), 400))["message"] == "This is more than can be sent at once."
    for wrong in ("names.csv", {"filename": "names.csv", "content": "!"}):
        assert (await send(wrong, 400))["field"] == "file"
    assert sizes == [MAX_FILE_BYTES]


async def test_the_page_fills_in_a_form(sandbox: DiscordSandbox, bot: Bot, alice: Browser) -> None:
    await start(sandbox, bot)
    person = sandbox.person("alice")
    message = await (await person.slash("panel", zone="UTC")).message()
    channel = str(message.channel_id)
    enter = next(button for button in message.buttons if button.label == "Enter code")
    pressed = {"type": "component", "channel_id": channel, "message_id": str(message.id), "custom_id": enter.custom_id}

    sent = await alice.post("/sandbox/interactions", pressed)
    opened = await alice.until("modal_open")
    assert (opened["interaction_id"], opened["channel_id"]) == (sent["interaction_id"], channel)
    assert opened["modal"]["title"] == "Enter the code"
    code, _note = opened["modal"]["components"]
    fields = {code["component"]["custom_id"]: "42"}
    form = {"type": "modal", "channel_id": channel, "interaction_id": sent["interaction_id"], "fields": fields}
    await alice.post("/sandbox/interactions", form)
    assert (await alice.until("message_create"))["message"]["content"] == "42/"


async def test_the_page_uses_a_message_menu(sandbox: DiscordSandbox, bot: Bot, alice: Browser) -> None:
    await start(sandbox, bot)
    channel = str(sandbox.channel("general").id)
    menu = next(each for each in (await alice.get("/sandbox/state"))["commands"] if each["type"] == 3)
    said = await alice.post(f"/sandbox/channels/{channel}/messages", {"content": "hello"})
    used = {"type": "message_command", "channel_id": channel, "command_id": menu["id"], "message_id": said["id"]}

    await alice.post("/sandbox/interactions", used)

    assert (await alice.until("message_create"))["message"]["content"] == "hello"
    assert (await alice.until("message_create"))["message"]["content"] == "liked hello"


@pytest.mark.parametrize("sandbox", [0.3], indirect=True)
async def test_a_silent_bot_fails_the_interaction_on_the_page(
    sandbox: DiscordSandbox, bot: Bot, alice: Browser
) -> None:
    await start(sandbox, bot)
    menu = next(each for each in (await alice.get("/sandbox/state"))["commands"] if each["type"] == 3)
    channel = str(sandbox.channel("general").id)
    said = await alice.post(f"/sandbox/channels/{channel}/messages", {"content": "hello"})
    await bot.stop()
    while (await alice.until("bot_status"))["online"]:
        pass
    used = {"type": "message_command", "channel_id": channel, "command_id": menu["id"], "message_id": said["id"]}

    sent = await alice.post("/sandbox/interactions", used)

    failed = await alice.until("interaction_failed")
    assert failed == {"type": "interaction_failed", "message": "The application did not respond", **sent}


async def test_dms_open_and_close_on_the_page(sandbox: DiscordSandbox, bot: Bot, alice: Browser) -> None:
    await start(sandbox, bot)
    person = sandbox.person("alice")

    opened = await alice.post("/sandbox/dms", {})
    assert (await alice.until("dm_create"))["dm"]["id"] == opened["id"]
    assert await alice.post("/sandbox/dms", {}) == opened
    assert [dm["id"] for dm in (await alice.get("/sandbox/state"))["dms"]] == [opened["id"]]
    user = await bot.fetch_user(person.id)
    sent = await user.send("hi")
    assert (await alice.until("message_create"))["message"]["content"] == "hi"
    await sent.delete()
    gone = {"type": "message_delete", "channel_id": opened["id"], "message_id": str(sent.id)}
    assert await alice.until("message_delete") == gone
    async with alice.session.put(f"/sandbox/people/{person.id}/dms_closed", json={"closed": True}) as response:
        assert response.status == 200
    with pytest.raises(discord.Forbidden):
        await user.send("no")


async def test_what_a_person_may_not_see_stays_unseen(sandbox: DiscordSandbox, alice: Browser) -> None:
    channel = sandbox.channel("supporters")
    channel.deny("view_channel", to=sandbox.person("alice").user)

    state = await alice.get("/sandbox/state")
    assert "supporters" not in [each["name"] for each in state["guilds"][0]["channels"]]
    fault = await alice.post(f"/sandbox/channels/{channel.id}/messages", {"content": "x"}, 400)
    assert "see" in fault["message"]
    dm = sandbox.person("bob").dm
    async with alice.session.get(f"/sandbox/channels/{dm.id}/messages", params=alice.who) as response:
        assert response.status == 400
    async with alice.session.post("/sandbox/dms", params={"as": "5"}) as response:
        assert response.status == 400


async def test_a_sent_file_can_be_downloaded(sandbox: DiscordSandbox, bot: Bot, alice: Browser) -> None:
    await start(sandbox, bot)
    await (await sandbox.person("alice").slash("panel", zone="UTC")).message()
    channel = bot.get_channel(sandbox.channel("credits").id)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send(file=discord.File(__file__, "names.csv"))

    async with alice.session.get(message.attachments[0].url) as response:
        assert response.headers["Content-Security-Policy"] == "sandbox"
        assert len(await response.read()) == message.attachments[0].size
    async with alice.session.get(message.attachments[0].url + "x") as response:
        assert response.status == 404


async def test_another_web_site_cannot_read_what_people_write(sandbox: DiscordSandbox) -> None:
    async with aiohttp.ClientSession() as session:
        for headers in ({"Origin": "https://elsewhere.example"}, {"Host": "rebound.example"}):
            for path in ("/sandbox/state", "/sandbox/live"):
                async with session.get(f"{sandbox.origin}{path}", headers=headers) as answer:
                    assert answer.status == 403, (headers, path)
        async with session.get(f"{sandbox.origin}/sandbox/state", headers={"Origin": sandbox.origin}) as answer:
            assert answer.status == 200
