"""Patreon's API as the bot reads it, against the sandbox."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.patreon.api import Caller, PatreonApi
from bot.providers.access import Access
from bot.providers.patreon import SCOPES
from sandbox.patreon import PatreonSandbox
from tests.support.clock import HandClock

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@dataclass
class Hand:
    """A token holder and what it was told; `slept` are the seconds that the API waited, which pass on the clock."""

    patreon: PatreonSandbox
    clock: HandClock
    api: PatreonApi
    slept: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def caller(self, person: str = "creator", *, stale: bool = False, access: Access = Access.CREATOR) -> Caller:
        """Return a caller; with `stale` its first token is dead, and a second one comes when that is refused."""

        async def bearer(refused: str | None) -> str:
            if refused is not None:
                self.refused.append(refused)
            elif stale:
                return "stale"
            return self.patreon.grant(person, *SCOPES[access]).access_token

        return Caller(f"link of {person}", bearer)


@pytest.fixture
async def hand() -> AsyncIterator[Hand]:
    clock = HandClock(START)
    async with PatreonSandbox(clock=clock) as patreon, aiohttp.ClientSession() as session:
        base = patreon.settings()["api_base"]
        slept: list[float] = []

        async def sleep(seconds: float) -> None:
            slept.append(seconds)
            clock.pass_time(seconds=seconds)
            await asyncio.sleep(0)

        yield Hand(patreon, clock, PatreonApi(session, api_base=base, clock=clock, sleep=sleep), slept)
