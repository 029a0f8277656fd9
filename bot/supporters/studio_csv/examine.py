"""Looks at the beginning of a file: what it is, and what has to be asked before it is read."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from bot.supporters.studio_csv.columns import NONE, is_ours, recognise
from bot.supporters.studio_csv.dialect import declared, find_delimiter, rows_of
from bot.supporters.studio_csv.encodings import LEGACY, certain_encoding, first_telling, possible_encodings
from bot.supporters.studio_csv.files import NotAList, require_text
from bot.supporters.studio_csv.headers import meaning
from bot.supporters.studio_csv.plain import PLAIN_COLUMNS
from bot.supporters.studio_csv.questions import (
    NO_DELIMITER,
    Answers,
    Columns,
    ColumnsAsked,
    DelimiterAsked,
    EncodingAsked,
    Layout,
    Question,
)
from bot.supporters.studio_csv.records import lines_of
from bot.supporters.studio_csv.role import ASKED, Role

_LINES = 200
_CHARACTERS = 64 * 1024
_LINE = 80
_ROWS_SHOWN = 6
_TELLING = 3
_NOTHING_SAID = Answers()
_HEADING_OR_NAME = "The first line could be a heading, or somebody's name."
_TWICE = "One column cannot hold two things."


def examine(data: bytes, answers: Answers = _NOTHING_SAID) -> Layout | Question:
    """Return how a file is to be read, or the next thing to ask about it.

    Raises NotAList for what is no list. An answer that does not fit this file raises it too, or shows as rows that
    cannot be read; it never makes other names of them.
    """
    require_text(data)
    encoding = answers.encoding or certain_encoding(data)
    if encoding is None:
        return _encoding_asked(data)
    lines = _beginning(data, encoding)
    said = declared(lines[0]) if lines else None
    if said:
        del lines[0]
    if not any(line.strip() for line in lines):
        raise NotAList("That file has no names in it.")
    delimiter = answers.delimiter if answers.delimiter is not None else said or find_delimiter(lines)
    if isinstance(delimiter, DelimiterAsked):
        return delimiter
    return _laid_out(lines, Layout(encoding, delimiter, heading=False, columns={}, width=1, skip=bool(said)), answers)


def _laid_out(lines: Sequence[str], layout: Layout, answers: Answers) -> Layout | ColumnsAsked:
    rows = rows_of(lines, layout.delimiter)
    if not rows:
        raise NotAList("I find no rows in that file. Look whether its quotation marks are closed.")
    if layout.delimiter != NO_DELIMITER and len(rows) == 1 and all(map(meaning, rows[0])):
        raise NotAList("That file has no names in it, only the words that say what its columns are.")
    heading, suggested, doubts = _understood(rows, layout.delimiter, answers.heading)
    chosen = {**suggested, **answers.columns}
    columns = {role: index for role, index in chosen.items() if NONE < index < len(rows[0])}
    asked = [index for role, index in columns.items() if role in ASKED]
    if len(set(asked)) < len(asked):
        return ColumnsAsked(tuple(rows[:_ROWS_SHOWN]), heading, columns, (_TWICE,))
    if Role.NAME not in columns or ((doubts or answers.review) and not answers.settled):
        return ColumnsAsked(tuple(rows[:_ROWS_SHOWN]), heading, columns, doubts)
    if layout.delimiter == NO_DELIMITER:
        return replace(layout, heading=heading, columns=PLAIN_COLUMNS, width=len(PLAIN_COLUMNS))
    return replace(layout, heading=heading, columns=columns, width=len(rows[0]), ours=is_ours(rows[0]))


def _understood(
    rows: Sequence[Sequence[str]], delimiter: str, heading: bool | None
) -> tuple[bool, Columns, tuple[str, ...]]:
    if delimiter != NO_DELIMITER:
        found = recognise(rows, heading)
        return found.heading, found.columns, found.doubts
    known = meaning(rows[0][0])
    if known is None or known.role is not Role.NAME:
        return bool(heading), {Role.NAME: 0}, ()
    return heading is not False, {Role.NAME: 0}, (_HEADING_OR_NAME,)


def _beginning(data: bytes, encoding: str) -> list[str]:
    lines: list[str] = []
    size = 0
    try:
        for line in islice(lines_of(data, encoding), _LINES):
            size += len(line)
            lines.append(line)
            if size > _CHARACTERS:
                break
    except UnicodeError as error:
        raise NotAList("The file cannot be read with these characters. Save it as UTF-8 and send it again.") from error
    # A byte order mark is part of the encoding's name, but not of every program's UTF-16.
    return [lines[0].removeprefix("\ufeff"), *lines[1:]] if lines else []


def _encoding_asked(data: bytes) -> EncodingAsked:
    possible = possible_encodings(data)
    if not possible:
        raise NotAList
    number = _telling_line(data)
    samples = [(encoding, LEGACY[encoding], _line(data, encoding, number)) for encoding in possible]
    readable = [sample for sample in samples if sample[2].isprintable() and sample[2]]
    return EncodingAsked(tuple(readable or samples))


def _telling_line(data: bytes) -> int:
    """Return which line is the first with more than ASCII in it: the others say nothing about the encoding."""
    return data.count(b"\n", 0, first_telling(data))


def _line(data: bytes, encoding: str, number: int) -> str:
    # The number counts lines of single bytes, so it means nothing for pairs of them.
    first = 0 if encoding.startswith("utf-16") else number
    lines = (line.strip().replace("\t", " │ ") for line in islice(lines_of(data, encoding), first, first + _TELLING))
    return " ⏎ ".join(filter(None, lines))[:_LINE]
