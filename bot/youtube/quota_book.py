"""Makes the quota's ledger last: stored every second or so, not with every call, and read again at the start.

A crash forgets what was spent in the last second, never a day. Processes that share a database add their sums, and each
learns of the others' when it stores its own.
"""

import asyncio
from datetime import timedelta

from bot.clock import Clock
from bot.store import quota as rows
from bot.store.database import Database
from bot.youtube.pacific import pacific_day
from bot.youtube.quota import Quota

KEPT = timedelta(days=30)
"""The privacy page promises this."""


class QuotaBook:
    """Carries a ledger to the database and back."""

    def __init__(self, database: Database, quota: Quota, clock: Clock) -> None:
        self._database = database
        self._quota = quota
        self._clock = clock
        self._saving = asyncio.Lock()

    async def read(self) -> None:
        """Learn what was spent today before this process started."""
        today = pacific_day(self._clock())
        async with self._database.read() as connection:
            stored = await rows.of_day(connection, today)
        self._quota.learn(today, stored)

    async def save(self) -> None:
        """Store what was spent since the last time, in one transaction; with nothing spent there is none."""
        async with self._saving:
            unsaved = self._quota.take_unsaved()
            if not unsaved:
                return
            today = pacific_day(self._clock())
            try:
                async with self._database.write() as connection:
                    for day, spent in unsaved.items():
                        await rows.add(connection, day, spent)
                    stored = await rows.of_day(connection, today)
            except BaseException:
                # Whatever it was, a cancelled job too: a unit counted twice harms nobody, one forgotten might.
                self._quota.give_back(unsaved)
                raise
            self._quota.learn(today, stored)

    async def clean_up(self) -> None:
        """Delete the days that nobody asks for any more: they name people by their ids."""
        async with self._database.write() as connection:
            await rows.forget(connection, pacific_day(self._clock() - KEPT))
            await rows.forget_unnamed(connection, pacific_day(self._clock()))
