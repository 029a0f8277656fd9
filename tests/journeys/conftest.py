"""A running bot for each journey."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.bench import InnerBench, running_bench


@pytest.fixture(params=[True, False], ids=["sign-in", "code"])
async def either_proof(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[InnerBench]:
    """Run the bot with Discord's own sign-in, then with the one-time code."""
    async with running_bench(tmp_path, sign_in=request.param) as bench:
        yield bench


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[InnerBench]:
    """Run the bot with Discord's own sign-in, the shorter way of a link."""
    async with running_bench(tmp_path, sign_in=True) as bench:
        yield bench


@pytest.fixture
async def code_bench(tmp_path: Path) -> AsyncIterator[InnerBench]:
    """Run the bot with the one-time code."""
    async with running_bench(tmp_path, sign_in=False) as bench:
        yield bench
