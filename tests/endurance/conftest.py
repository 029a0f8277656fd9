"""The sandboxes, and what endurance tests have to say at the end of a run."""

from collections.abc import AsyncIterator, Callable

import pytest

from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox
from tests.endurance.house import START
from tests.support.clock import HandClock

_FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Say a sentence at the end of the run, whether or not the test succeeds."""
    return request.config.stash.setdefault(_FIGURES, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in terminalreporter.config.stash.get(_FIGURES, []):
        terminalreporter.write_line(line)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
async def google(clock: HandClock) -> AsyncIterator[GoogleSandbox]:
    async with GoogleSandbox(clock=clock) as running:
        yield running


@pytest.fixture
async def discord(clock: HandClock) -> AsyncIterator[DiscordSandbox]:
    async with DiscordSandbox(clock=clock) as running:
        yield running
