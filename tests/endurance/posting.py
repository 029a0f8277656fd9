"""A bot as far as posts need it: it starts like `bot.app` does, connected to the sandbox's Discord."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import discord
import msgspec
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import SecretStr
from yarl import URL

from bot.accounts.notices import Notify
from bot.clock import Clock
from bot.credits.layouts import Layouts
from bot.credits.own import OwnTemplates
from bot.metrics import Metrics
from bot.outgoing import paced
from bot.schedule.poster import Poster
from bot.store.database import open_database
from bot.store.vault import Vault
from bot.supporters.roll import Group, Occasion, Roll, Supporter
from bot.youtube.payer import Payer

_SECONDS = 20
_MANY, _FEW = 300, 7
_LARGE = 4
"""Every so manieth server has many supporters, and a post of several messages."""


class Theatre(msgspec.Struct, frozen=True):
    """Where a bot that posts lives: its file and key, and the sandbox's Discord."""

    file: str
    key: str
    api_base: str
    gateway: str
    token: str


@dataclass(frozen=True, slots=True)
class Posting:
    """The poster and its client at Discord."""

    poster: Poster
    client: discord.Client

    async def work(self) -> None:
        """Post what is due and free until only what waits for another try is left."""
        while True:
            await self.poster.tick()
            if not self.poster._workers:
                return
            await self.poster.idle()


@asynccontextmanager
async def open_posting(theatre: Theatre, *, notify: Notify, clock: Clock) -> AsyncIterator[Posting]:
    """Start: take over what a worker before has left, and be logged in."""
    Route.BASE = theatre.api_base
    DiscordWebSocket.DEFAULT_GATEWAY = URL(theatre.gateway)
    client = discord.Client(intents=discord.Intents(guilds=True), http_trace=paced())
    async with open_database(f"sqlite:///{theatre.file}") as database, client:
        poster = Poster(
            database=database,
            vault=Vault([SecretStr(theatre.key)]),
            read_roll=read_roll,
            lay_out=Layouts(OwnTemplates(database, clock), read_roll, clock).lay_out,
            client=client,
            notify=notify,
            clock=clock,
            metrics=Metrics(),
        )
        async with asyncio.timeout(_SECONDS):
            await client.login(theatre.token)
        await poster.take_over()
        connection = asyncio.create_task(client.connect())
        yield Posting(poster, client)
        await client.close()
        with suppress(discord.DiscordException, OSError):
            await connection


def names_of(guild_id: int) -> list[str]:
    """Return whom a server thanks."""
    count = _FEW if guild_id % _LARGE else _MANY
    return [f"Supporter {number:03} of {guild_id}" for number in range(count)]


async def read_roll(guild_id: int, _occasion: Occasion, _payer: Payer) -> Roll:
    """Return the same people each time."""
    people = tuple(Supporter(name, 3, None) for name in names_of(guild_id))
    return Roll((Group("Gold", people),), discord.utils.snowflake_time(guild_id), ("The Creator",))
