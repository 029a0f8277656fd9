"""A stage with its pages, a browser, and the same pages as behind https."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.browser import Browser
from tests.accounts.stage import Stage, open_stage


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, identify=False) as stage:
        yield stage


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with Browser() as browser:
        yield browser
