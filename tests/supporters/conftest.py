"""A database with two creators and the sandbox's Google behind them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from bot.clock import Clock as ClockOf
from bot.errors import UserError
from bot.metrics import Metrics
from bot.providers.access import Bearer
from bot.store import links
from bot.store.database import Database
from bot.store.links import LinkRow
from bot.store.vault import Vault, new_key
from bot.supporters.channel_members import ChannelMembers
from bot.supporters.kinds import LIST, STUDIO_CSV, YOUTUBE_MEMBERS
from bot.supporters.lists import Lists
from bot.supporters.reading import SourceReader
from bot.supporters.rolls import Rolls
from bot.supporters.snapshots import Snapshots
from bot.supporters.sources import Sources
from bot.supporters.wanting import Wanting
from bot.youtube.client import YouTube
from bot.youtube.members import Members
from bot.youtube.payer import Payer
from bot.youtube.quota import Quota
from sandbox.google import GoogleSandbox
from sandbox.google.model import Level
from tests.sandbox.google.helpers import MEMBERS, READ, START, App
from tests.support.clock import HandClock
from tests.support.databases import fresh_database

CREATOR, MALLORY, SERVER = 30, 40, 1000
SCOPES = frozenset({"members", "look"})
PAYER = Payer.in_server(CREATOR, SERVER)


class Tokens:
    """The access token of each link, fetched when it is asked for and when the last was refused, or what is wrong."""

    def __init__(self) -> None:
        self.by_link: dict[str, str] = {}
        self.fetch: Callable[[str], Awaitable[str]]
        self.trouble: dict[str, UserError] = {}

    def bearer(self, link_id: str) -> Bearer:
        async def token(refused: str | None) -> str:
            if link_id in self.trouble:
                raise self.trouble[link_id]
            if refused is not None or link_id not in self.by_link:
                self.by_link[link_id] = await self.fetch(link_id)
            return self.by_link[link_id]

        return token


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
async def google(clock: HandClock) -> AsyncIterator[GoogleSandbox]:
    async with GoogleSandbox(clock=clock) as running:
        channel = running.person("mallory").channel
        assert channel is not None
        channel.levels = (Level("m1", "Stalls"), Level("m2", "Gods"))
        for name in ("Alice", "Bob"):
            channel.join(name, level=channel.levels[0], at=clock())
        yield running


@pytest.fixture
async def database(tmp_path: Path, clock: ClockOf) -> AsyncIterator[Database]:
    async with fresh_database(tmp_path / "test.db") as opened:
        async with opened.write() as connection:
            for key, user in (("creator", CREATOR), ("mallory", MALLORY)):
                await links.add(connection, link_row(key, user, clock))
        yield opened


def link_row(key: str, user: int, clock: ClockOf, *, link_id: str = "") -> LinkRow:
    """Return a link of `user` to the channel of the sandbox's `key`; its title is the key."""
    return LinkRow(
        id=link_id or key,
        user_id=user,
        provider="youtube",
        account_id=f"UC-{key}",
        title=key,
        handle="",
        uploads_playlist="",
        scopes=" ".join(SCOPES),
        status="ok",
        reason="",
        is_default=True,
        created_at=clock(),
        updated_at=clock(),
        consented_at=clock(),
    )


@pytest.fixture
def sources(database: Database, clock: HandClock) -> Sources:
    return Sources(database, clock)


@pytest.fixture
def vault() -> Vault:
    return Vault([SecretStr(new_key())])


@pytest.fixture
def snapshots(database: Database, vault: Vault, clock: HandClock) -> Snapshots:
    return Snapshots(database, vault, clock, scopes={YOUTUBE_MEMBERS: SCOPES})


@pytest.fixture
def tokens() -> Tokens:
    return Tokens()


@pytest.fixture
def quota(clock: HandClock) -> Quota:
    return Quota(clock, daily_units=10_000, metrics=Metrics())


@pytest.fixture
async def members(google: GoogleSandbox, tokens: Tokens, clock: HandClock, quota: Quota) -> AsyncIterator[Members]:
    async with aiohttp.ClientSession() as session:
        youtube = YouTube(
            session,
            api_endpoint=google.youtube_api,
            quota=quota,
            clock=clock,
            sleep=no_pause,
        )
        app = App(google, session)
        tokens.fetch = lambda link_id: app.token(MEMBERS, READ, person="creator" if link_id == "again" else link_id)
        yield Members(youtube, tokens, clock)


@pytest.fixture
def rolls(database: Database, snapshots: Snapshots, members: Members, clock: HandClock, vault: Vault) -> Rolls:
    lists = Lists(database, vault, clock)
    readers: dict[str, SourceReader] = {YOUTUBE_MEMBERS: ChannelMembers(members), LIST: lists, STUDIO_CSV: lists}
    return Rolls(database, readers, snapshots, Wanting(database, clock))


async def no_pause(seconds: float) -> None:
    assert seconds > 0
