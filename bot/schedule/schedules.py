"""The schedules of servers: drafted, confirmed with a button, paused, resumed, deleted."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.errors import NotYours, TooManySchedules
from bot.schedule.options import Options, write_options
from bot.schedule.rules import Rule, upcoming
from bot.schedule.zones import require_timezone
from bot.store import audit, posts, schedules, sources
from bot.store.database import Database
from bot.store.schedules import ACTIVE, DRAFT, PAUSED, Schedule
from bot.store.transaction import Transaction
from bot.store.types import new_id
from bot.supporters.sources import subject_of

USED = "schedule.used"
LIMIT = 25
"""Schedules a server, as many as Discord offers in one list of choices."""
DRAFT_AGE = timedelta(hours=1)
LEDGER_AGE = timedelta(days=400)
"""How long finished posts stay in the ledger: a year of history and a little more."""
_SHOWN_DATES = 3


class Schedules:
    """Everything a server does with its schedules; where one is named, another server's raises NotYours."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def draft(
        self, *, guild_id: int, channel_id: int, created_by: int, rule: Rule, timezone: str, template: str
    ) -> Schedule:
        """Store a schedule that waits an hour for its creator's confirmation.

        Raises BadTimezone, and TooManySchedules when the server has as many as it can have.
        """
        draft = Schedule(
            id=new_id(),
            guild_id=guild_id,
            channel_id=channel_id,
            created_by=created_by,
            words=rule.words,
            cron=rule.cron,
            timezone=require_timezone(timezone).key,
            template=template,
            status=DRAFT,
            problem="",
            due_at=None,
            created_at=self._clock(),
        )
        async with self._database.write() as connection:
            await _require_room(connection, guild_id)
            await schedules.insert_schedule(connection, draft)
        return draft

    async def confirm(self, schedule_id: str, *, guild_id: int, user_id: int) -> Schedule:
        """Start a drafted schedule; once started, confirming again changes nothing.

        Raises NotYours for anybody but its creator and for a draft older than an hour, TooManySchedules.
        """
        now = self._clock()
        async with self._database.write() as connection:
            found = await _require(connection, schedule_id, guild_id)
            if found.created_by != user_id or (found.status == DRAFT and found.created_at <= now - DRAFT_AGE):
                raise _gone()
            if found.status == DRAFT:
                await _require_room(connection, guild_id)
                await _activate(connection, found, now)
                await _note_used(connection, found, user_id, now)
            return await _require(connection, schedule_id, guild_id)

    async def get(self, schedule_id: str, guild_id: int) -> Schedule:
        """Return a confirmed schedule of this server."""
        async with self._database.read() as connection:
            return await _require_confirmed(connection, schedule_id, guild_id)

    async def discard(self, schedule_id: str, *, guild_id: int, user_id: int) -> None:
        """Forget a draft of this person's; what was started meanwhile stays, and raises NotYours."""
        async with self._database.write() as connection:
            found = await _require(connection, schedule_id, guild_id)
            if found.created_by != user_id or found.status != DRAFT:
                raise _gone()
            await schedules.delete_schedule(connection, found.id)

    async def draft_of(self, schedule_id: str, *, guild_id: int, user_id: int) -> Schedule:
        """Return a draft to its creator, to go on with it."""
        async with self._database.read() as connection:
            found = await _require(connection, schedule_id, guild_id)
        if found.created_by != user_id or found.status != DRAFT:
            raise _gone()
        return found

    async def shown(self, schedule_id: str, *, guild_id: int, user_id: int) -> Schedule:
        """Return a schedule of this server to look at, a draft only to its creator."""
        async with self._database.read() as connection:
            found = await _require(connection, schedule_id, guild_id)
        if found.status == DRAFT and found.created_by != user_id:
            raise _gone()
        return found

    async def channel_of(self, schedule_id: str, *, guild_id: int, user_id: int) -> int:
        """Return the channel of a schedule that this person has made, started or not."""
        async with self._database.read() as connection:
            found = await _require(connection, schedule_id, guild_id)
        if found.created_by != user_id:
            raise _gone()
        return found.channel_id

    async def of_guild(self, guild_id: int) -> list[Schedule]:
        """Return a server's confirmed schedules, the oldest first."""
        async with self._database.read() as connection:
            return await schedules.schedules_of_guild(connection, guild_id)

    async def set_options(self, schedule_id: str, guild_id: int, options: Options) -> Schedule:
        """Change what a schedule does besides; from its next post on."""
        return await self._change(schedule_id, guild_id, {"options": write_options(options)})

    async def set_template(self, schedule_id: str, guild_id: int, template: str) -> Schedule:
        """Change how its posts are laid out, by the name of a template that the server has."""
        return await self._change(schedule_id, guild_id, {"template": template})

    async def set_channel(self, schedule_id: str, guild_id: int, channel_id: int) -> Schedule:
        """Change where it posts; a post that is under way stays where it is."""
        return await self._change(schedule_id, guild_id, {"channel_id": channel_id})

    async def set_rule(self, schedule_id: str, guild_id: int, rule: Rule, timezone: str) -> Schedule:
        """Change when it posts, from now on. Raises BadTimezone."""
        zone = require_timezone(timezone)
        values: dict[str, Any] = {"words": rule.words, "cron": rule.cron, "timezone": zone.key}
        now = self._clock()
        async with self._database.write() as connection:
            found = await _require_confirmed(connection, schedule_id, guild_id)
            if found.status == ACTIVE:
                values["due_at"] = upcoming(rule.cron, zone, now, 1)[0]
            await schedules.change(connection, found.id, now, values)
            return await _require(connection, schedule_id, guild_id)

    async def _change(self, schedule_id: str, guild_id: int, values: Mapping[str, Any]) -> Schedule:
        async with self._database.write() as connection:
            found = await _require_confirmed(connection, schedule_id, guild_id)
            await schedules.change(connection, found.id, self._clock(), values)
            return await _require(connection, schedule_id, guild_id)

    async def pause(self, schedule_id: str, guild_id: int) -> Schedule:
        """Stop posting until it is resumed; a post that waits for another try is dropped, one half-way is finished."""
        now = self._clock()
        async with self._database.write() as connection:
            found = await _require_confirmed(connection, schedule_id, guild_id)
            if found.status == ACTIVE:
                await schedules.set_state(connection, found.id, status=PAUSED, due_at=None, problem="", at=now)
                await posts.stop_waiting(connection, found.id, "paused", now)
            return await _require(connection, schedule_id, guild_id)

    async def resume(self, schedule_id: str, guild_id: int, *, by: int) -> Schedule:
        """Go on from now: what fell due while paused is not posted. An active schedule stays as it is.

        `by` is the Discord user who resumes it.
        """
        now = self._clock()
        async with self._database.write() as connection:
            found = await _require_confirmed(connection, schedule_id, guild_id)
            if found.status == PAUSED:
                await _activate(connection, found, now)
                await _note_used(connection, found, by, now)
            return await _require(connection, schedule_id, guild_id)

    async def delete(self, schedule_id: str, guild_id: int) -> Schedule:
        """Forget a schedule (a draft, too); return what it was. A post half-way is finished."""
        async with self._database.write() as connection:
            found = await _require(connection, schedule_id, guild_id)
            await posts.stop_waiting(connection, found.id, "deleted", self._clock())
            await schedules.delete_schedule(connection, found.id)
        return found

    async def clean_up(self) -> None:
        """Forget drafts nobody confirmed and old entries of the ledger."""
        now = self._clock()
        async with self._database.write() as connection:
            await schedules.delete_drafts(connection, now - DRAFT_AGE)
            await posts.delete_finished(connection, now - LEDGER_AGE)


def next_dates(schedule: Schedule, after: datetime, count: int = _SHOWN_DATES) -> list[datetime]:
    """Return the next moments (UTC) of a schedule, also of a draft or a paused one."""
    return upcoming(schedule.cron, require_timezone(schedule.timezone), after, count)


async def _activate(connection: Transaction, schedule: Schedule, now: datetime) -> None:
    due_at = next_dates(schedule, now, 1)[0]
    await schedules.set_state(connection, schedule.id, status=ACTIVE, due_at=due_at, problem="", at=now)


async def _note_used(connection: Transaction, schedule: Schedule, by: int, now: datetime) -> None:
    """Write down whose members a schedule thanks, once for each link: its owner sees that."""
    detail = f"schedule {schedule.id} in server {schedule.guild_id}"
    for source in await sources.of_guild(connection, schedule.guild_id):
        subject = subject_of(source)
        if not await audit.told_of(connection, USED, subject=subject, detail=detail):
            await audit.add(connection, now, by, USED, subject=subject, detail=detail)


async def _require(connection: Transaction, schedule_id: str, guild_id: int) -> Schedule:
    found = await schedules.schedule_in_guild(connection, schedule_id, guild_id)
    if found is None:
        raise _gone()
    return found


async def _require_confirmed(connection: Transaction, schedule_id: str, guild_id: int) -> Schedule:
    found = await _require(connection, schedule_id, guild_id)
    if found.status == DRAFT:
        raise _gone()
    return found


async def _require_room(connection: Transaction, guild_id: int) -> None:
    if await schedules.count_of_guild(connection, guild_id) >= LIMIT:
        raise TooManySchedules(LIMIT)


def _gone() -> NotYours:
    return NotYours("schedule", "Look at `/credits schedules`, or make one with `/credits schedule`.")
