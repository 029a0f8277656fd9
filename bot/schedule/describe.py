"""Cron in words where that is shorter than cron; what is said here reads back as the same rule."""

import re
from collections.abc import Sequence

from bot.schedule.words import DAY_NAMES, NTH_NAMES

_NUMBERS = re.compile(r"\d{1,2}(?:-\d{1,2})?(?:,\d{1,2}(?:-\d{1,2})?)*")
_STEP = re.compile(r"\*/(\d{1,2})")
_NTH = re.compile(r"([0-7])(?:#([1-4])|L)")
_SURE_DATES = range(1, 29)
_MINUTES_AN_HOUR = 60
_HOURS_A_DAY = 24
_WORKING_WEEK = {1, 2, 3, 4, 5}
_WEEKEND = {0, 6}


def describe(cron: str) -> str:
    """Return a simple rule in words (`every Monday at 18:00`), any other as the cron it is."""
    minute, hour, *days = _plain_names(cron).split()
    if days == ["*", "*", "*"] and (interval := _interval(minute, hour)):
        return interval
    times, which = _times(minute, hour), _days(*days)
    return f"{which} at {times}" if times and which else cron


def join(items: Sequence[str]) -> str:
    """Return `a`, `a and b` or `a, b and c`."""
    return " and ".join(part for part in (", ".join(items[:-1]), items[-1]) if part)


def _plain_names(cron: str) -> str:
    for number, name in enumerate(DAY_NAMES):
        cron = cron.replace(name[:3].upper(), str(number))
    return cron


def _interval(minute: str, hour: str) -> str | None:
    if (minute, hour) == ("*", "*"):
        return "every minute"
    if (minute, hour) == ("0", "*"):
        return "every hour"
    if hour == "*" and (step := _step(minute, _MINUTES_AN_HOUR)):
        return f"every {step} minutes"
    if minute == "0" and (step := _step(hour, _HOURS_A_DAY)):
        return f"every {step} hours"
    return None


def _step(field: str, whole: int) -> int | None:
    """Return n of `*/n` when the steps are even across the whole."""
    match = _STEP.fullmatch(field)
    step = int(match[1]) if match else 1
    return step if step > 1 and whole % step == 0 else None


def _times(minute: str, hour: str) -> str | None:
    hours = _numbers(hour)
    if not minute.isdecimal() or not hours:
        return None
    return join([f"{number:02}:{int(minute):02}" for number in hours])


def _days(date: str, month: str, weekday: str) -> str | None:
    if month != "*":
        return None
    if date == "*":
        return "every day" if weekday == "*" else _weekdays(weekday)
    return f"monthly on the {_dates(date)}" if weekday == "*" and _dates(date) else None


def _weekdays(weekday: str) -> str | None:
    if nths := [_NTH.fullmatch(item) for item in weekday.split(",")]:
        named = [_nth(match[1], match[2]) for match in nths if match]
        if len(named) == len(nths):
            return f"monthly on the {join(named)}"
    days = {number % 7 for number in _numbers(weekday)}
    if not days:
        return None
    if days == _WORKING_WEEK:
        return "every weekday"
    if days == _WEEKEND:
        return "every weekend"
    return f"every {join([DAY_NAMES[day] for day in sorted(days, key=lambda day: day or 7)])}"


def _nth(weekday: str, nth: str | None) -> str:
    return f"{NTH_NAMES[int(nth) - 1] if nth else 'last'} {DAY_NAMES[int(weekday) % 7]}"


def _dates(date: str) -> str | None:
    """Return `1st and last day`; None for dates that some months lack, where the cron itself says more."""
    last = ["last day"] if date == "L" or date.endswith(",L") else []
    rest = date.removesuffix("L").removesuffix(",")
    numbers = _numbers(rest)
    if any(number not in _SURE_DATES for number in numbers) or bool(rest) != bool(numbers):
        return None
    return join([_ordinal(number) for number in numbers] + last)


def _ordinal(number: int) -> str:
    teens = range(11, 14)
    ending = "th" if number in teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _numbers(field: str) -> list[int]:
    """Return the numbers of a plain field (`1`, `1,15`, `1-5`), or none for anything else."""
    if not _NUMBERS.fullmatch(field):
        return []
    numbers: set[int] = set()
    for item in field.split(","):
        first, _, last = item.partition("-")
        numbers.update(range(int(first), int(last or first) + 1))
    return sorted(numbers)
