"""Splits a table into rows, and goes on after a row that is broken.

The work is the csv module's, in its strict mode. What it lacks is a way out of a quote that never closes, which would
swallow the rest of the file: a row that goes on for too long is given up, and reading begins again at its second line.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

_LINES = 20
_CHARACTERS = 20_000
"""The most of a file that one row can take; names with line ends in them are far from it."""
_LINE = 2 * _CHARACTERS
_ENDS = ("\n", "\r")


@dataclass(frozen=True, slots=True)
class Record:
    """A row as it stands in the file. `line` is where it begins, counted from 1 as editors do."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is no row, and why: a sentence for people, without its end."""

    line: int
    why: str


class _TooLong(Exception):
    """A row goes on for more lines or characters than a row can."""


def lines_of(data: bytes, encoding: str) -> Iterator[str]:
    """Read a file line by line, ends kept. An encoding that does not fit raises UnicodeError on the way.

    Of a line that is longer than any row only the beginning is given, so that memory stays bounded.
    """
    stream = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    while line := stream.readline(_LINE):
        rest = line
        while len(rest) == _LINE and not rest.endswith(_ENDS):
            rest = stream.readline(_LINE)
        yield line


def records(lines: Iterator[str], delimiter: str, *, first_line: int = 1, width: int = 0) -> Iterator[Record | Broken]:
    """Read rows and what is broken between them, in order; rows without anything in them are left out.

    `width` is how many cells a row has, 0 when that is not known yet. A row over several lines that does not have as
    many is a stray quotation mark that ran on to the next one, and its lines are read again.
    """
    feed = _Feed(lines, first_line)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        line = feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _TooLong:
            feed.give_back()
            yield Broken(line, "a quotation mark opens here and is not closed")
        except csv.Error:
            feed.give_back()
            yield Broken(line, "its quotation marks do not fit together")
        else:
            if feed.size > _CHARACTERS:
                yield Broken(line, "it is longer than a row can be")
            elif width and feed.taken > 1 and len(cells) != width:
                feed.give_back()
                yield Broken(line, "a quotation mark opens here and is not closed")
            elif any(cells):
                yield Record(line, cells)


class _Feed:
    """Hands lines to the csv module, knows which belong to the row being read, and takes them back."""

    def __init__(self, lines: Iterator[str], first_line: int) -> None:
        self._lines = lines
        self._back: deque[str] = deque()
        self._current: list[str] = []
        self.size = 0
        self._next = first_line

    @property
    def taken(self) -> int:
        return len(self._current)

    def begin(self) -> int:
        """Begin a row; return the number of its first line."""
        self._current.clear()
        self.size = 0
        return self._next

    def give_back(self) -> None:
        """Take back all lines of the row but its first."""
        self._back.extendleft(reversed(self._current[1:]))
        self._next -= max(len(self._current) - 1, 0)

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if len(self._current) >= _LINES or (self._current and self.size > _CHARACTERS):
            raise _TooLong
        line = self._back.popleft() if self._back else next(self._lines)
        self._current.append(line)
        self.size += len(line)
        self._next += 1
        return line
