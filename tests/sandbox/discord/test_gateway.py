"""Identify, shards, resume and refusals, by a real bot and by a bare socket."""

import json

import aiohttp
import discord
import pytest

from sandbox.discord import DiscordSandbox
from tests.sandbox.discord.conftest import Bot


async def with_ping(sandbox: DiscordSandbox, bot: Bot) -> None:
    @bot.tree.command(description="Pings")
    async def ping(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("pong")

    await bot.start_in(sandbox)


async def test_the_bot_sees_its_server_and_itself(sandbox: DiscordSandbox, bot: Bot) -> None:
    await bot.start_in(sandbox)

    guild = bot.guilds[0]
    assert guild.name == "Curtain Call HQ"
    assert {channel.name for channel in guild.text_channels} == {"general", "credits", "announcements", "supporters"}
    assert guild.me.name == "Curtain Call"
    closed = discord.utils.get(guild.text_channels, name="announcements")
    assert closed is not None
    assert not closed.permissions_for(guild.me).send_messages


async def test_a_command_during_a_lost_connection_is_answered_after_the_resume(
    sandbox: DiscordSandbox, bot: Bot
) -> None:
    await with_ping(sandbox, bot)
    alice = sandbox.person("alice")

    sandbox.cut_gateway()
    reply = await alice.slash("ping")
    assert (await reply.message()).text == "pong"

    await sandbox.drop_gateway()
    reply = await alice.slash("ping")
    assert (await reply.message()).text == "pong"
    assert bot.resumes == 2


async def test_a_session_that_cannot_be_resumed_is_begun_anew(sandbox: DiscordSandbox, bot: Bot) -> None:
    await with_ping(sandbox, bot)

    await sandbox.drop_gateway(resumable=False)
    await sandbox.bot_ready()

    reply = await sandbox.person("alice").slash("ping")
    assert (await reply.message()).text == "pong"
    assert bot.resumes == 0
    assert sandbox.gateway_server.identified == 2


async def test_each_shard_gets_its_own_servers(sandbox: DiscordSandbox) -> None:
    bot = Bot(shard_count=2)
    first = next(iter(sandbox.world.guilds.values()))
    other = sandbox.world.add_guild("Elsewhere", guild_id=first.id + (1 << 22))
    sandbox.world.join(other, sandbox.world.person("bob"))
    sandbox.world.add_channel(other, "lobby")
    await with_ping(sandbox, bot)

    try:
        assert {guild.shard_id for guild in bot.guilds} == {0, 1}
        assert {guild.id: guild.shard_id for guild in bot.guilds}[other.id] == (other.id >> 22) % 2
        assert (await (await sandbox.person("bob").slash("ping", channel="lobby")).message()).text == "pong"
        sandbox.person("bob").user.dms_closed = False
        user = await bot.fetch_user(sandbox.person("bob").id)
        await user.send("hello")
        assert (await sandbox.person("bob").next_dm()).text == "hello"
    finally:
        await bot.stop()


async def test_a_wrong_token_cannot_log_in(sandbox: DiscordSandbox, bot: Bot) -> None:
    with pytest.raises(discord.LoginFailure):
        await bot.login("wrong")


async def test_a_privileged_intent_is_refused(sandbox: DiscordSandbox, bot: Bot) -> None:
    bot._connection._intents.message_content = True
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await bot.start(sandbox.application.token)


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"op": 2, "d": {"token": "wrong", "intents": 0}}, 4004),
        ({"op": 2, "d": {"token": "TOKEN", "intents": 0, "shard": [2, 2]}}, 4010),
        ({"op": 2, "d": {"token": "TOKEN", "intents": 1 << 40}}, 4013),
        ({"op": 2, "d": {"token": "TOKEN", "intents": 2}}, 4014),
        ({"op": 3, "d": {}}, 4003),
        ("no object", 4002),
    ],
)
async def test_a_bad_first_payload_closes_the_connection(sandbox: DiscordSandbox, payload: object, code: int) -> None:
    text = json.dumps(payload).replace("TOKEN", sandbox.application.token)
    async with aiohttp.ClientSession() as session, session.ws_connect(sandbox.gateway + "?v=10&encoding=json") as ws:
        assert (await ws.receive_json())["op"] == 10
        await ws.send_str(text)
        await ws.receive()
        assert ws.close_code == code


async def test_silence_closes_the_connection_and_ends_the_session(sandbox: DiscordSandbox) -> None:
    sandbox.gateway_server.heartbeat_interval = 0.05
    url = sandbox.gateway + "?v=10&encoding=json"
    identify = {"op": 2, "d": {"token": sandbox.application.token, "intents": 0}}
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as ws:
            await ws.receive_json()
            await ws.send_json(identify)
            ready = (await ws.receive_json())["d"]
            await ws.send_json({"op": 1, "d": 1})
            assert (await ws.receive_json())["op"] == 11
            await ws.receive()
            assert ws.close_code == 4009
        async with session.ws_connect(url) as ws:
            await ws.receive_json()
            resume = {"token": sandbox.application.token, "session_id": ready["session_id"], "seq": 1}
            await ws.send_json({"op": 6, "d": resume})
            assert await ws.receive_json() == {"op": 9, "d": False}


async def test_members_can_be_asked_for_by_id(sandbox: DiscordSandbox, bot: Bot) -> None:
    await bot.start_in(sandbox)

    members = await bot.guilds[0].query_members(user_ids=[sandbox.person("alice").id])

    assert [member.name for member in members] == ["alice"]


async def test_changes_of_channels_reach_the_bot(sandbox: DiscordSandbox, bot: Bot) -> None:
    await bot.start_in(sandbox)
    channel = sandbox.channel("credits")

    channel.deny("send_messages", "read_message_history")
    made = sandbox.world.add_channel(next(iter(sandbox.world.guilds.values())), "new")
    sandbox.channel("supporters").delete()
    await bot.wait_for("guild_channel_delete", timeout=5)

    seen = bot.get_channel(channel.id)
    assert isinstance(seen, discord.TextChannel)
    assert not seen.permissions_for(seen.guild.me).send_messages
    assert bot.get_channel(made.id) is not None
