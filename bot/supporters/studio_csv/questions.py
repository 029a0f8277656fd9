"""What a file leaves open, and what a person answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from bot.supporters.studio_csv.role import Role

NO_DELIMITER = ""
"""The delimiter of a list with one name a line."""
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}

Columns: TypeAlias = Mapping[Role, int]
"""Which column holds what, counted from 0."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said about a file; None where nothing was said."""

    encoding: str | None = None
    delimiter: str | None = None
    heading: bool | None = None
    columns: Columns = field(default_factory=lambda: MappingProxyType({}))
    """What was chosen so far; Role.IGNORED never, and a role that no column has is -1."""
    settled: bool = False
    """The columns as they stand were called right."""
    review: bool = False
    """The columns are to be asked about although nothing is in doubt."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is to be read: every question answered, by the file or by a person."""

    encoding: str
    delimiter: str
    heading: bool
    columns: Columns
    width: int
    skip: int = 0
    """How many lines stand before the table, such as Excel's `sep=;`."""
    ours: bool = False
    """This is a file of our own, whose cells may carry an apostrophe against formulas."""


@dataclass(frozen=True, slots=True)
class EncodingAsked:
    """Which characters the bytes are. `samples` are (encoding, name for people, a line read that way)."""

    samples: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class DelimiterAsked:
    """What stands between columns. `samples` are (delimiter, name for people, the first rows cut that way)."""

    samples: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ColumnsAsked:
    """Which column holds what.

    `rows` are the first of the file, the heading among them; `suggested` is what its words and values make likely;
    `why` are sentences that say what is in doubt.
    """

    rows: tuple[tuple[str, ...], ...]
    heading: bool
    suggested: Columns
    why: tuple[str, ...]


Question: TypeAlias = EncodingAsked | DelimiterAsked | ColumnsAsked
