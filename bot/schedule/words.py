"""Rules in words, read into five-field cron: `every monday and thursday at 6pm` becomes `0 18 * * 1,4`.

Words are read one after another into what was found (times, weekdays, dates, units); what fits together is decided at
the end, so that their order does not matter and an error can name what is missing.
"""

import re
from dataclasses import dataclass, field

from bot.errors import BadRule
from bot.schedule.time_of_day import read_time

DAY_NAMES = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
"""In cron's order, 0 is Sunday."""
NTH_NAMES = ("first", "second", "third", "fourth", "fifth")

_NOISE = frozenset(("every", "each", "at", "on", "the", "of", "in", "a", "and", "post", "once", "per", "o'clock"))
_UNITS = {
    "minute": "minute",
    "min": "minute",
    "hour": "hour",
    "hourly": "hour",
    "day": "day",
    "daily": "day",
    "week": "week",
    "weekly": "week",
    "month": "month",
    "monthly": "month",
}
_DAYS = {"tues": 2, "weds": 3, "thur": 4, "thurs": 4} | {
    name.casefold()[:length]: number for number, name in enumerate(DAY_NAMES) for length in (3, len(name))
}
_GROUPS = {"weekday": [1, 2, 3, 4, 5], "workday": [1, 2, 3, 4, 5], "weekend": [6, 0]}
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_LAST = -1
_LONGEST_MONTH = 31
_SHORTEST_MONTH = 28
_LONGEST_TEXT = 200


@dataclass(slots=True)
class Found:
    """What the words named so far. Weekdays are cron's numbers, dates run from 1, -1 is the last."""

    times: list[tuple[int, int]] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    nth_weekdays: list[tuple[int, int]] = field(default_factory=list)
    dates: list[int] = field(default_factory=list)
    ordinals: list[int] = field(default_factory=list)
    units: set[str] = field(default_factory=set)
    step: int = 1


def read_words(text: str) -> Found:
    """Collect what the words of a rule name. Raises BadRule with the word that was not understood."""
    if len(text) > _LONGEST_TEXT:
        raise BadRule("That is too long for a rule.")
    words = _normalise(text).split()
    found = Found()
    position = 0
    while position < len(words):
        position += _read_word(found, words, position)
    found.dates += found.ordinals
    found.ordinals = []
    return found


def _normalise(text: str) -> str:
    text = re.sub(r"[`\"“”„*]", " ", text.casefold()).replace("’", "'")
    text = re.sub(r"\b([ap])\.?\s?m\b\.?", r"\1m", text)
    text = re.sub(r"(\d)\s+([ap]m)\b", r"\1\2", text)
    text = re.sub(r"\b(?:12\s+)?(?:noon|midday)\b", "12:00", text)
    text = re.sub(r"\b(?:12\s+)?midnight\b", "00:00", text)
    text = re.sub(r"\bweek\s?(day|end)", r"week\1", text)
    text = re.sub(r"(?<=[a-z])\s*[-–]\s*(?=[a-z])|\b(?:through|till|until)\b", " to ", text)
    return text.replace("@", " at ").replace(",", " and ").replace("&", " and ").replace("+", " and ").rstrip(" .!")


def _read_word(found: Found, words: list[str], position: int) -> int:
    """Take the word at `position` into `found`; return how many words were used."""
    word = words[position]
    if word in _NOISE:
        return 1
    if word.isdecimal():
        _read_number(found, words, position)
        return 1
    if (weekday := _weekday(word)) is not None:
        return _read_weekday(found, weekday, words[position + 1 : position + 3])
    singular = word.removesuffix("s")
    if singular in _GROUPS:
        found.weekdays += _GROUPS[singular]
    elif singular in _UNITS:
        _read_unit(found, _UNITS[singular])
    elif (ordinal := _ordinal(word)) is not None:
        found.ordinals.append(ordinal)
    elif (time := read_time(word)) is not None:
        found.times.append(time)
    else:
        raise BadRule(f"I do not understand “{word[:30]}”.")
    return 1


def _read_number(found: Found, words: list[str], position: int) -> None:
    """Take a bare number: how many units, a date when the time follows, or an hour."""
    number = words[position]
    rest = words[position + 1 :]
    if rest and _UNITS.get(rest[0].removesuffix("s"), "month") != "month":
        found.step = int(number[:4])
    elif any(word == "at" or read_time(word) for word in rest if not word.isdecimal()):
        found.ordinals.append(_date(number))
    elif (time := read_time(number)) is not None:
        found.times.append(time)
    else:
        raise BadRule(f"I do not understand “{number[:30]}”.")


def _read_weekday(found: Found, weekday: int, following: list[str]) -> int:
    if found.ordinals:
        found.nth_weekdays += [(weekday, nth) for nth in found.ordinals]
        found.ordinals = []
        return 1
    last = _weekday(following[1]) if len(following) == len(("to", "friday")) and following[0] == "to" else None
    if last is None:
        found.weekdays.append(weekday)
        return 1
    found.weekdays += [(weekday + offset) % 7 for offset in range((last - weekday) % 7 + 1)]
    return len(("monday", "to", "friday"))


def _read_unit(found: Found, unit: str) -> None:
    """Take a unit; after `last` or `1st`, `day` names a date instead."""
    if unit == "day" and found.ordinals:
        found.dates += found.ordinals
        found.ordinals = []
        return
    found.units.add(unit)


def _weekday(word: str) -> int | None:
    return _DAYS.get(word, _DAYS.get(word.removesuffix("s").removesuffix(".")))


def _ordinal(word: str) -> int | None:
    if word == "last":
        return _LAST
    if word in NTH_NAMES:
        return NTH_NAMES.index(word) + 1
    match = _ORDINAL.fullmatch(word)
    return _date(match[1]) if match else None


def _date(number: str) -> int:
    date = int(number[:4])
    if not 1 <= date <= _LONGEST_MONTH:
        raise BadRule(f"No month has a day {date}.")
    if date > _SHORTEST_MONTH:
        raise BadRule(
            f"Not every month has a {date}{'st' if date == _LONGEST_MONTH else 'th'}; "
            "say `monthly on the last day at 09:00` if that is what you mean."
        )
    return date
