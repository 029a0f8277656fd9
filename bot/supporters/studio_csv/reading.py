"""Reads a whole file once its layout is known, row by row."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice

from bot.names import one_line
from bot.supporters.entries import Entry, Level, SourceList, list_key
from bot.supporters.spreadsheet import text_of
from bot.supporters.studio_csv.files import NotAList
from bot.supporters.studio_csv.headers import JOINED, folded
from bot.supporters.studio_csv.plain import plain_records
from bot.supporters.studio_csv.questions import NO_DELIMITER, Layout
from bot.supporters.studio_csv.records import Broken, Record, lines_of, records
from bot.supporters.studio_csv.role import Role
from bot.supporters.studio_csv.values import channel_of, instant_of, months_of

MOST_ROWS = 200_000
MOST_LEVELS = 100
LONGEST_NAME = 200
LINKED = "youtube:"
"""How the key of somebody begins whose channel is known."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says.

    `bad` are the rows that were left out, in order; `repeats` counts rows that say again what another said; `unlinked`
    counts people of a table with links who have none there and are known by their name.
    """

    people: SourceList
    bad: tuple[Broken, ...]
    repeats: int
    unlinked: int

    @property
    def linked(self) -> bool:
        """Tell whether anybody is known by their channel."""
        return any(entry.key.startswith(LINKED) for entry in self.people.entries)


def read(data: bytes, layout: Layout, *, title: str, as_of: datetime) -> Reading:
    """Read a file. `title` is the level of people for whom it names none; `as_of` is UTC.

    Blocking, and a second of work for a large file: call it in a thread. Raises NotAList for a file with more rows or
    levels than any list of people has.
    """
    found = _Found(layout, title)
    for count, one in enumerate(_rows(data, layout)):
        if count >= MOST_ROWS:
            raise NotAList(f"That file has more than {MOST_ROWS:,} rows, which is the most I take.")
        if isinstance(one, Broken):
            found.bad.append(one)
        else:
            found.take(one)
    levels = tuple(found.levels.values())
    people = SourceList(levels=levels, entries=tuple(found.entries.values()), as_of=as_of)
    return Reading(people, tuple(found.bad), found.repeats, found.unlinked)


def _rows(data: bytes, layout: Layout) -> Iterator[Record | Broken]:
    lines = lines_of(data, layout.encoding)
    first = next(lines, "")
    kept = lines if layout.skip else chain([first.removeprefix("\ufeff")], lines)
    rows = (
        plain_records(kept)
        if layout.delimiter == NO_DELIMITER
        else records(kept, layout.delimiter, first_line=1 + layout.skip, width=layout.width)
    )
    return islice(rows, int(layout.heading), None)


class _BadRow(Exception):
    """Why a row holds nobody: a sentence without its end."""


def level_id(name: str) -> str:
    """Return the id of a level that a file names: however it is composed and whatever its case."""
    return unicodedata.normalize("NFC", name).casefold()


@dataclass(slots=True)
class _Found:
    """What was read so far."""

    layout: Layout
    title: str
    levels: dict[str, Level] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    line_of: dict[str, int] = field(default_factory=dict)
    bad: list[Broken] = field(default_factory=list)
    repeats: int = 0
    unlinked: int = 0

    def take(self, row: Record) -> None:
        """Add a row's person, or say why not."""
        level = self._text(row.cells, Role.LEVEL) or self.title if len(row.cells) >= self.layout.width else ""
        try:
            entry = self._entry(row, level)
        except _BadRow as problem:
            self.bad.append(Broken(row.line, str(problem)))
            return
        known = self.entries.get(entry.key)
        if known is None:
            self._add_level(entry.level_id, level)
            self.entries[entry.key] = entry
            self.line_of[entry.key] = row.line
            self.unlinked += Role.LINK in self.layout.columns and not entry.key.startswith(LINKED)
        elif known == entry:
            self.repeats += 1
        else:
            self.bad.append(
                Broken(
                    row.line, f"the same person as in row {self.line_of[entry.key]:,}, with something else about them"
                )
            )

    def _entry(self, row: Record, level: str) -> Entry:
        """Return the person of a row. Raises _BadRow."""
        if problem := self._misshapen(row.cells):
            raise _BadRow(problem)
        name = self._text(row.cells, Role.NAME)
        if not name:
            raise _BadRow("it has no name")
        if max(len(name), len(level)) > LONGEST_NAME:
            raise _BadRow(f"its name or its level is longer than {LONGEST_NAME} characters")
        return Entry(self._key(row.cells, name), name, level_id(level), self._months(row.cells), self._since(row.cells))

    def _key(self, cells: list[str], name: str) -> str:
        link = self._cell(cells, Role.LINK)
        if not link and (self.layout.ours or Role.LINK not in self.layout.columns):
            return list_key(name)
        if not link:
            # A line of totals, more likely than a member whose channel Studio does not know.
            raise _BadRow("it has no link to a channel")
        channel = channel_of(link)
        if channel is None:
            raise _BadRow("its link is not the address of a channel (…youtube.com/channel/UC…)")
        return f"{LINKED}{channel}"

    def _months(self, cells: list[str]) -> int:
        written = self._cell(cells, Role.MONTHS)
        months = months_of(written)
        if months is None:
            raise _BadRow(f"its time is not a number of months: {one_line(written)[:40]}")
        return months

    def _misshapen(self, cells: list[str]) -> str:
        width = self.layout.width
        if len(cells) < width:
            return f"it has {len(cells)} of {width} columns"
        if any(cell.strip() for cell in cells[width:]):
            return f"it has {len(cells)} columns in place of {width}"
        return ""

    def _add_level(self, level_id: str, name: str) -> None:
        if level_id in self.levels:
            return
        if len(self.levels) >= MOST_LEVELS:
            raise NotAList(
                f"That file has more than {MOST_LEVELS} levels. Choose another column for the level, or none."
            )
        self.levels[level_id] = Level(level_id, name)

    def _since(self, cells: list[str]) -> datetime | None:
        if Role.SINCE in self.layout.columns:
            return instant_of(self._cell(cells, Role.SINCE))
        if folded(self._cell(cells, Role.UPDATE)) in JOINED:
            return instant_of(self._cell(cells, Role.UPDATED_AT))
        return None

    def _text(self, cells: list[str], role: Role) -> str:
        written = one_line(self._cell(cells, role)).strip()
        return text_of(written) if self.layout.ours else written

    def _cell(self, cells: list[str], role: Role) -> str:
        index = self.layout.columns.get(role)
        return "" if index is None else cells[index].strip()
