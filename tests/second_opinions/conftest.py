"""The journeys' bench, in simcord."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.second_opinions.simcord_bench import simcord_bench
from tests.support.bench import InnerBench


@pytest.fixture(params=[True, False], ids=["sign-in", "code"])
async def either_proof(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[InnerBench]:
    """Run the bot in simcord with Discord's own sign-in, then with the one-time code."""
    async with simcord_bench(tmp_path, sign_in=request.param) as bench:
        yield bench
