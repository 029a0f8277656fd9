"""A bot's process as far as posts need it; it works until it is killed."""

import asyncio
from pathlib import Path

import msgspec

from bot.accounts.notices import Notice
from sandbox.clock import shared_clock
from tests.endurance.posting import Theatre, open_posting
from tests.endurance.worker import say


class Order(msgspec.Struct, frozen=True):
    """What a worker posts from; `clock` is the file with the common time."""

    theatre: Theatre
    clock: str


def run(order: Order) -> None:
    """Work until killed."""
    try:
        asyncio.run(_run(order))
    except BaseException as fault:
        say("fault", f"{type(fault).__name__}: {fault}")
        raise


async def _tell(notice: Notice) -> None:
    say("dm", str(notice.user_id), notice.text)


async def _run(order: Order) -> None:
    with shared_clock(Path(order.clock)) as clock:
        async with open_posting(order.theatre, notify=_tell, clock=clock) as posting:
            say("begin")
            await posting.work()
            say("done")
            await asyncio.Event().wait()
