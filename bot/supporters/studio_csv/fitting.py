"""Whether the values of a column look like what its heading says."""

from collections.abc import Callable, Sequence

from bot.supporters.studio_csv.role import Role
from bot.supporters.studio_csv.values import channel_of, instant_of, months_of

_MOST = 0.8
_MANY_ROWS = 20
_LEVELS_IN_ROWS = 0.5
"""The largest share of rows with a level of their own: nobody has as many levels as members."""
_LONGEST = 60


def fits(role: Role, rows: Sequence[Sequence[str]], index: int) -> bool:
    """Tell whether a column can hold this, as far as these rows show; levels and months may be missing in all of them.

    `role` is one of those that are asked for.
    """
    values = [row[index].strip() for row in rows]
    filled = [value for value in values if value]
    if role is Role.NAME:
        return bool(filled) and len(filled) >= _MOST * len(values) and _few(filled, _no_name)
    if role is Role.LINK:
        return bool(filled) and _most(filled, _is_channel)
    if role is Role.MONTHS:
        return _most(filled, _is_months)
    return _few(filled, _no_level) and not _all_different(filled)


def links(rows: Sequence[Sequence[str]], index: int) -> bool:
    """Tell whether a column holds channels, whatever stands above it."""
    return bool(rows) and fits(Role.LINK, rows, index)


def _most(values: Sequence[str], test: Callable[[str], bool]) -> bool:
    return sum(map(test, values)) >= _MOST * len(values)


def _few(values: Sequence[str], test: Callable[[str], bool]) -> bool:
    return sum(map(test, values)) <= (1 - _MOST) * len(values)


def _is_channel(value: str) -> bool:
    return channel_of(value) is not None


def _is_months(value: str) -> bool:
    return months_of(value) is not None


def _no_name(value: str) -> bool:
    return "://" in value or _is_channel(value) or _is_number(value) or instant_of(value) is not None


def _no_level(value: str) -> bool:
    return "://" in value or _is_channel(value) or ("." in value and _is_number(value)) or len(value) > _LONGEST


def _is_number(value: str) -> bool:
    return value.replace(".", "", 1).replace(",", "", 1).isdecimal()


def _all_different(values: Sequence[str]) -> bool:
    return len(values) >= _MANY_ROWS and len(set(values)) > _LEVELS_IN_ROWS * len(values)
