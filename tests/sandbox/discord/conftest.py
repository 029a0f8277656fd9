"""A sandbox, and a real discord.py bot that lives in it."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import discord
import pytest
import yarl
from discord import app_commands
from discord.ext import commands

from sandbox.discord import DiscordSandbox


class Bot(commands.AutoShardedBot):
    """A bot without commands of its own; each test adds what it needs to ``tree`` before ``start_in``."""

    def __init__(self, *, guild_ready_timeout: float = 0.01, shard_count: int | None = None) -> None:
        super().__init__(
            "!",
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            guild_ready_timeout=guild_ready_timeout,
            shard_count=shard_count,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.heard: list[discord.Message] = []
        self.resumes = 0
        self.is_up = asyncio.Event()
        self.problems: list[Exception] = []
        self.task: asyncio.Task[None] | None = None

        @self.tree.error
        async def keep(_: discord.Interaction, error: app_commands.AppCommandError) -> None:
            original = error.original if isinstance(error, app_commands.CommandInvokeError) else error
            self.problems.append(original)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait five seconds between shards."""

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)

    async def on_resumed(self) -> None:
        self.resumes += 1

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def start_in(self, sandbox: DiscordSandbox) -> None:
        """Log in, and return when the bot is ready."""
        self.task = asyncio.create_task(self.start(sandbox.application.token))
        ready = asyncio.create_task(self.is_up.wait())
        done, _ = await asyncio.wait({self.task, ready}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
        if self.task in done:
            ready.cancel()
            self.task.result()
        await sandbox.bot_ready()

    async def on_ready(self) -> None:
        self.is_up.set()

    async def stop(self) -> None:
        """Log out."""
        await self.close()
        if self.task is not None:
            await asyncio.wait({self.task}, timeout=5)


@pytest.fixture(autouse=True)
def pointed_back() -> Iterator[None]:
    """Restore what points discord.py at a server: class attributes."""
    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    yield
    discord.http.Route.BASE = base
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway


def point_at(sandbox: DiscordSandbox) -> None:
    """Point discord.py at a sandbox."""
    discord.http.Route.BASE = sandbox.api_base
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sandbox.gateway)


@pytest.fixture
async def sandbox(request: pytest.FixtureRequest) -> AsyncIterator[DiscordSandbox]:
    """Serve a sandbox; a test that waits for a missed deadline gives a short one as the parameter."""
    async with DiscordSandbox(interaction_deadline=getattr(request, "param", 3.0)) as server:
        point_at(server)
        yield server


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    one = Bot()
    yield one
    await one.stop()
