"""Schedules that thank the supporters as of a release: the moment is set, and when it has come the lists are held."""

import logging
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from bot.clock import Clock
from bot.errors import UserError
from bot.schedule.options import read_options
from bot.schedule.schedules import Schedules
from bot.schedule.zones import require_timezone
from bot.store import schedules as rows
from bot.store.database import Database
from bot.store.schedules import Schedule
from bot.supporters.releases import Releases

_log = logging.getLogger(__name__)
_MOMENT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[ T]+(\d{1,2}):(\d{2})")
_EXAMPLE = "Write it like `2026-12-24 18:00`, in the schedule's time zone."


class DueReleases:
    """Sets releases and holds the lists of those that have come."""

    def __init__(self, database: Database, schedules: Schedules, releases: Releases, clock: Clock) -> None:
        self._database = database
        self._schedules = schedules
        self._releases = releases
        self._clock = clock

    async def set(self, schedule_id: str, guild_id: int, moment: datetime, video: str) -> Schedule:
        """Let a schedule thank the supporters as of a moment (UTC); what was held for another is forgotten.

        Raises UserError for one too long ago, and what reading the lists raises when the moment has come.
        """
        if self._releases.is_too_old(moment):
            raise UserError("That is more than 30 days ago, and I keep no list of names for so long.")
        changed = await self._change(schedule_id, guild_id, moment, video)
        if moment <= self._clock():
            await self._releases.hold(schedule_id, guild_id, moment)
        return changed

    async def held_at(self, schedule_id: str) -> datetime | None:
        """Return when the list was read that a schedule thanks (UTC), None while nothing is held."""
        return await self._releases.held_at(schedule_id)

    async def clear(self, schedule_id: str, guild_id: int) -> Schedule:
        """Let a schedule thank the supporters of the day again."""
        return await self._change(schedule_id, guild_id, None, "")

    async def hold(self) -> None:
        """Hold the lists of every release that has come; called every few minutes."""
        now = self._clock()
        async with self._database.read() as connection:
            known = await rows.with_option(connection, "release")
        for schedule in known:
            moment = read_options(schedule.options).release
            if moment is None or moment > now or self._releases.is_too_old(moment):
                continue
            try:
                await self._releases.hold(schedule.id, schedule.guild_id, moment)
            except UserError as error:
                # It is tried again at the next call; the sooner it works, the nearer the list.
                extra = {"schedule": schedule.id, "reason": type(error).__name__}
                _log.warning("the lists of a release could not be read", extra=extra)

    async def _change(self, schedule_id: str, guild_id: int, moment: datetime | None, video: str) -> Schedule:
        before = read_options((await self._schedules.get(schedule_id, guild_id)).options)
        options = msgspec.structs.replace(before, release=moment, video=video)
        if before.release != moment:
            await self._releases.forget(schedule_id)
        return await self._schedules.set_options(schedule_id, guild_id, options)


def read_moment(text: str, timezone: str) -> datetime:
    """Return a local time such as `2026-12-24 18:00` as UTC. Raises UserError, BadTimezone."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise UserError(f"I do not understand that moment. {_EXAMPLE}")
    zone: ZoneInfo = require_timezone(timezone)
    try:
        year, month, day, hour, minute = map(int, found.groups())
        return datetime(year, month, day, hour, minute, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UserError(f"There is no such day or time. {_EXAMPLE}") from None
