"""A running sandbox Google and an application that talks to it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.google import GoogleSandbox
from tests.sandbox.google.helpers import START, App
from tests.support.clock import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
async def google(clock: HandClock) -> AsyncIterator[GoogleSandbox]:
    async with GoogleSandbox(clock=clock) as running:
        yield running


@pytest.fixture
async def app(google: GoogleSandbox) -> AsyncIterator[App]:
    async with aiohttp.ClientSession() as http:
        yield App(google, http)
