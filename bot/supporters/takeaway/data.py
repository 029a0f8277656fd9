"""A roll as JSON."""

from datetime import datetime

import msgspec

from bot.supporters.roll import Roll, Supporter
from bot.supporters.takeaway.table import channel_url


class _Person(msgspec.Struct, omit_defaults=True):
    name: str
    months: int = -1
    since: datetime | None = None
    channel: str = ""


class _Level(msgspec.Struct):
    name: str
    people: list[_Person]


class _Credits(msgspec.Struct):
    as_of: datetime
    total: int
    unnamed: int
    levels: list[_Level]


def as_json(roll: Roll) -> bytes:
    """Return levels with their people, highest first, names as they were written; times are UTC (ISO 8601).

    `unnamed` counts people who are thanked without their name. `since` and `channel` stand only where they are known.
    """
    levels = [_Level(group.level, [_person(one) for one in group.names]) for group in roll.groups]
    whole = _Credits(roll.as_of, roll.total, roll.unnamed, levels)
    return msgspec.json.format(msgspec.json.encode(whole), indent=1)


def _person(one: Supporter) -> _Person:
    return _Person(one.name, one.months, one.since, channel_url(one.key))
