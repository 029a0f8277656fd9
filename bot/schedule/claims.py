"""Finding the next post to work on: a schedule that is due, or a post that nobody holds.

Every function runs inside one write transaction, so that of two workers one gets the post.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.accounts.notices import Notice
from bot.errors import BadTimezone
from bot.schedule.options import read_options
from bot.schedule.rules import latest, upcoming
from bot.schedule.telling import missed_notice, paused_notice
from bot.schedule.zones import require_timezone
from bot.store import posts, schedules
from bot.store.posts import ANNOUNCEMENT, BY_HAND, CLAIMED, CREDITS, STOPPED, Post
from bot.store.schedules import PAUSED, Schedule
from bot.store.transaction import Transaction
from bot.store.types import new_id

LEASE = timedelta(minutes=3)
"""How long a worker may be silent about a post before another takes it."""
MOST_TRIES = 20
_GIVEN_UP = "I tried many times and gave up."
_INTERRUPTED = "I was interrupted before anything was sent; use `/credits post` again."
"""Whoever asked for a post by hand saw it fail and may have asked again: posting it later would surprise them."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a worker got: a post to work on (or none, when there was only something to say), and whom to tell what."""

    post: Post | None
    notices: tuple[Notice, ...] = ()


async def claim_due(connection: Transaction, owner: str, now: datetime) -> Taken | None:
    """Claim the schedule due longest: its latest missed moment only, and move it on. None when nothing is due."""
    schedule = await schedules.first_due(connection, now)
    if schedule is None or schedule.due_at is None:
        return None
    try:
        zone = require_timezone(schedule.timezone)
    except BadTimezone as error:
        return await _pause(connection, schedule, schedule.due_at, error, now)
    due_at = latest(schedule.cron, zone, schedule.due_at, now)
    following = next(iter(upcoming(schedule.cron, zone, now, 1)), None)
    if not await schedules.advance(connection, schedule, following, now):
        return Taken(None)
    notices = await _give_up_waiting(connection, schedule, now)
    if await posts.is_claimed(connection, schedule.id, due_at):
        return Taken(None, notices)
    post = _post(schedule, due_at, now)
    await posts.insert_post(connection, post, owner)
    return Taken(post, notices)


async def take_free(connection: Transaction, owner: str, now: datetime) -> Taken | None:
    """Take the post whose lease ran out first; None when there is none.

    Its `lease_until` stays the end of the lease before, after which nobody has begun to send anything.
    """
    post = await posts.first_free(connection, now)
    if post is None:
        return None
    if not await posts.take(connection, post, owner, now + LEASE):
        return Taken(None)
    problem = _why_not_again(post)
    if not problem:
        return Taken(replace(post, tries=post.tries + 1))
    await posts.finish(connection, post.id, owner=owner, status=STOPPED, problem=problem, at=now)
    return Taken(None, await note_missed(connection, post, problem, now))


async def note_missed(connection: Transaction, post: Post, problem: str, now: datetime) -> tuple[Notice, ...]:
    """Note at its schedule why a post was given up; return the notice for its owner, once until a post works again."""
    if post.schedule_id is None or await schedules.set_problem(connection, post.schedule_id, problem, now):
        return (missed_notice(post, problem),)
    return ()


def _why_not_again(post: Post) -> str:
    """Return why a free post is not tried again, or nothing."""
    if post.schedule_id is None and post.status == CLAIMED:
        return _INTERRUPTED
    return (post.problem or _GIVEN_UP) if post.tries >= MOST_TRIES else ""


def by_hand(guild_id: int, channel_id: int, template: str, by: int, now: datetime) -> Post:
    """Return a post that somebody asked for now."""
    return Post(
        id=new_id(),
        schedule_id=None,
        guild_id=guild_id,
        channel_id=channel_id,
        created_by=by,
        template=template,
        due_at=now,
        status=CLAIMED,
        problem="",
        tries=1,
        lease_until=now + LEASE,
        claimed_at=now,
        sending_since=None,
        kind=BY_HAND,
    )


def _post(schedule: Schedule, due_at: datetime, now: datetime) -> Post:
    asked = by_hand(schedule.guild_id, schedule.channel_id, schedule.template, schedule.created_by, now)
    return replace(
        asked,
        schedule_id=schedule.id,
        due_at=due_at,
        kind=ANNOUNCEMENT if read_options(schedule.options).only_news else CREDITS,
        words=schedule.words,
        timezone=schedule.timezone,
        options=schedule.options,
    )


async def _give_up_waiting(connection: Transaction, schedule: Schedule, now: datetime) -> tuple[Notice, ...]:
    """Stop earlier posts of which nothing was sent: the moment due now replaces them."""
    notices: tuple[Notice, ...] = ()
    for post in await posts.waiting_of(connection, schedule.id):
        if post.problem:
            notices += await note_missed(connection, post, post.problem, now)
    await posts.stop_waiting(connection, schedule.id, "replaced by the next", now)
    return notices


async def _pause(
    connection: Transaction, schedule: Schedule, due_at: datetime, error: BadTimezone, now: datetime
) -> Taken:
    await schedules.set_state(connection, schedule.id, status=PAUSED, due_at=None, problem=error.message, at=now)
    return Taken(None, (paused_notice(_post(schedule, due_at, now), error),))
