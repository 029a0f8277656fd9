"""IANA time zones: found by a few letters, required by name.

Names come from the list that the tzdata package ships: `zoneinfo.available_timezones` opens every file of the system's
database, which takes tens of milliseconds on a cold disk and would hold the event loop.
"""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import BadTimezone

COMMON = (
    "UTC",
    "America/Los_Angeles",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "America/Toronto",
    "America/Mexico_City",
    "America/Bogota",
    "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Berlin",
    "Europe/Warsaw",
    "Europe/Istanbul",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Jakarta",
    "Asia/Shanghai",
    "Asia/Seoul",
    "Asia/Tokyo",
    "Australia/Sydney",
)
"""What is offered before anything is typed, from west to east."""

_PLACES = frozenset(
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific", "UTC")
)


def timezones(prefix: str, limit: int = 25) -> list[str]:
    """Return names of zones for what was typed so far, those whose city begins with it first."""
    wanted = _plain(prefix)
    if not wanted:
        return list(COMMON[:limit])
    ranked = sorted((rank, name not in COMMON, name) for name in _places() if (rank := _rank(name, wanted)) is not None)
    return [name for _, _, name in ranked[:limit]]


def require_timezone(name: str) -> ZoneInfo:
    """Return the zone called `name`: exactly, in another spelling, or by a city that only one zone is named after.

    Raises BadTimezone.
    """
    if name in _names():
        return _zone(name)
    wanted = _plain(name)
    whole = [known for known in _names() if _plain(known) == wanted]
    cities = [known for known in _places() if _city(known) == wanted]
    for matches in (whole, cities):
        if len(matches) == 1:
            return _zone(matches[0])
    raise BadTimezone(name)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        # The system's own database comes before tzdata and may be older.
        raise BadTimezone(name) from None


@cache
def _names() -> frozenset[str]:
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split())


@cache
def _places() -> tuple[str, ...]:
    """Return the zones worth offering: places, not old names such as `EST5EDT` or `US/Eastern`."""
    return tuple(sorted(name for name in _names() if name.partition("/")[0] in _PLACES))


@lru_cache(maxsize=2048)
def _plain(text: str) -> str:
    """Fold case, accents, underscores and runs of spaces, so that `são paulo` finds `America/Sao_Paulo`."""
    letters = unicodedata.normalize("NFKD", text[:64]).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[\s_]+", " ", letters).strip()


def _city(name: str) -> str:
    return _plain(name.rpartition("/")[2])


def _rank(name: str, wanted: str) -> int | None:
    """Return how well a zone fits (0 is best), or None. Letters are compared without spaces, too: `newyork`."""
    city, squeezed = _city(name), wanted.replace(" ", "")
    if city.startswith(wanted) or city.replace(" ", "").startswith(squeezed):
        return 0
    if any(word.startswith(wanted) for word in re.split(r"[ /-]", _plain(name))) or _plain(name).startswith(wanted):
        return 1
    return 2 if squeezed in _plain(name).replace(" ", "") else None
