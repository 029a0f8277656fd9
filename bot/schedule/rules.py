"""When credits are posted: rules in words or five-field cron, and the moments they name.

Cron follows Debian's (cronsim): day of month and day of week are joined by "or" unless one begins with a star, 0 and 7
are Sunday. Across a change of the clocks a rule with fixed hours and minutes fires exactly once a local day: a time
that spring skips moves to the first minute after the gap, and of a time that autumn repeats the first counts. Rules
with a star in hours or minutes follow real time.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from bot.errors import BadRule
from bot.schedule.compose import compose
from bot.schedule.describe import describe
from bot.schedule.words import read_words

_FIELDS = ("minute", "hour", "day-of-month", "month", "day-of-week")
_LONGEST_CRON = 100
_CRON_FIELD = re.compile(r"[\d*?][\d*?/,#LW-]*|\?", re.IGNORECASE)
_CRON_NAME = re.compile(r"(?:[A-Z]{3}|L|LW)(?:[-,/#\d]|[A-Z]{3}|L)*", re.IGNORECASE)
_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that is understood and happens: `words` for people (the cron itself when it is not simple), `cron`."""

    words: str
    cron: str


def parse_rule(text: str) -> Rule:
    """Read a rule in words or cron. Raises BadRule, which says what was not understood."""
    cron = _as_cron(text)
    if cron is None:
        cron = compose(read_words(text))
    _check(cron)
    return Rule(describe(cron), cron)


def upcoming(cron: str, zone: ZoneInfo, after: datetime, count: int) -> list[datetime]:
    """Return the next `count` moments (UTC) strictly after `after`; fewer only if the rule ends within fifty years."""
    moments: list[datetime] = []
    for local in CronSim(cron, after.astimezone(zone)):
        moment = local.astimezone(UTC)
        # In the repeated hour of autumn cronsim restarts from the first pass, so it can name a moment already gone.
        if moment > (moments[-1] if moments else after):
            moments.append(moment)
        if len(moments) == count:
            break
    return moments


def latest(cron: str, zone: ZoneInfo, since: datetime, until: datetime) -> datetime:
    """Return the last moment of the rule (UTC) up to and including `until`, or `since` when there is none after it."""
    just_after = until.replace(microsecond=0) + timedelta(seconds=1)
    backwards = CronSim(cron, just_after.astimezone(zone), reverse=True)
    found = max(since, next((local.astimezone(UTC) for local in backwards), since))
    while (following := upcoming(cron, zone, found, 1)) and following[0] <= until:
        found = following[0]
    return found


def _as_cron(text: str) -> str | None:
    """Return the text as cron with single spaces, or None when it is words."""
    fields = text.strip(" `").upper().split()
    if not fields:
        raise BadRule("The rule is empty.")
    if not all(_CRON_FIELD.fullmatch(field) for field in fields[:2]):
        return None
    if not all(_CRON_FIELD.fullmatch(field) or _CRON_NAME.fullmatch(field) for field in fields[2:]):
        return None
    if len(fields) < len(_FIELDS) and "*" not in fields:
        return None
    if len(fields) > len(_FIELDS):
        raise BadRule(f"Cron has five fields here, without seconds or years; this has {len(fields)}.")
    if len(fields) < len(_FIELDS):
        raise BadRule(f"Cron has five fields; this has {len(fields)}.")
    return " ".join(fields)


def _check(cron: str) -> None:
    """Raise BadRule for cron that cannot be read or names no day that exists."""
    if len(cron) > _LONGEST_CRON:
        raise BadRule("That is too long for a rule.")
    for name, field, probe in zip(_FIELDS, cron.split(), _probes(cron), strict=True):
        try:
            CronSim(probe, _SOME_DAY)
        except CronSimError:
            raise BadRule(f"I do not understand the {name} field `{field}`.") from None
    try:
        happens = next(CronSim(cron, _SOME_DAY), None)
    except CronSimError:
        happens = None
    if happens is None:
        raise BadRule(f"`{cron}` never happens: no month it names has such a day.")


def _probes(cron: str) -> list[str]:
    """Return the cron five times, each with one field of it and stars elsewhere."""
    stars = ["*"] * len(_FIELDS)
    return [" ".join([*stars[:at], field, *stars[at + 1 :]]) for at, field in enumerate(cron.split())]
