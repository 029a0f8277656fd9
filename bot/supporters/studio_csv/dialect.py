"""What separates the columns of a table, or that a file is a list with one name a line.

A guess from regularity alone, as `csv.Sniffer` or clevercsv make it, cannot tell a table from names with commas in
them, nor say how sure it is. Known headings can, so they decide, and without them the person does.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.supporters.studio_csv.headers import meaning
from bot.supporters.studio_csv.questions import DELIMITERS, NO_DELIMITER, DelimiterAsked
from bot.supporters.studio_csv.records import Record, records

_REGULAR = 0.9
_STRAY = 0.1
"""The share of lines of a plain list that may have a delimiter in them: some names do."""
_SHOWN = 3
_SHOWN_LENGTH = 90


@dataclass(frozen=True, slots=True)
class _Cut:
    """A sample cut by one delimiter: how many columns, how many rows have as many, how many headings are known."""

    delimiter: str
    width: int
    regular: float
    headings: int

    @property
    def is_table(self) -> bool:
        return self.width > 1 and self.regular >= _REGULAR


def declared(first_line: str) -> str | None:
    """Return the delimiter that a line `sep=;` names, which Excel writes and reads; None for any other line."""
    bare = first_line.strip("\r\n").replace('"', "")
    name, equals, delimiter = bare.partition("=")
    return delimiter if equals and name.casefold() == "sep" and delimiter in DELIMITERS else None


def find_delimiter(lines: Sequence[str]) -> str | DelimiterAsked:
    """Return what separates the columns of these first lines, NO_DELIMITER for a plain list, or the question."""
    cuts = [_cut(lines, delimiter) for delimiter in DELIMITERS]
    tables = sorted((cut for cut in cuts if cut.is_table), key=lambda cut: cut.headings, reverse=True)
    if tables and tables[0].headings and (len(tables) == 1 or tables[0].headings > tables[1].headings):
        return tables[0].delimiter
    if not tables and _is_plain(lines):
        return NO_DELIMITER
    return DelimiterAsked(tuple((delimiter, name, _shown(lines, delimiter)) for delimiter, name in _offered(lines)))


def rows_of(lines: Sequence[str], delimiter: str) -> list[tuple[str, ...]]:
    """Cut lines into rows of cells, without those that are broken or empty."""
    if delimiter == NO_DELIMITER:
        return [(line.strip(),) for line in lines if line.strip()]
    return [tuple(one.cells) for one in records(iter(lines), delimiter) if isinstance(one, Record)]


def _cut(lines: Sequence[str], delimiter: str) -> _Cut:
    found = list(records(iter(lines), delimiter))
    rows = [one.cells for one in found if isinstance(one, Record)]
    if not rows:
        return _Cut(delimiter, 0, 0.0, 0)
    width, count = Counter(map(len, rows)).most_common(1)[0]
    meant = {known.role for known in map(meaning, rows[0]) if known}
    return _Cut(delimiter, width, count / len(found), len(meant))


def _is_plain(lines: Sequence[str]) -> bool:
    filled = [line.strip() for line in lines if line.strip()]
    if sum(len(line) > 1 and line[0] == line[-1] == '"' for line in filled) > _STRAY * len(filled):
        # A table with one column, or names that bear quotation marks: only a person can say.
        return False
    cut = sum(any(delimiter in line for delimiter in DELIMITERS) for line in filled)
    return cut <= _STRAY * len(filled)


def _offered(lines: Sequence[str]) -> list[tuple[str, str]]:
    present = [(mark, name) for mark, name in DELIMITERS.items() if any(mark in line for line in lines)]
    return [*(present or [(",", DELIMITERS[","])]), (NO_DELIMITER, "one name a line")]


def _shown(lines: Sequence[str], delimiter: str) -> str:
    cut = [" │ ".join(row) for row in rows_of(lines, delimiter)[:_SHOWN]]
    return " ⏎ ".join(cut)[:_SHOWN_LENGTH]
