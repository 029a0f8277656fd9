"""The bot removed from a server, seen from Discord; an outage is no removal."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.app import opened
from bot.config import Settings
from bot.lifecycle import App
from bot.preflight import preflight
from bot.store.database import open_database
from bot.store.tables import schedules
from bot.store.vault import new_key
from sandbox.clock import Clock
from sandbox.discord import DiscordSandbox
from sandbox.discord.model import Guild
from sandbox.google import GoogleSandbox
from sandbox.pointing import free_port, settings_for
from tests.privacy.hands import at_once, comes_true
from tests.privacy.rows import add, everything
from tests.support.asking import asked
from tests.support.bench import StagedBench

FAR = datetime(2036, 1, 1, tzinfo=UTC)


def guild_of(discord: DiscordSandbox) -> Guild:
    return next(iter(discord.world.guilds.values()))


async def rows_of_the_server(app: App) -> dict[str, int]:
    rows = await everything(app.client.services.database)
    return {name: len(rows[name]) for name in ("sources", "snapshots", "schedules", "posts", "post_parts")}


async def until(app: App, wanted: dict[str, int]) -> None:
    async def reached() -> bool:
        return await rows_of_the_server(app) == wanted

    await comes_true(reached)


EMPTY = {"sources": 0, "snapshots": 0, "schedules": 0, "posts": 0, "post_parts": 0}


async def test_a_kick_forgets_the_server_and_keeps_the_people(ready: StagedBench) -> None:
    await asked(ready.creator, "credits post", channel_="credits")
    assert 0 not in (await rows_of_the_server(ready.app)).values()
    ready.discord.world.kick_bot(guild_of(ready.discord))
    await until(ready.app, EMPTY)
    ready.discord.world.add_bot(guild_of(ready.discord))
    await comes_true(lambda: at_once(bool(ready.app.client.guilds)))
    assert "Works" in (await asked(ready.creator, "accounts")).text
    assert "Nothing is planned here" in (await asked(ready.creator, "credits schedules")).text
    assert "No names come from anywhere" in (await asked(ready.creator, "credits sources list")).text


async def test_a_kick_stops_what_is_being_posted_there(ready: StagedBench) -> None:
    poster = ready.app.client.services.poster
    ready.discord.fail_next("POST", "/channels/{channel_id}/messages", 503, times=20)
    await ready.creator.slash("credits post", channel_="credits")
    await ready.discord.request_made(lambda exchange: exchange.status == 503)
    ready.discord.world.kick_bot(guild_of(ready.discord))
    await until(ready.app, EMPTY)
    await poster.idle()
    ready.discord.world.add_bot(guild_of(ready.discord))
    ready.clock.pass_time(minutes=30)
    await poster.tick()
    await poster.idle()
    assert ready.discord.channel("credits").messages == []


async def test_an_outage_forgets_nothing(ready: StagedBench) -> None:
    before = await rows_of_the_server(ready.app)
    guild = guild_of(ready.discord)
    ready.discord.world.fail(guild)
    await comes_true(lambda: at_once(ready.app.client.guilds[0].unavailable))
    ready.discord.world.mend(guild)
    await comes_true(lambda: at_once(not ready.app.client.guilds[0].unavailable))
    assert await rows_of_the_server(ready.app) == before
    assert "every Monday" in (await asked(ready.creator, "credits schedules")).text


class Starts:
    """One installation that is started several times."""

    def __init__(self, discord: DiscordSandbox, google: GoogleSandbox, folder: Path, clock: Clock) -> None:
        self.discord = discord
        self._clock = clock
        given = settings_for(discord, google, folder, port=free_port(), sign_in=True, key=new_key())
        self._settings = Settings.model_validate(given)

    async def plan(self, guild: Guild) -> None:
        """Keep a schedule of this server before the bot is started."""
        async with open_database(self._settings.store.url) as database, database.write() as connection:
            await add(connection, schedules, id="s", guild_id=guild.id, status="active", problem="", due_at=FAR)

    @asynccontextmanager
    async def started(self) -> AsyncIterator[App]:
        """Run the bot until it is ready and beyond."""
        async with opened(self._settings, preflight(self._settings), clock=self._clock) as app:
            stop = asyncio.Event()
            serving = asyncio.create_task(app.serve(stop))
            try:
                await comes_true(lambda: at_once(app.client.is_ready()))
                yield app
            finally:
                stop.set()
                await serving


@pytest.fixture
async def starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Starts]:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    clock = Clock()
    async with DiscordSandbox(clock=clock) as discord, GoogleSandbox(clock=clock) as google:
        yield Starts(discord, google, tmp_path, clock)


async def noted(app: App, count: int) -> None:
    async def reached() -> bool:
        return len((await everything(app.client.services.database))["left_servers"]) == count

    await comes_true(reached)


async def test_a_server_left_while_the_bot_was_down_is_found_at_the_start_and_goes_on_when_it_is_back(
    starts: Starts,
) -> None:
    guild = guild_of(starts.discord)
    await starts.plan(guild)
    starts.discord.world.kick_bot(guild)
    async with starts.started() as app:
        await noted(app, 1)
        assert [row["status"] for row in (await everything(app.client.services.database))["schedules"]] == ["paused"]
    starts.discord.world.add_bot(guild)
    async with starts.started() as app:
        await noted(app, 0)
        await starts.discord.commands_registered("credits")
        shown = await asked(starts.discord.person("the.creator"), "credits schedules")
        assert "I was no longer in this server, so I stopped posting here. `/credits resume` starts it" in shown.text


async def test_a_server_that_is_down_at_the_start_was_not_left(starts: Starts) -> None:
    guild = guild_of(starts.discord)
    await starts.plan(guild)
    starts.discord.world.fail(guild)
    async with starts.started() as app:
        await app.client.on_ready()
        assert [one.unavailable for one in app.client.guilds] == [True]
        assert (await everything(app.client.services.database))["left_servers"] == []
