"""Pages of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.components import Component, button

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page: `number` counts from 0, `count` is at least 1."""

    items: Sequence[T]
    number: int
    count: int


def page_of(items: Sequence[T], wanted: int, size: int) -> Page[T]:
    """Return the wanted page, or the nearest there is: a list may have shrunk since its buttons were made."""
    count = max(1, -(-len(items) // size))
    number = min(max(wanted, 0), count - 1)
    return Page(items[number * size : (number + 1) * size], number, count)


def turning(number: int, count: int, name: str, *of: str) -> list[Component]:
    """Return the buttons to turn pages, none for a single one; the handler `name` takes the page after `of`."""
    if count == 1:
        return []
    return [
        button("◀", name, *of, number - 1, disabled=number == 0),
        button("▶", name, *of, number + 1, disabled=number + 1 == count),
    ]
