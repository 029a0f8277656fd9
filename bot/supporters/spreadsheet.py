"""Names in cells: a spreadsheet must not run them as formulas, and they must come back as they were."""

import unicodedata

from bot.names import one_line

HEADER = ("name", "level", "months", "since", "channel")
"""The first row of every table that we give away; a file that begins with it is our own."""

# What spreadsheets take for the start of a formula, the full-width forms too (OWASP, "CSV Injection").
_FORMULA_STARTS = frozenset("=+-@＝＋－＠")
_TEXT = "'"
"""In front of a cell, spreadsheets take it for "this is text"."""


def cell(written: str) -> str:
    """Return a text for a cell, on one line, with an apostrophe in front where a spreadsheet would run it."""
    shown = one_line(written)
    return f"{_TEXT}{shown}" if _would_run(shown) else shown


def text_of(written: str) -> str:
    """Return what `cell` was given, on one line; other texts are as they were."""
    return written[1:] if written.startswith(_TEXT) and _would_run(written[1:]) else written


def _would_run(shown: str) -> bool:
    return next((one for one in shown if not _is_passed_over(one)), "") in _FORMULA_STARTS


def _is_passed_over(character: str) -> bool:
    # Blanks and what is not seen at all, since some programs drop them; apostrophes, so that `text_of` can tell ours
    # from theirs.
    return character == _TEXT or character.isspace() or unicodedata.category(character) == "Cf"
