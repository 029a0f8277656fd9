"""A database of which a test is the operator."""

from pathlib import Path

import pytest

from bot.store.vault import new_key
from tests.operator.stored import Stored


@pytest.fixture
async def stored(tmp_path: Path) -> Stored:
    """Three accounts, and a row in every table with sealed columns."""
    stored = Stored(tmp_path / "bot.db", [new_key()])
    await stored.fill()
    return stored
