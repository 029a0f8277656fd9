"""Servers that remove the bot, take it back, or are down."""

import asyncio
from typing import Any

import aiohttp
import discord
import pytest

from sandbox.discord import DiscordSandbox, PersonError
from tests.sandbox.discord.conftest import Bot


class Watcher(Bot):
    """Tells in order what it hears of servers."""

    def __init__(self) -> None:
        super().__init__()
        self.told: asyncio.Queue[tuple[str, int]] = asyncio.Queue()

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.told.put_nowait(("removed", guild.id))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.told.put_nowait(("joined", guild.id))

    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        self.told.put_nowait(("down", guild.id))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        self.told.put_nowait(("up", guild.id))

    async def start_and_see(self, sandbox: DiscordSandbox) -> None:
        """Log in, and wait for the one server that is up."""
        await self.start_in(sandbox)
        assert await self.next() == ("up", only_guild(sandbox).id)

    async def next(self) -> tuple[str, int]:
        async with asyncio.timeout(5):
            return await self.told.get()


@pytest.fixture
async def watcher() -> Any:
    one = Watcher()
    yield one
    await one.stop()


def only_guild(sandbox: DiscordSandbox) -> Any:
    return next(iter(sandbox.world.guilds.values()))


async def test_a_kicked_bot_is_told_and_reaches_nothing_there(sandbox: DiscordSandbox, watcher: Watcher) -> None:
    await watcher.start_and_see(sandbox)
    guild = only_guild(sandbox)
    channel = await watcher.fetch_channel(sandbox.channel("general").id)
    assert isinstance(channel, discord.TextChannel)
    sandbox.world.kick_bot(guild)
    assert await watcher.next() == ("removed", guild.id)
    assert list(watcher.guilds) == []
    with pytest.raises(discord.Forbidden) as refused:
        await channel.send("still here")
    assert refused.value.code == 50001
    with pytest.raises(discord.NotFound):
        await watcher.fetch_guild(guild.id)
    with pytest.raises(discord.Forbidden):
        await watcher.tree.sync(guild=guild)
    with pytest.raises(discord.Forbidden) as unknown:
        await (await watcher.fetch_user(sandbox.person("alice").id)).send("hello")
    assert unknown.value.code == 50278
    assert [one async for one in watcher.fetch_guilds()] == []


async def test_people_find_no_commands_where_the_bot_is_not(sandbox: DiscordSandbox, watcher: Watcher) -> None:
    @watcher.tree.command(description="Answers")
    async def ping(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("pong", view=discord.ui.View().add_item(discord.ui.Button(label="x")))

    await watcher.start_and_see(sandbox)
    alice = sandbox.person("alice")
    message = await (await alice.slash("ping")).message()
    sandbox.world.kick_bot(only_guild(sandbox))
    with pytest.raises(PersonError):
        await alice.slash("ping")
    with pytest.raises(PersonError):
        await alice.click(message, "x")


async def test_a_bot_that_is_added_again_joins(sandbox: DiscordSandbox, watcher: Watcher) -> None:
    await watcher.start_and_see(sandbox)
    guild = only_guild(sandbox)
    sandbox.world.kick_bot(guild)
    assert await watcher.next() == ("removed", guild.id)
    sandbox.world.add_bot(guild)
    assert await watcher.next() == ("joined", guild.id)
    assert (await watcher.fetch_channel(sandbox.channel("general").id)).id == sandbox.channel("general").id


async def test_an_outage_is_no_removal(sandbox: DiscordSandbox, watcher: Watcher) -> None:
    await watcher.start_and_see(sandbox)
    guild = only_guild(sandbox)
    sandbox.world.fail(guild)
    assert await watcher.next() == ("down", guild.id)
    assert [one.unavailable for one in watcher.guilds] == [True]
    sandbox.world.set_overwrite(sandbox.world.channel_named("general"), sandbox.world.bot, 0, 0)
    sandbox.world.mend(guild)
    assert await watcher.next() == ("up", guild.id)
    assert [one.unavailable for one in watcher.guilds] == [False]


async def test_a_bot_that_starts_in_an_outage_knows_its_server_without_its_channels(
    sandbox: DiscordSandbox, watcher: Watcher
) -> None:
    guild = only_guild(sandbox)
    sandbox.world.fail(guild)
    await watcher.start_in(sandbox)
    assert [(one.id, one.unavailable, list(one.channels)) for one in watcher.guilds] == [(guild.id, True, [])]
    sandbox.world.mend(guild)
    assert await watcher.next() == ("up", guild.id)


async def test_a_bot_that_starts_outside_a_server_is_not_told_of_it(sandbox: DiscordSandbox, watcher: Watcher) -> None:
    sandbox.world.kick_bot(only_guild(sandbox))
    await watcher.start_in(sandbox)
    assert list(watcher.guilds) == []


async def test_who_manages_a_server_removes_the_bot_and_adds_it_again(sandbox: DiscordSandbox) -> None:
    guild = only_guild(sandbox)
    path = f"/sandbox/guilds/{guild.id}/bot"
    creator, alice = ({"as": str(sandbox.person(name).id)} for name in ("the.creator", "alice"))
    async with aiohttp.ClientSession(sandbox.origin) as session:
        async with session.ws_connect("/sandbox/live", params=alice) as live:
            async with session.put(path, params=alice, json={"present": False}) as refused:
                assert refused.status == 400
            for present in (False, True):
                async with session.put(path, params=creator, json={"present": present}) as response:
                    assert response.status == 200
                while (event := await live.receive_json(timeout=5))["type"] != "guilds_update":
                    pass
                assert [one["has_bot"] for one in event["guilds"]] == [present]
        async with session.get("/sandbox/state", params=creator) as response:
            assert [one["can_manage"] for one in (await response.json())["guilds"]] == [True]
