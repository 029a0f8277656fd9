"""Posts credits exactly once: several due posts side by side, and posts at once when somebody asks."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.accounts.notices import Notify
from bot.clock import Clock
from bot.credits.layouts import LayOut, ReadRoll
from bot.credits.pictures.attaching import Attach
from bot.credits.text import Part
from bot.errors import PostStopped, PostUnfinished, QuotaSpent, SourceUnavailable, TryLater, Unsettled, UserError
from bot.metrics import Metrics
from bot.schedule.claims import MOST_TRIES
from bot.schedule.delivery import Delivery
from bot.schedule.ledger import Ledger, NotHeld
from bot.schedule.script import Asked, ReadRelease, Script, Writer, asked_of
from bot.schedule.telling import arrived
from bot.store.database import Database
from bot.store.posts import SENDING, Post
from bot.store.schedules import Schedule
from bot.store.vault import Vault
from bot.supporters.changes import Change, Changes

_log = logging.getLogger(__name__)
_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(minutes=30)
_DRAIN_SHARE = 0.7
"""How much of the time for draining posts may use up before they are interrupted."""


class Poster:
    """One worker process's posts. `clock` decides what is due; nothing runs until `tick` is called."""

    def __init__(
        self,
        *,
        database: Database,
        vault: Vault,
        read_roll: ReadRoll,
        lay_out: LayOut,
        client: discord.Client,
        notify: Notify,
        clock: Clock,
        metrics: Metrics,
        attach: Attach | None = None,
        read_release: ReadRelease | None = None,
        at_once: int = 8,
    ) -> None:
        self._ledger = Ledger(database, vault, clock, metrics)
        writer = Writer(read_roll, lay_out, Changes(database, vault, clock), attach, read_release)
        self._delivery = Delivery(self._ledger, writer, client, clock)
        self._client = client
        self._notify = notify
        self._clock = clock
        self._at_once = at_once
        self._workers: set[asyncio.Task[None]] = set()
        self._by_hand: set[asyncio.Task[list[discord.PartialMessage]]] = set()
        self._draining = False

    async def take_over(self) -> int:
        """Free the posts of workers that died, to be finished at the next tick; return how many.

        To be called at start, and only where no other worker can be alive (SQLite has one owner process). Otherwise
        their leases run out by themselves within minutes.
        """
        return await self._ledger.take_over()

    async def tick(self) -> None:
        """Start work on what is due or was left half-way, as far as there are free hands; does not wait for it."""
        await self._delivery.renew()
        if self._draining or self._client.user is None:
            return
        # Whoever waits for a drawing needs no hand meanwhile: others' posts are not late for it.
        free = self._at_once - len(self._workers) + self._delivery.slow
        if free <= 0 or not await self._ledger.has_work():
            return
        for _ in range(free):
            task = asyncio.create_task(self._worker(), name="poster")
            self._workers.add(task)
            task.add_done_callback(self._worker_ended)

    async def idle(self) -> None:
        """Wait until nothing is being posted."""
        while tasks := self._workers | self._by_hand:
            await asyncio.wait(tasks)

    async def preview(self, guild_id: int, template: str, by: int) -> list[Part]:
        """Return what a post would say now, to user `by`. Raises what reading the roll raises."""
        return list((await self._delivery.rehearse(Asked(guild_id, template), by)).parts)

    async def rehearse(self, schedule: Schedule, by: int) -> Script:
        """Return what a schedule would post now, with its options, to user `by`. Raises as `preview`."""
        return await self._delivery.rehearse(asked_of(schedule, by), by)

    async def changes(self, schedule: Schedule, by: int) -> Change | None:
        """Return what changed since a schedule's last post, None before its first; asked and raises as `rehearse`."""
        return await self._delivery.changes(asked_of(schedule, by), by)

    async def post_now(self, guild_id: int, channel_id: int, template: str, by: int) -> list[discord.PartialMessage]:
        """Post now, in the name of user `by`; return the messages in order (they have a `jump_url`).

        Raises ChannelPermissionMissing, ChannelGone, MessageRefused, PostUnfinished, PostStopped, and what reading the
        roll raises. When it raises PostUnfinished the rest follows by itself; after anything else nothing more is
        posted.
        """
        if self._draining:
            raise TryLater("This bot")
        post = await self._ledger.open(guild_id, channel_id, template, by)
        task = asyncio.create_task(self._post_by_hand(post), name="post by hand")
        self._by_hand.add(task)
        task.add_done_callback(self._by_hand.discard)
        task.add_done_callback(lambda _: self._ledger.let_go(post))
        # Shielded: a command that is cancelled must not leave half a post.
        return await asyncio.shield(task)

    async def stop_old(self) -> None:
        """Stop posts left half-way whose names may be kept no longer; the next tick tells whoever made them."""
        stopped = await self._ledger.stop_old()
        if stopped:
            _log.warning("posts stopped, their names became too old", extra={"posts": stopped})

    async def drain(self, seconds: float) -> None:
        """Take nothing new, let messages on their way arrive, and put back the rest; takes at most about `seconds`."""
        self._draining = True
        self._delivery.stop()
        await _wait(self._workers | self._by_hand, seconds * _DRAIN_SHARE)
        left = self._workers | self._by_hand
        for task in left:
            task.cancel()
        await _wait(left, seconds * (1 - _DRAIN_SHARE) / 2)
        put_back = await self._ledger.release()
        if put_back:
            _log.info("posts put back", extra={"posts": put_back})

    async def _worker(self) -> None:
        while not self._draining and (taken := await self._ledger.take()) is not None:
            for notice in taken.notices:
                await self._notify(notice)
            if taken.post is not None:
                await self._work(taken.post)

    def _worker_ended(self, task: asyncio.Task[None]) -> None:
        """Log what nobody foresaw; its post's lease runs out, and then it is tried again, up to a limit."""
        self._workers.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("posting failed unexpectedly", exc_info=error)

    async def _work(self, post: Post) -> None:
        stage = post
        try:
            plan = await self._delivery.plan(post)
            if plan is None:
                return
            stage = replace(post, status=SENDING)
            await self._delivery.send(stage, plan.messages)
            for notice in await self._ledger.close(stage, plan.lacks):
                await self._notify(notice)
        except NotHeld:
            _log.info("post left to another try", extra={"post": post.id})
        except UserError as error:
            await _unless_lost(self._set_back(stage, error))

    async def _post_by_hand(self, post: Post) -> list[discord.PartialMessage]:
        stage = post
        try:
            plan = await self._delivery.plan(post)
            stage = replace(post, status=SENDING)
            # By hand there is always something to say.
            sent = await self._delivery.send(stage, plan.messages if plan else [])
            await self._ledger.close(stage)
        except NotHeld:
            raise await self._why_lost(post) from None
        except UserError as error:
            goes_on = stage.status == SENDING and isinstance(error, TryLater | QuotaSpent)
            try:
                await (self._put_back(stage, error) if goes_on else self._ledger.stop(stage, error))
            except NotHeld:
                raise await self._why_lost(post) from error
            if goes_on:
                raise PostUnfinished from error
            raise
        return sent

    async def _why_lost(self, post: Post) -> UserError:
        """Return what to tell of a post by hand that is no longer this worker's."""
        stopped = await self._ledger.withdrawn(post)
        if stopped is None:
            return PostUnfinished()
        return PostStopped(stopped.post.problem, arrived(stopped))

    async def _set_back(self, post: Post, error: UserError) -> None:
        """Try again later what may pass, stop what somebody must mend."""
        _log.warning("post set back", extra={"post": post.id, "reason": type(error).__name__, "tries": post.tries})
        if isinstance(error, SourceUnavailable):
            for notice in await self._ledger.rest(post, error):
                await self._notify(notice)
        elif not isinstance(error, TryLater | QuotaSpent | Unsettled):
            await self._notify(await self._ledger.stop(post, error))
        elif post.tries < MOST_TRIES:
            await self._put_back(post, error)
        else:
            for notice in await self._ledger.give_up(post, _reason(error)):
                await self._notify(notice)

    async def _put_back(self, post: Post, error: UserError) -> None:
        until = self._next_try(post, error)
        if isinstance(error, QuotaSpent):
            await self._ledger.wait(post, error.message, until)
        else:
            await self._ledger.put_back(post, _reason(error), until)

    def _next_try(self, post: Post, error: UserError) -> datetime:
        wait = min(_FIRST_WAIT * (1 << min(post.tries - 1, MOST_TRIES)), _LONGEST_WAIT)
        start = error.resets_at if isinstance(error, QuotaSpent) else self._clock()
        return start + wait


def _reason(error: UserError) -> str:
    """Return why a post waits, for somebody who reads it later."""
    return f"{error.service} did not answer properly." if isinstance(error, TryLater) else error.message


async def _unless_lost(step: Coroutine[Any, Any, object]) -> None:
    """Take a last step; when another worker has the post by now, the step is that worker's."""
    try:
        await step
    except NotHeld:
        _log.info("post taken by another worker")


async def _wait(tasks: set[asyncio.Task[Any]], seconds: float) -> None:
    if tasks:
        await asyncio.wait(tasks, timeout=seconds)
