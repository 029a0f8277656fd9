"""A running sandbox Google and an application that talks to it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.google import GoogleSandbox
from tests.sandbox.google.helpers import App, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def google(clock: Clock) -> AsyncIterator[GoogleSandbox]:
    async with GoogleSandbox(clock=clock) as running:
        yield running


@pytest.fixture
async def app(google: GoogleSandbox) -> AsyncIterator[App]:
    async with aiohttp.ClientSession() as http:
        yield App(google, http)
