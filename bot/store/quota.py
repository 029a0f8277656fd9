"""What was spent of YouTube's quota, by Pacific day and payer. Days are YYYY-MM-DD, which sorts by time.

Who is forgotten has spent what they have spent: until the day ends its count stays, under a hash of the payer's name.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from sqlalchemy import ColumnElement, Delete, Update, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import quota
from bot.store.types import new_id

_GONE = "gone/"
_BEFORE = ("", "background/", "search/", "search/background/")
"""What can stand before a payer's name: which of the two things that Google counts, and whether it ran by itself."""

_ADD = (
    update(quota)
    .where(quota.c.day == bindparam("on"), quota.c.payer == bindparam("by"))
    .values(units=quota.c.units + bindparam("more"))
)


def key_of(payer: str) -> str:
    """Return what a payer's name and all that `unname` made of it have in common."""
    if payer.startswith(_GONE):
        return payer.rpartition("/")[0]
    return _GONE + sha256(payer.encode()).hexdigest()


def of_payer(name: str) -> ColumnElement[bool]:
    """Match what `user/<id>` or `server/<id>` has spent under its own name."""
    return quota.c.payer.in_(_accounts(name))


def _accounts(name: str) -> list[str]:
    return [before + name for before in _BEFORE]


def unname(name: str) -> Sequence[Delete | Update]:
    """Return the statements that forget a payer's days, and keep the latest without the name.

    Each time has a new ending, since a day may see several: `key_of` brings them together.
    """
    latest = select(func.max(quota.c.day)).scalar_subquery()
    return [
        delete(quota).where(of_payer(name), quota.c.day < latest),
        *[
            update(quota).where(quota.c.payer == account).values(payer=f"{key_of(account)}/{new_id()}")
            for account in _accounts(name)
        ],
    ]


async def of_day(connection: AsyncConnection, day: str) -> dict[str, int]:
    """Return what each payer has spent on a day."""
    chosen = select(quota.c.payer, quota.c.units).where(quota.c.day == day)
    return {row.payer: row.units for row in await connection.execute(chosen)}


async def add(connection: AsyncConnection, day: str, spent: Mapping[str, int]) -> None:
    """Add to what payers have spent on a day; what another process has added meanwhile stays."""
    known = await of_day(connection, day)
    added = [{"on": day, "by": payer, "more": units} for payer, units in spent.items() if payer in known]
    new = [{"day": day, "payer": payer, "units": units} for payer, units in spent.items() if payer not in known]
    if added:
        await connection.execute(_ADD, added)
    if new:
        await connection.execute(insert(quota), new)


async def forget(connection: AsyncConnection, before: str) -> int:
    """Delete the days before one; return how many rows."""
    return (await connection.execute(delete(quota).where(quota.c.day < before))).rowcount


async def forget_unnamed(connection: AsyncConnection, before: str) -> None:
    """Delete what forgotten payers spent before a day: it is over, and counts no more."""
    await connection.execute(delete(quota).where(quota.c.day < before, quota.c.payer.startswith(_GONE)))
