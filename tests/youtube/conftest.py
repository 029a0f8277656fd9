"""A sandbox Google, the bot's YouTube pointed at it, and people who have linked their accounts."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.metrics import Metrics
from bot.youtube.client import YouTube
from bot.youtube.quota import Quota
from sandbox.google import GoogleSandbox
from tests.sandbox.google.helpers import START, App
from tests.support.clock import HandClock
from tests.youtube.helpers import Link, Pauses, Tokens


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
async def google(clock: HandClock) -> AsyncIterator[GoogleSandbox]:
    async with GoogleSandbox(clock=clock) as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as http:
        yield http


@pytest.fixture
def quota(clock: HandClock) -> Quota:
    return Quota(clock, daily_units=10_000, metrics=Metrics())


@pytest.fixture
def youtube(
    google: GoogleSandbox, session: aiohttp.ClientSession, quota: Quota, clock: HandClock, pauses: Pauses
) -> YouTube:
    return YouTube(session, api_endpoint=google.youtube_api, quota=quota, clock=clock, sleep=pauses)


@pytest.fixture
def link(google: GoogleSandbox, session: aiohttp.ClientSession) -> Link:
    """Let a person of the sandbox consent to scopes, and return their tokens."""
    app = App(google, session)

    async def consented(person: str, *scopes: str) -> Tokens:
        return Tokens(await app.token(*scopes, person=person))

    return consented
