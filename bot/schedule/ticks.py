"""What the bot does by the clock: a handful of APScheduler jobs in memory. What is due stands in the tables.

The job store is rebuilt at every start and holds no person's work, so nothing is lost with it. A job that runs late
runs once (`coalesce`, no `misfire_grace_time`: its default of one second would drop it) and never twice at a time.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TypeAlias

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.schedule.poster import Poster
from bot.store.database import Database
from bot.store.schedules import links_due

Refresh: TypeAlias = Callable[[datetime, Collection[str]], Awaitable[object]]
"""Sees to it that the access tokens of these links last until a moment (UTC)."""
CleanUp: TypeAlias = Callable[[], Awaitable[object]]
Save: TypeAlias = Callable[[], Awaitable[object]]
"""Stores what changes too often to be stored each time; called every second."""

_log = logging.getLogger(__name__)
_POSTS_EVERY = timedelta(seconds=0.5)
_SAVE_EVERY = timedelta(seconds=1)
_REFRESH_EVERY = timedelta(minutes=1)
_CLEAN_UP_EVERY = timedelta(minutes=10)
_CLEAN_UP_JITTER = timedelta(minutes=1)
"""Some of these jobs ask other services, which need not hear from every bot in the same second."""
_REFRESH_AHEAD = timedelta(minutes=55)
_READING_TAKES = timedelta(minutes=5)
"""How long after a post is due its tokens must still last; with the time ahead it makes the hour a token lives, so that
a post makes one refresh."""
_DRAIN_SHARE = 0.8


class Ticks:
    """Starts the jobs and stops them again; each job can also be called by itself."""

    def __init__(
        self,
        *,
        database: Database,
        poster: Poster,
        refresh: Refresh,
        clean_up: Mapping[str, CleanUp],
        save: Mapping[str, Save] = MappingProxyType({}),
        clock: Clock,
    ) -> None:
        self._database = database
        self._poster = poster
        self._refresh = refresh
        self._clean_up = clean_up
        self._save = save
        self._clock = clock
        self._running: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def start(self) -> None:
        """Start the jobs on the running event loop."""
        self._add("post what is due", self._poster.tick, _POSTS_EVERY)
        self._add("refresh tokens", self.refresh_tokens, _REFRESH_EVERY)
        for name, job in self._save.items():
            self._add(name, job, _SAVE_EVERY)
        for name, job in self._clean_up.items():
            self._add(name, job, _CLEAN_UP_EVERY, jitter=_CLEAN_UP_JITTER)
            # At once, too: what became too old while the bot was down has waited long enough.
            self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))
        self._scheduler.start()

    async def drain(self, seconds: float) -> None:
        """Start nothing new, let what runs come to an end or put it back; takes at most about `seconds`."""
        if self._scheduler.running:
            self._scheduler.pause()
        share = seconds * _DRAIN_SHARE
        await asyncio.gather(self._poster.drain(share), self._end_jobs(share))
        if self._scheduler.running:
            # This cancels what is still running.
            self._scheduler.shutdown(wait=False)

    async def refresh_tokens(self) -> None:
        """Renew the tokens that posts within the hour will need, so that these start on time."""
        async with self._database.read() as connection:
            needed = await links_due(connection, self._clock() + _REFRESH_AHEAD)
        for moment, link_ids in sorted(needed.items()):
            await self._refresh(moment + _READING_TAKES, link_ids)

    async def run(self, name: str, job: CleanUp) -> None:
        """Run one job; the one place where a job's failure ends, so that it never reaches the scheduler."""
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
        try:
            await job()
        except Exception:  # noqa: BLE001 (the funnel: whatever a job raises is logged here, and the job runs again)
            _log.exception("job failed", extra={"job": name})
        finally:
            self._running.discard(task)

    def _add(self, name: str, job: CleanUp, every: timedelta, jitter: timedelta = timedelta()) -> None:
        self._scheduler.add_job(
            self.run,
            "interval",
            args=(name, job),
            seconds=every.total_seconds(),
            jitter=jitter.total_seconds() or None,
            id=name,
            name=name,
        )

    async def _end_jobs(self, seconds: float) -> None:
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
