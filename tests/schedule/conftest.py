"""A stage for posts: everything real except the roll that is thanked."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.store.database import Database
from sandbox.discord import DiscordSandbox
from tests.schedule.stage import START, Stage
from tests.support.clock import HandClock
from tests.support.databases import fresh_database


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with fresh_database(tmp_path / "credits.db") as database:
        yield database


@pytest.fixture
async def stage(clock: HandClock, database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    async with DiscordSandbox(clock=clock) as sandbox, discord.Client(intents=discord.Intents(guilds=True)) as client:
        monkeypatch.setattr(Route, "BASE", sandbox.api_base)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(sandbox.gateway))
        known = asyncio.Event()

        @client.event
        async def on_guild_available(guild: discord.Guild) -> None:
            known.set()

        @client.event
        async def on_guild_join(guild: discord.Guild) -> None:
            known.set()

        await client.login(sandbox.application.token)
        connection = asyncio.create_task(client.connect())
        async with asyncio.timeout(10):
            await known.wait()
        guild_id = next(iter(sandbox.world.guilds))
        yield Stage(clock, database, sandbox, client, guild_id)
        await client.close()
        await connection
