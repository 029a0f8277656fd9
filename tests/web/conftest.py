"""A stage with its pages, a browser, and the log as an operator sees it who wants all of it."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.logs import set_up_logging
from sandbox.browser import Browser
from tests.accounts.stage import Stage, open_stage
from tests.web.capture import Capture


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, identify=False) as stage:
        yield stage


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with Browser() as browser:
        yield browser


@pytest.fixture
def log() -> Iterator[Capture]:
    """Log as an operator would who sets level DEBUG, and put everything back afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    set_up_logging("DEBUG", "text")
    capture = Capture()
    root.handlers[:] = [capture]
    yield capture
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(capture=False)
