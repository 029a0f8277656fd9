"""The whole bot in simcord's Discord: what stands in memory there takes the place of gateway and REST.

Google is the sandbox's. So is Discord's sign-in in the browser, which simcord does not have: a small Discord beside it
knows the same people by the same ids. The bot is what it always is; only `App._connect` is exchanged, because simcord
itself logs the client in and there is no gateway to connect to.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import discord
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from simcord import Env

from bot.app import opened
from bot.config import Settings
from bot.errors import UserError
from bot.lifecycle import App
from bot.preflight import preflight
from bot.store.vault import new_key
from sandbox.clock import Clock
from sandbox.discord import DiscordSandbox, World
from sandbox.discord.feed import Feed
from sandbox.discord.model import User
from sandbox.google import GoogleSandbox
from sandbox.pointing import free_port, settings_for
from tests.second_opinions.simcord_people import SimChannel, SimPerson
from tests.support.bench import InnerBench

_PEOPLE = {"alice": "Alice", "the.creator": "the Creator"}
_CHANNELS = ("general", "credits")
_SETTLED_WITHIN_SECONDS = 20
_SIGN_IN = {"/oauth2/token", "/users/@me"}


class SimDiscord:
    """simcord's Discord under the two names that the journeys use of the sandbox's: person and channel."""

    def __init__(self, env: Env, people: World) -> None:
        self._env = env
        self._feed = Feed()
        env.backend.subscribers.append(lambda _event, _payload: self._feed.pulse())
        self._guild = env.create_guild("Curtain Call HQ")
        for name in _CHANNELS:
            self._guild.create_text_channel(name)
        crew = self._guild.create_role("Crew", permissions=discord.Permissions(manage_guild=True))
        self._people = {}
        for username, display_name in _PEOPLE.items():
            user = env.create_user(username, global_name=display_name)
            people.add_person(username, display_name, user_id=user.id)
            member = self._guild.add_member(user, roles=[crew] if username == "the.creator" else [])
            self._people[username] = SimPerson(env, self._feed, self._guild, member)

    def person(self, name: str) -> SimPerson:
        """Return a person by username."""
        return self._people[name]

    def channel(self, name: str) -> SimChannel:
        """Return a channel of the server by name."""
        return SimChannel(self._env, self._feed, self._guild.channels[name])


@asynccontextmanager
async def _in_simcord(app: App) -> AsyncIterator[Env]:
    """Serve the bot, which logs in to simcord where it would log in to Discord."""
    env = Env(app.client, shard_count=1, check_errors=False, settle_timeout=_SETTLED_WITHIN_SECONDS)
    stop, connected = asyncio.Event(), asyncio.Event()

    async def connect() -> None:
        await env.start()
        connected.set()
        await stop.wait()

    app._connect = connect  # type: ignore[method-assign]  # the one exchange: simcord has no gateway to connect to
    serving = asyncio.create_task(app.serve(stop))
    ready = asyncio.create_task(connected.wait())
    try:
        await asyncio.wait({serving, ready}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
        yield env
    finally:
        ready.cancel()
        await env.shutdown()
        stop.set()
        await serving


@asynccontextmanager
async def simcord_bench(folder: Path, *, sign_in: bool) -> AsyncIterator[InnerBench]:
    """Start everything; stop it in reverse. An error of the bot that is not words for a person fails the test."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    port = free_port()
    clock = Clock()
    people = World(User(1, "Curtain Call", None, "", bot=True))
    try:
        async with DiscordSandbox(people) as browsers, GoogleSandbox(clock=clock) as google:
            given = settings_for(browsers, google, folder, port=port, sign_in=sign_in, key=new_key())
            settings = Settings.model_validate(given)
            async with opened(settings, preflight(settings), clock=clock) as app:
                async with _in_simcord(app) as env:
                    # Of a bench's Discord the journeys use person() and channel() alone, and SimDiscord has both.
                    there = cast("DiscordSandbox", SimDiscord(env, people))
                    url = f"http://127.0.0.1:{port}"
                    yield InnerBench(there, google, folder, url, sign_in, app=app, clock=clock)
                assert [error for error in env.errors if not _told(error)] == []
            assert {exchange.route for exchange in browsers.requests} <= _SIGN_IN, "the bot left simcord"
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


def _told(error: BaseException) -> bool:
    """Tell whether an error is one that the bot tells to people, and so no fault of its own."""
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    return isinstance(cause, UserError)
