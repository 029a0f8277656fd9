"""What stands in a cell: a channel, a time in months, a date. What cannot be read is None, never a guess."""

import re
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache

from bot.supporters.studio_csv.units import MONTHS_IN

MOST_MONTHS = 1200
"""A hundred years: what is more is no time of membership, and a number with one mark in it can only be a fraction."""

_CHANNEL = re.compile(
    r"\s*(?:(?:https?://)?(?:www\.|m\.)?youtube\.com/channel/)?(UC[0-9A-Za-z_-]{22})(?:[/?#]\S*)?\s*", re.ASCII
)
_NUMBER = re.compile(r"\d+(?:[.,٫]\d+)?")
_PARTS = re.compile(r"(\d+(?:[.,٫]\d+)?)\s*([^\W\d_](?:[^\W\d_]|[.\u0300-\u036f\u0900-\u0963])*)")
_BETWEEN = re.compile(r"[\s,;.·&+]*(?:and|und|et|y|e|и|ve|i|و|और)?[\s,;.·&+]*", re.IGNORECASE)
_LONGEST = 80


def channel_of(cell: str) -> str | None:
    """Return the YouTube channel id that an address or a bare id names, None for anything else.

    Handles and old user names are None: only YouTube can say whose they are, and they can change hands.
    """
    found = _CHANNEL.fullmatch(cell)
    return found[1] if found else None


@lru_cache(maxsize=4096)
def months_of(cell: str) -> int | None:
    """Return whole months, as `3.5`, `3,5`, `2 years` or `1 Jahr, 3 Monate` says them; 0 for an empty cell.

    YouTube counts months that are over, so a fraction is left out. A bare number is months. Digits are of any script.
    """
    text = unicodedata.normalize("NFKC", cell).strip()
    if not text:
        return 0
    if len(text) > _LONGEST:
        return None
    exact = _number(text) if _NUMBER.fullmatch(text) else _spelled(text.casefold())
    if exact is None or exact > MOST_MONTHS:
        return None
    # Eight decimals are more than any file has; without rounding, 0.1 + 0.2 years would lose a month.
    return int(round(exact, 8))


def instant_of(cell: str) -> datetime | None:
    """Return a moment (UTC) that is written as ISO 8601 says; a day alone is its beginning.

    `03/04/2026` is None: it is March for some and April for others.
    """
    try:
        read = datetime.fromisoformat(cell.strip())
    except ValueError:
        return None
    try:
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


def _number(text: str) -> float:
    return float(text.replace(",", ".").replace("٫", "."))


def _spelled(text: str) -> float | None:
    """Return the months of `2 years 3 months` in any known language, None when there is any other word in it."""
    total, end = 0.0, 0
    for part in _PARTS.finditer(text):
        months = MONTHS_IN.get(part[2].rstrip("."))
        if months is None or not _BETWEEN.fullmatch(text, end, part.start()):
            return None
        total += _number(part[1]) * months
        end = part.end()
    return total if end and _BETWEEN.fullmatch(text, end) else None
