"""Times of day as people write them: `18:00`, `6pm`, `6.30pm`, `18h30`, `1800`, `9`."""

import re

from bot.errors import BadRule

_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})|h)?(?P<half>[ap]m)?")
_DIGITS = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})(?P<half>)")
_LAST_HOUR = 23
_LAST_MINUTE = 59
_HALF_DAY = 12


def read_time(word: str) -> tuple[int, int] | None:
    """Return the hour (0 to 23) and minute of a time, or None when the word is none.

    Raises BadRule for what looks like a time but is not on any clock.
    """
    match = _TIME.fullmatch(word) or _DIGITS.fullmatch(word)
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= _HALF_DAY:
            raise BadRule(f"`{word}` is not a time; with am or pm, hours run from 1 to 12.")
        hour = hour % _HALF_DAY + (_HALF_DAY if match["half"] == "pm" else 0)
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        raise BadRule(f"`{word}` is not a time; hours run from 00 to 23, minutes from 00 to 59.")
    return hour, minute
