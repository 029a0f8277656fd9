"""The rolls that pages show: one reader for each server, however many look.

A page is open for hours and wants to be right within a second or two, but each reading of a provider costs. So the
database is asked what has changed, which costs nothing, and from that follows the least that will do: sources are asked
again when one has changed or their time is over, and lists only put together anew when people's wishes have changed.
"""

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import NoSource, SourceUnavailable, TryLater, UserError
from bot.store import pages as rows
from bot.store.database import Database
from bot.store.pages import Mark
from bot.supporters.roll import Occasion, Roll
from bot.supporters.rolls import Rolls
from bot.youtube.payer import Payer

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=8)
"""How often sources are asked while somebody looks; what reads them for pages spares the providers by itself."""
_AFTER_TROUBLE = timedelta(minutes=2)
_KEPT = 50
_UNUSED = timedelta(minutes=30)
"""What nobody has looked at for so long is dropped from memory: it is names."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A server's roll as a page may show it; without a roll, `empty` says whether there is simply nobody yet."""

    roll: Roll | None
    empty: bool = False


@dataclass(slots=True)
class _Kept:
    """What was read last, from which marks, when (UTC) it is over and when somebody last looked."""

    reading: Reading
    lists: Mark
    wants: Mark
    until: datetime
    used: datetime


class Readings:
    """Reads servers' rolls for their pages."""

    def __init__(self, database: Database, rolls: Rolls, clock: Clock) -> None:
        self._database = database
        self._rolls = rolls
        self._clock = clock
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._locks: dict[int, asyncio.Lock] = {}
        self._renewing: dict[int, asyncio.Task[None]] = {}

    async def of_guild(self, guild_id: int) -> Reading:
        """Return a server's roll, with everything in it that the database knows by now.

        The first call, and the first after a source has changed, waits for the lists to be read.
        """
        async with self._locks.setdefault(guild_id, asyncio.Lock()):
            return await self._current(guild_id)

    def expire(self, guild_id: int) -> None:
        """Read a server's lists anew at the next call; what is shown stays until they are read."""
        if guild_id in self._kept:
            self._kept[guild_id].until = self._clock()

    def forget_unused(self) -> None:
        """Drop names that nobody has looked at for a while."""
        before = self._clock() - _UNUSED
        for guild_id in [one for one, kept in self._kept.items() if kept.used <= before]:
            self._drop(guild_id)

    async def close(self) -> None:
        """Let go of readings under way."""
        under_way = list(self._renewing.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _current(self, guild_id: int) -> Reading:
        lists, wants = await self._marks(guild_id)
        kept = self._kept.get(guild_id)
        now = self._clock()
        if kept is None or kept.lists != lists or _must_go(kept.reading, now):
            return await self._renew(guild_id, lists, wants)
        kept.used = now
        self._kept.move_to_end(guild_id)
        if kept.wants != wants:
            kept.reading, kept.wants = await self._again(guild_id, kept.reading), wants
        if kept.until <= now and guild_id not in self._renewing:
            # Whoever looks meanwhile sees what there is, and the change as soon as it is read.
            task = self._renewing[guild_id] = asyncio.create_task(self._renew_aside(guild_id), name="page reading")
            task.add_done_callback(lambda _: self._renewing.pop(guild_id, None))
        return kept.reading

    async def _marks(self, guild_id: int) -> tuple[Mark, Mark]:
        async with self._database.read() as connection:
            return await rows.lists_mark(connection, guild_id), await rows.wants_mark(connection, guild_id)

    async def _renew_aside(self, guild_id: int) -> None:
        lists, wants = await self._marks(guild_id)
        await self._renew(guild_id, lists, wants)

    async def _renew(self, guild_id: int, lists: Mark, wants: Mark) -> Reading:
        before = self._kept.get(guild_id)
        reading, lasts = await self._read(guild_id)
        now = self._clock()
        if reading.roll is None and not reading.empty and before is not None and before.lists == lists:
            # It passes: what was shown a moment ago may still be shown, unless its time is over.
            reading = Reading(None) if _must_go(before.reading, now) else before.reading
        self._kept[guild_id] = _Kept(reading, lists, wants, now + lasts, now)
        self._kept.move_to_end(guild_id)
        while len(self._kept) > _KEPT:
            self._drop(next(iter(self._kept)))
        return reading

    async def _read(self, guild_id: int) -> tuple[Reading, timedelta]:
        """Return what can be read now, and for how long it does."""
        try:
            roll = await self._rolls.for_guild(guild_id, Occasion.LAST_TRY, Payer.scheduled(guild_id))
        except NoSource:
            return Reading(None, empty=True), EVERY
        except SourceUnavailable:
            return Reading(None), EVERY
        except UserError as error:
            log.info("page not read", extra={"server": guild_id, "why": type(error).__name__})
            # What passes is tried again soon; what somebody must mend costs as much each time and stays.
            return Reading(None), _AFTER_TROUBLE if isinstance(error, TryLater) else EVERY
        return Reading(roll), EVERY

    async def _again(self, guild_id: int, before: Reading) -> Reading:
        """Put the lists that were read last together anew, as people want them now."""
        if before.roll is None:
            return before
        anew = await self._rolls.as_kept(guild_id, Payer.scheduled(guild_id))
        # The same lists: what was said of their age still holds.
        return Reading(
            replace(
                anew,
                as_of=before.roll.as_of,
                creators=before.roll.creators,
                earlier=before.roll.earlier,
                keep_until=before.roll.keep_until,
            )
        )

    def _drop(self, guild_id: int) -> None:
        self._kept.pop(guild_id, None)
        lock = self._locks.get(guild_id)
        if lock is not None and not lock.locked():
            del self._locks[guild_id]


def _must_go(reading: Reading, now: datetime) -> bool:
    """Tell whether the names come from an earlier reading that may be kept no longer."""
    until = reading.roll.keep_until if reading.roll else None
    return until is not None and until <= now
