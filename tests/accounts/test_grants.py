"""Many make grants at once; whoever ends one is alone with it."""

import asyncio

import pytest

from bot.providers.grants import Grants


async def a_moment() -> None:
    """Let everything go on that can."""
    for _ in range(5):
        await asyncio.sleep(0)


class Part:
    """Somebody who makes or ends a grant, until told to stop."""

    def __init__(self) -> None:
        self.inside = False
        self.leave = asyncio.Event()

    async def make(self, grants: Grants) -> None:
        async with grants.making():
            await self._stay()

    async def end(self, grants: Grants) -> None:
        async with grants.ending():
            await self._stay()

    async def _stay(self) -> None:
        self.inside = True
        await self.leave.wait()
        self.inside = False


async def test_an_ender_waits_for_makers_and_later_makers_for_the_ender() -> None:
    grants = Grants()
    first, second, ender, late = Part(), Part(), Part(), Part()
    async with asyncio.TaskGroup() as group:
        group.create_task(first.make(grants))
        group.create_task(second.make(grants))
        await a_moment()
        assert (first.inside, second.inside) == (True, True)
        group.create_task(ender.end(grants))
        await a_moment()
        group.create_task(late.make(grants))
        first.leave.set()
        await a_moment()
        assert (ender.inside, late.inside) == (False, False)
        second.leave.set()
        await a_moment()
        assert (ender.inside, late.inside) == (True, False)
        ender.leave.set()
        await a_moment()
        assert late.inside
        late.leave.set()


async def test_an_ender_that_gives_up_lets_makers_go_on() -> None:
    grants = Grants()
    maker, late = Part(), Part()
    async with asyncio.TaskGroup() as group:
        group.create_task(maker.make(grants))
        await a_moment()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0), grants.ending():
                pytest.fail("somebody is making a grant")
        group.create_task(late.make(grants))
        await a_moment()
        assert late.inside
        late.leave.set()
        maker.leave.set()


async def test_a_maker_that_fails_is_not_waited_for() -> None:
    grants = Grants()

    async def fail() -> None:
        async with grants.making():
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with asyncio.timeout(1), grants.ending():
        pass
