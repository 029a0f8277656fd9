"""From what the words of a rule named to five-field cron, or what is missing."""

from bot.errors import BadRule
from bot.schedule.words import DAY_NAMES, Found

_LAST = -1
_WEEKS_SURE = 4
_HOURS_A_DAY = 24
_MINUTES_AN_HOUR = 60


def compose(found: Found) -> str:
    """Return the cron for what was found. Raises BadRule for what is missing or does not go together."""
    if found.units & {"minute", "hour"}:
        return _interval(found)
    if found.step != 1:
        raise BadRule("I cannot count days, weeks or months from one post to the next.")
    days = _days(found)
    return f"{_clock(found.times)} {days}"


def _interval(found: Found) -> str:
    if len(found.units) > 1 or found.times or found.weekdays or found.nth_weekdays or found.dates:
        raise BadRule("Minutes or hours between posts do not go together with days or times.")
    if "minute" in found.units:
        return f"{_every(found.step, _MINUTES_AN_HOUR, 'minutes')} * * * *"
    return f"0 {_every(found.step, _HOURS_A_DAY, 'hours')} * * *"


def _every(step: int, whole: int, unit: str) -> str:
    """Return the cron field for each `step`; cron starts anew with each whole, so only divisors are even."""
    if not 1 <= step < whole or whole % step:
        raise BadRule(f"I can post every so many {unit} only if they divide {whole} evenly.")
    return "*" if step == 1 else f"*/{step}"


def _days(found: Found) -> str:
    """Return the cron fields for day of month, month and day of week."""
    kinds = [kind for kind in (found.weekdays, found.nth_weekdays, found.dates) if kind]
    if len(kinds) > 1 or (kinds and "day" in found.units):
        raise BadRule("That names days in two ways; make one schedule for each.")
    if found.nth_weekdays:
        return f"* * {','.join(_nth(weekday, nth) for weekday, nth in found.nth_weekdays)}"
    if found.dates:
        return f"{_dates(found.dates)} * *"
    if "month" in found.units:
        raise BadRule("On which day of the month?")
    if found.weekdays:
        return f"* * {','.join(str(day) for day in sorted(set(found.weekdays)))}"
    if "day" in found.units:
        return "* * *"
    raise BadRule("On which day of the week?" if "week" in found.units else "On which days?")


def _dates(dates: list[int]) -> str:
    numbers = sorted({date for date in dates if date != _LAST})
    return ",".join([str(number) for number in numbers] + ["L"] * (_LAST in dates))


def _nth(weekday: int, nth: int) -> str:
    if nth == _LAST:
        return f"{weekday}L"
    if nth > _WEEKS_SURE:
        name = DAY_NAMES[weekday]
        raise BadRule(f"Not every month has a {nth}th {name}; say `monthly on the last {name.casefold()} at 09:00`.")
    return f"{weekday}#{nth}"


def _clock(times: list[tuple[int, int]]) -> str:
    """Return the cron fields for minute and hour."""
    if not times:
        raise BadRule("At what time?")
    minutes = {minute for _, minute in times}
    if len(minutes) > 1:
        raise BadRule("Those times differ in their minutes; make one schedule for each.")
    return f"{minutes.pop()} {','.join(str(hour) for hour in sorted({hour for hour, _ in times}))}"
