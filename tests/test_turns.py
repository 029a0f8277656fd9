"""One at a time, and no server before the others because it asked more often."""

import asyncio

import pytest

from bot.turns import Turns


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


class Queue:
    def __init__(self, at_once: int = 1) -> None:
        self.turns = Turns(most=3, at_once=at_once)
        self.drawn: list[str] = []
        self.waited: list[str] = []
        self.go_on: dict[str, asyncio.Event] = {}

    def ask(self, key: int, name: str) -> "asyncio.Task[None]":
        self.go_on[name] = asyncio.Event()
        return asyncio.create_task(self._draw(key, name))

    async def _draw(self, key: int, name: str) -> None:
        async with self.turns.turn(key, lambda: self.waited.append(name)):
            self.drawn.append(name)
            await self.go_on[name].wait()

    async def finish(self, *tasks: "asyncio.Task[None]") -> None:
        for event in self.go_on.values():
            event.set()
        await asyncio.gather(*tasks)


async def test_servers_come_in_turn() -> None:
    queue = Queue()
    asked = [queue.ask(*one) for one in ((1, "a1"), (1, "a2"), (1, "a3"), (2, "b1"), (3, "c1"), (2, "b2"))]
    await settled()
    assert queue.drawn == ["a1"]
    assert queue.waited == ["a2", "a3", "b1", "c1", "b2"]
    await queue.finish(*asked)
    assert queue.drawn == ["a1", "a2", "b1", "c1", "a3", "b2"]


async def test_whoever_gives_up_leaves_the_line() -> None:
    queue = Queue()
    first, second, third = (queue.ask(key, str(key)) for key in (1, 2, 3))
    await settled()
    second.cancel()
    await settled()
    await queue.finish(first, third)
    assert queue.drawn == ["1", "3"]
    with pytest.raises(asyncio.CancelledError):
        await second


async def test_a_turn_that_comes_as_its_waiter_is_cancelled_goes_to_the_next() -> None:
    queue = Queue()
    first, second, third = (queue.ask(key, str(key)) for key in (1, 2, 3))
    await settled()
    queue.go_on["1"].set()
    await asyncio.sleep(0)
    second.cancel()
    await queue.finish(first, third)
    assert "3" in queue.drawn
    await asyncio.gather(second, return_exceptions=True)


async def test_somebody_who_gives_up_in_the_moment_of_their_turn_takes_nobodys_away() -> None:
    queue = Queue()
    first, second = queue.ask(1, "1"), queue.ask(2, "2")
    await settled()
    # The first one ends, and the second is cancelled, in the same turn of the loop.
    queue.go_on["1"].set()
    second.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    third = queue.ask(3, "3")
    await settled()
    assert "3" in queue.drawn
    await queue.finish(third)


async def test_a_server_may_wait_for_so_many_only() -> None:
    queue = Queue()
    asked = [queue.ask(1, str(number)) for number in range(4)]
    await settled()
    assert queue.turns.is_full(1)
    assert not queue.turns.is_full(2)
    await queue.finish(*asked)


async def test_of_several_turns_a_server_holds_one() -> None:
    queue = Queue(at_once=2)
    asked = [queue.ask(*one) for one in ((1, "a1"), (1, "a2"), (2, "b1"), (3, "c1"))]
    await settled()
    assert queue.drawn == ["a1", "b1"]
    queue.go_on["b1"].set()
    await settled()
    assert queue.drawn == ["a1", "b1", "c1"]
    await queue.finish(*asked)
    assert queue.drawn == ["a1", "b1", "c1", "a2"]
