"""A database with two creators and the sandbox's Google behind them."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from bot.clock import Clock as ClockOf
from bot.providers.access import Bearer
from bot.store import links
from bot.store.database import Database, open_database
from bot.store.links import LinkRow
from bot.supporters.rolls import Rolls
from bot.supporters.sources import Sources
from bot.youtube.client import YouTube
from bot.youtube.members import Members
from sandbox.google import GoogleSandbox
from sandbox.google.model import Level
from tests.sandbox.google.helpers import MEMBERS, READ, START, App
from tests.support.clock import HandClock

CREATOR, MALLORY, SERVER = 30, 40, 1000


class Tokens:
    """The access token of each link."""

    def __init__(self) -> None:
        self.by_link: dict[str, str] = {}

    def bearer(self, link_id: str) -> Bearer:
        async def token(refused: str | None) -> str:
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
    async with open_database(f"sqlite:///{tmp_path}/test.db") as opened:
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
        scopes="",
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
async def rolls(google: GoogleSandbox, database: Database, clock: HandClock) -> AsyncIterator[Rolls]:
    async with aiohttp.ClientSession() as session:
        youtube = YouTube(
            session,
            api_endpoint=google.youtube_api,
            api_key=SecretStr(""),
            clock=clock,
            sleep=no_pause,
        )
        tokens, app = Tokens(), App(google, session)
        for person in ("creator", "mallory"):
            tokens.by_link[person] = await app.token(MEMBERS, READ, person=person)
        tokens.by_link["again"] = tokens.by_link["creator"]
        yield Rolls(database, Members(youtube, tokens, clock))


async def no_pause(seconds: float) -> None:
    assert seconds > 0
