"""Stages and browsers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.browser import Browser
from tests.accounts.stage import Stage, open_stage


@pytest.fixture(params=["code", "identify"])
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """With both proofs, one after the other."""
    async with open_stage(tmp_path, identify=request.param == "identify") as stage:
        yield stage


@pytest.fixture
async def code_stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Proof by a code typed into Discord."""
    async with open_stage(tmp_path, identify=False) as stage:
        yield stage


@pytest.fixture
async def identify_stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Proof by Discord's sign-in."""
    async with open_stage(tmp_path, identify=True) as stage:
        yield stage


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with Browser() as browser:
        yield browser


@pytest.fixture
async def other_browser() -> AsyncIterator[Browser]:
    async with Browser() as browser:
        yield browser
