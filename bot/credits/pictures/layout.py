"""Where everything stands, as rows from the top of one strip. Knows no drawing library."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Protocol


class Role(Enum):
    """What a text is, which says how it is drawn."""

    TITLE = auto()
    HEADING = auto()
    NAME = auto()
    CLOSING = auto()


@dataclass(frozen=True, slots=True)
class Box:
    """How a text fits: the size of its letters, and how far it reaches over and under its first line's baseline.

    `lead` is from where its lines begin to that baseline; `ascent` is more where marks stand over the lines.
    """

    size: float
    ascent: float
    descent: float
    lead: float


class Typesetter(Protocol):
    """What measures texts. Sizes and widths are in pixels."""

    def natural_width(self, text: str, role: Role, size: float) -> float:
        """Return the width on one line."""
        ...

    def fit(self, text: str, role: Role, size: float, width: float) -> Box:
        """Return how the text fits into this width, on as many lines as it needs and smaller where it must be."""
        ...


@dataclass(frozen=True, slots=True)
class Cell:
    """One text: its left edge, the width it is centred in, and how far below its row's top its lines begin."""

    text: str
    left: float
    width: float
    drop: float
    size: float


@dataclass(frozen=True, slots=True)
class Row:
    """Texts side by side. `top` and `height` are whole pixels; `tier` counts the tiers from 0, -1 outside of any."""

    role: Role
    top: int
    height: int
    cells: tuple[Cell, ...]
    tier: int = -1

    @property
    def bottom(self) -> int:
        """The first line below it."""
        return self.top + self.height

    def at(self, top: int) -> "Row":
        """Return it at another place."""
        return replace(self, top=top)


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows from the top, none over another, and how high all of it is."""

    rows: tuple[Row, ...]
    height: int

    def between(self, top: float, bottom: float) -> Iterator[Row]:
        """Yield the rows that have something between these two lines."""
        for row in self.rows[bisect_right(self.rows, top, key=lambda row: row.bottom) :]:
            if row.top >= bottom:
                return
            yield row

    def spread(self, height: int) -> "Layout":
        """Return it with more room between its rows, so that it is this high; it never becomes less high."""
        if height <= self.height:
            return self
        more = height / self.height
        return Layout(tuple(row.at(round(row.top * more)) for row in self.rows), height)
