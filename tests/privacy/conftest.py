"""A database, and the services that look after what is kept in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.accounts.accounts import Accounts
from bot.privacy.privacy import Privacy
from bot.privacy.servers import Servers
from bot.store.database import Database
from bot.store.vault import Vault, new_key
from tests.privacy.rows import NOW
from tests.support.asking import asked, clicked
from tests.support.bench import StagedBench, running_bench
from tests.support.clock import HandClock
from tests.support.databases import fresh_database


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with fresh_database(tmp_path / "kept.db") as database:
        yield database


@pytest.fixture
def dropped() -> list[str]:
    """Return the links whose caches were emptied, as it happens."""
    return []


async def settled() -> None:
    """Store nothing: there is no quota's ledger here."""


def privacy_of(database: Database, clock: HandClock, dropped: list[str]) -> Privacy:
    """Without a provider: what Google is told, the journeys show."""
    accounts = Accounts(database, Vault([SecretStr(new_key())]), {}, clock=clock)
    url = "https://credits.example/privacy"
    return Privacy(database, accounts, drop=[dropped.append], settle=settled, page_url=url, clock=clock)


@pytest.fixture
def privacy(database: Database, clock: HandClock, dropped: list[str]) -> Privacy:
    return privacy_of(database, clock, dropped)


@pytest.fixture
def servers(database: Database, clock: HandClock, dropped: list[str]) -> Servers:
    return Servers(database, clock, drop=[dropped.append])


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[StagedBench]:
    """Run the whole bot, with Discord's own sign-in."""
    async with running_bench(tmp_path, sign_in=True) as bench:
        yield bench


@pytest.fixture
async def ready(bench: StagedBench) -> StagedBench:
    """Link the creator, whose members the server thanks, on schedule too."""
    await bench.link(bench.creator, "creator")
    await asked(bench.creator, "credits sources add")
    offer = await asked(bench.creator, "credits schedule", channel_="credits", when="every monday at 18:00")
    assert "Scheduled" in (await clicked(bench.creator, offer, "Start it")).text
    return bench
