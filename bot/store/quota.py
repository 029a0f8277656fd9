"""What was spent of YouTube's quota, by Pacific day and payer. Days are YYYY-MM-DD, which sorts by time."""

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import quota

_ADD = (
    update(quota)
    .where(quota.c.day == bindparam("on"), quota.c.payer == bindparam("by"))
    .values(units=quota.c.units + bindparam("more"))
)


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
