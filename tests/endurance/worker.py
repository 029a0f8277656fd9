"""A bot's process as far as accounts need it; it starts like `bot.app` does and works until it is killed.

What it says is on its way when the call returns: a line in a pipe survives the process.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec

from bot.accounts.links import Link
from bot.accounts.notices import Notice
from bot.clock import Clock
from bot.errors import GrantAccess
from bot.store.ownership import owned
from sandbox.clock import shared_clock
from tests.endurance.house import House, open_house
from tests.endurance.orders import LINK, REFRESH, ROTATE, UNLINK, Leave, Line, Order
from tests.endurance.walker import Trip, Walker

_OUTPUT = 1


def say(what: str, *about: str) -> None:
    os.write(_OUTPUT, msgspec.json.encode(Line(what, about)) + b"\n")


def run(order: Order) -> None:
    """Work until killed."""
    try:
        asyncio.run(_run(order))
    except BaseException as fault:
        say("fault", f"{type(fault).__name__}: {fault}")
        raise


async def _tell(notice: Notice) -> None:
    say("dm", str(notice.user_id), dead_link(notice))


def dead_link(notice: Notice) -> str:
    """Return which link a message says is dead, empty for other messages."""
    return notice.action.link_id if isinstance(notice.action, GrantAccess) else ""


async def _run(order: Order) -> None:
    with shared_clock(Path(order.clock)) as clock:
        async with owned(order.place.url), open_house(order.place, notify=_tell, clock=clock) as house:
            await house.keeper.recover()
            say("begin")
            work = _Work(house, order, clock)
            await {LINK: work.link, REFRESH: work.refresh, UNLINK: work.unlink, ROTATE: work.rotate}[order.step]()
            say("done")
            await asyncio.Event().wait()


@dataclass(frozen=True, slots=True)
class _Work:
    """The steps."""

    house: House
    order: Order
    clock: Clock

    async def link(self) -> None:
        for trip in self.order.trips:
            await self._link(trip)

    async def _link(self, trip: Trip) -> None:
        account = str(trip.user_id), trip.channel
        walker = Walker(self.house, self.order.google_origin, shown=lambda code: say("code", *account, code))
        say("wants", *account)
        link = await walker.link(trip)
        say("linked", str(link.user_id), link.account_id)

    async def refresh(self) -> None:
        """Refresh all at once, as the job does; then one after another, as a refused token has it."""
        await self._round()
        async for link in self._links():
            token = await self.house.keeper.access_token(link.id)
            await self.house.keeper.access_token(link.id, token)

    async def unlink(self) -> None:
        for leave in self.order.leaves:
            async for link in self._links(leave):
                say("leaves", str(leave.user_id), leave.channel)
                await self.house.accounts.unlink(leave.user_id, link.id)
                say("unlinked", str(leave.user_id), leave.channel)

    async def rotate(self) -> None:
        """Re-encrypt with the newest key, while tokens are renewed that are still sealed with another."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._round())
            for _ in range(self.order.head_start):
                await asyncio.sleep(0)
            await self.house.rotate()
        say("rotated")

    async def _round(self) -> None:
        # No token lasts that long, so all are due.
        await self.house.keeper.refresh_due(self.clock() + timedelta(hours=2))

    async def _links(self, leave: Leave | None = None) -> AsyncIterator[Link]:
        """Yield the links that work, or those of one account."""
        for user_id in self.order.users if leave is None else (leave.user_id,):
            for link in await self.house.accounts.of(user_id):
                if link.healthy if leave is None else link.account_id == leave.channel:
                    yield link
