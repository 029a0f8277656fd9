"""Waiting for several answers at once."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")


async def both(first: Coroutine[Any, Any, A], second: Coroutine[Any, Any, B]) -> tuple[A, B]:
    """Run two things side by side. When one fails the other is cancelled, and the failure is raised as it was."""
    try:
        async with asyncio.TaskGroup() as group:
            left, right = group.create_task(first), group.create_task(second)
    except BaseExceptionGroup as failures:
        # One error has words for a person; a group of them has none.
        raise failures.exceptions[0] from None
    return left.result(), right.result()


async def side_by_side(tasks: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Run any number of things side by side, as `both` does, and return their answers in order."""
    try:
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(task) for task in tasks]
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in running]
