"""What a state machine stands on: sandboxes that live on, and a bot on a file of its own that comes and goes."""

import asyncio
import shutil
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

from bot.accounts.notices import Notice
from bot.store import tokens
from bot.store.database import open_database
from bot.store.tokens import context
from bot.store.vault import new_key
from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox
from tests.endurance.house import START, House, open_house, place_of
from tests.endurance.worker import dead_link
from tests.support.clock import HandClock


class Sandboxes:
    """Both sandboxes on a loop of their own, and an empty database to copy; use it as a context manager."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = HandClock(START)
        self.google = GoogleSandbox(clock=self.clock)
        self.discord = DiscordSandbox(clock=self.clock)
        self.runner = asyncio.Runner()
        self.files = 0
        self._stack = AsyncExitStack()

    def __enter__(self) -> Self:
        self.runner.run(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self.runner.run(self._stack.aclose())
        self.runner.close()

    async def _open(self) -> None:
        await self._stack.enter_async_context(self.google)
        await self._stack.enter_async_context(self.discord)
        async with open_database(f"sqlite:///{self.folder}/empty.db"):
            pass


class Ground:
    """One bot's life: its file, its keys, and its present process."""

    def __init__(self, sandboxes: Sandboxes, *, rotating: bool) -> None:
        self.sandboxes = sandboxes
        self.google, self.clock = sandboxes.google, sandboxes.clock
        self.rotating = rotating
        self.keys: tuple[str, ...] = (new_key(),)
        self.told: Counter[str] = Counter()
        sandboxes.files += 1
        self.file = sandboxes.folder / f"{sandboxes.files}.db"
        shutil.copy(sandboxes.folder / "empty.db", self.file)
        self.google.rotating = rotating
        self.google.faults.clear()
        for account in self.google.world.accounts:
            self.google.revoke_grant(account.key)
        self._stack = AsyncExitStack()
        self._house: House | None = None

    @property
    def house(self) -> House:
        assert self._house
        return self._house

    async def notify(self, notice: Notice) -> None:
        if dead_link(notice):
            self.told[dead_link(notice)] += 1

    async def start(self) -> None:
        """Start as `bot.app` does."""
        keys = self.keys
        place = place_of(str(self.file), keys, self.google, self.sandboxes.discord, rotating=self.rotating)
        self._house = await self._stack.enter_async_context(open_house(place, notify=self.notify, clock=self.clock))
        await self.house.keeper.recover()
        await self.house.keeper.recover_lapsed()

    async def stop(self) -> None:
        """End the process: whatever it is doing is cut off, what it has in memory is gone, and the file stays."""
        flights = list(self.house.keeper._flights._tasks.values()) if self._house else []
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)
        await self._stack.aclose()
        self._house = None

    async def usable(self, link_id: str) -> bool:
        """Tell whether Google would take the refresh token that is stored."""
        async with self.house.database.read() as connection:
            kept = await tokens.of_link(connection, link_id)
        assert kept
        assert kept.refresh_token
        return self.google.refreshes(
            self.house.vault.open(kept.refresh_token, context=context(link_id, "refresh_token"))
        )
