"""A running sandbox Patreon and an application that talks to it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.patreon import PatreonSandbox
from tests.sandbox.patreon.helpers import START, App
from tests.support.clock import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
async def patreon(clock: HandClock) -> AsyncIterator[PatreonSandbox]:
    async with PatreonSandbox(clock=clock) as running:
        yield running


@pytest.fixture
async def app(patreon: PatreonSandbox) -> AsyncIterator[App]:
    async with aiohttp.ClientSession() as http:
        yield App(patreon, http)
