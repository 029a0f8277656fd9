"""A stage on which Alice has a link that works, and Mallory wants it."""

from collections.abc import AsyncIterator

import pytest

from bot.accounts.links import Link
from sandbox.browser import Browser
from tests.accounts.conftest import browser, code_stage, identify_stage, other_browser, stage
from tests.accounts.stage import Stage

__all__ = ["browser", "code_stage", "identify_stage", "other_browser", "stage"]


@pytest.fixture
async def alices_browser() -> AsyncIterator[Browser]:
    async with Browser() as opened:
        yield opened


@pytest.fixture
async def alices(stage: Stage, alices_browser: Browser) -> Link:
    """Return the good link that no attack may harm."""
    return await stage.link(alices_browser)
