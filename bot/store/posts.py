"""Queries on the ledger of posts and their parts.

A worker that goes on with a post names itself as the lease's owner, and changes no post whose lease has another owner.
That the lease has not run out is for the worker to see: here a lease is its owner's until another takes it. Only what
stops posts (`stop_waiting`, `stop_unfinished_of`, `stop_overdue`) or frees them (`free_all`) does so whoever holds
them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import files, posted
from bot.store.files import FileRow
from bot.store.posted import PostedRow
from bot.store.tables import post_parts, posts, schedules

CLAIMED = "claimed"
SENDING = "sending"
POSTED = "posted"
WITHDRAWN = "withdrawn"
"""Stopped from outside, and whoever made it is not told yet."""
STOPPED = "stopped"
SKIPPED = "skipped"
"""There was nothing to post, as its schedule wants it."""
CREDITS = "credits"
ANNOUNCEMENT = "announcement"
BY_HAND = "hand"
"""Of no schedule from the start; a post whose schedule was deleted has none any more."""
_UNFINISHED = (CLAIMED, SENDING)


@dataclass(frozen=True, slots=True)
class Post:
    """One row of the ledger, with its schedule's words, zone and options (empty for a post by hand).

    `keep_until`: how long what its messages say may be kept; None until they are stored.
    """

    id: str
    schedule_id: str | None
    guild_id: int
    channel_id: int
    created_by: int
    template: str
    due_at: datetime
    status: str
    problem: str
    tries: int
    lease_until: datetime
    claimed_at: datetime
    sending_since: datetime | None
    keep_until: datetime | None = None
    kind: str = CREDITS
    words: str = ""
    timezone: str = ""
    options: str = ""


@dataclass(frozen=True, slots=True)
class StoredPart:
    """One message of a post; `payload` is sealed, `message_id` known once it was seen in the channel."""

    number: int
    payload: bytes
    nonce: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A post that was stopped from outside: why, and how many of its messages are in the channel."""

    post: Post
    posted: int
    total: int


_RULE = ("words", "timezone", "options")
_OWN = [name for name in Post.__slots__ if name not in _RULE]


async def insert_post(connection: AsyncConnection, post: Post, owner: str) -> None:
    """Claim a moment: store the post, leased to `owner`."""
    values = {name: getattr(post, name) for name in _OWN}
    await connection.execute(posts.insert().values(**values, lease_owner=owner))


async def is_claimed(connection: AsyncConnection, schedule_id: str, due_at: datetime) -> bool:
    """Tell whether a schedule's moment stands in the ledger."""
    chosen = select(posts.c.id).where(posts.c.schedule_id == schedule_id, posts.c.due_at == due_at)
    return (await connection.execute(chosen)).first() is not None


async def waiting_of(connection: AsyncConnection, schedule_id: str) -> list[Post]:
    """Return a schedule's posts of which nothing was sent yet."""
    chosen = _posts().where(posts.c.schedule_id == schedule_id, posts.c.status == CLAIMED)
    return [Post(*row) for row in (await connection.execute(chosen)).all()]


async def any_free(connection: AsyncConnection, now: datetime) -> bool:
    """Tell whether the lease of an unfinished post has run out."""
    return (await connection.execute(select(posts.c.id).where(_free(now)).limit(1))).first() is not None


async def first_free(connection: AsyncConnection, now: datetime) -> Post | None:
    """Return the unfinished post that was tried least, then whose lease ran out first, locked where that is possible.

    So a post that ends the process each time does not go before all others after each start.
    """
    chosen = (
        _posts()
        .where(_free(now))
        .order_by(posts.c.tries, posts.c.lease_until, posts.c.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=posts)
    )
    row = (await connection.execute(chosen)).one_or_none()
    return None if row is None else Post(*row)


async def take(connection: AsyncConnection, post: Post, owner: str, until: datetime) -> bool:
    """Lease a free post to `owner` and count the try; False if another worker took it first."""
    changed = await connection.execute(
        update(posts)
        .where(posts.c.id == post.id, posts.c.lease_until == post.lease_until, posts.c.status.in_(_UNFINISHED))
        .values(lease_owner=owner, lease_until=until, tries=posts.c.tries + 1)
    )
    return changed.rowcount == 1


async def store_parts(
    connection: AsyncConnection,
    post_id: str,
    owner: str,
    parts: Sequence[StoredPart],
    *,
    at: datetime,
    until: datetime,
    keep_until: datetime,
    roster: PostedRow | None = None,
    file: FileRow | None = None,
) -> bool:
    """Store every message of a post before the first is sent, how long they may be kept, and whom the post thanks.

    `file` is what one of them points to; its row has the post's id. False if the post is no longer `owner`'s.
    """
    changed = await connection.execute(
        update(posts)
        .where(_held(post_id, owner), posts.c.status == CLAIMED)
        .values(status=SENDING, problem="", sending_since=at, lease_until=until, keep_until=keep_until)
    )
    if changed.rowcount != 1:
        return False
    rows = [{"post_id": post_id, "number": part.number, "payload": part.payload, "nonce": part.nonce} for part in parts]
    await connection.execute(post_parts.insert(), rows)
    if roster is not None:
        await posted.put(connection, roster)
    if file is not None:
        await files.add(connection, file)
    return True


async def forget_parts(connection: AsyncConnection, post_id: str, owner: str) -> bool:
    """Take back what `store_parts` has stored, to write it anew. False if the post is no longer `owner`'s."""
    changed = await connection.execute(
        update(posts)
        .where(_held(post_id, owner), posts.c.status == SENDING)
        .values(status=CLAIMED, sending_since=None, keep_until=None)
    )
    if changed.rowcount != 1:
        return False
    await connection.execute(delete(post_parts).where(post_parts.c.post_id == post_id))
    await posted.forget(connection, post_id)
    await files.remove(connection, post_id)
    return True


async def parts_of(connection: AsyncConnection, post_id: str) -> list[StoredPart]:
    """Return a post's messages in order."""
    chosen = (
        select(post_parts.c.number, post_parts.c.payload, post_parts.c.nonce, post_parts.c.message_id)
        .where(post_parts.c.post_id == post_id)
        .order_by(post_parts.c.number)
    )
    return [StoredPart(*row) for row in (await connection.execute(chosen)).all()]


async def record_sent(
    connection: AsyncConnection, post_id: str, owner: str, sent: dict[int, int], *, at: datetime, until: datetime
) -> bool:
    """Store message ids by part number and renew the lease; False (but stored) if the post is no longer `owner`'s.

    With a message in the channel the tries are counted anew: only those that lead nowhere are to end a post.
    """
    for number, message_id in sent.items():
        await connection.execute(
            update(post_parts)
            .where(post_parts.c.post_id == post_id, post_parts.c.number == number)
            .values(message_id=message_id, sent_at=at)
        )
    values: dict[str, Any] = {"lease_until": until} | ({"tries": 1} if sent else {})
    changed = await connection.execute(update(posts).where(_held(post_id, owner)).values(**values))
    return changed.rowcount == 1


async def put_back(connection: AsyncConnection, post_id: str, owner: str, problem: str, until: datetime) -> bool:
    """Give up the lease; the post is anybody's after `until`. False if it was no longer `owner`'s."""
    changed = await connection.execute(
        update(posts).where(_held(post_id, owner)).values(lease_owner="", lease_until=until, problem=problem)
    )
    return changed.rowcount == 1


async def free_all_of(connection: AsyncConnection, owner: str, now: datetime) -> int:
    """Give up every lease of one worker; return how many."""
    changed = await connection.execute(
        update(posts)
        .where(posts.c.lease_owner == owner, posts.c.status.in_(_UNFINISHED))
        .values(lease_owner="", lease_until=now)
    )
    return changed.rowcount


async def free_all(connection: AsyncConnection, now: datetime) -> int:
    """End every running lease that a worker holds, whoever it is; return how many."""
    changed = await connection.execute(
        update(posts)
        .where(posts.c.lease_owner != "", posts.c.lease_until > now, posts.c.status.in_(_UNFINISHED))
        .values(lease_owner="", lease_until=now)
    )
    return changed.rowcount


async def finish(
    connection: AsyncConnection, post_id: str, *, owner: str, status: str, problem: str, at: datetime
) -> bool:
    """Close a post (posted or stopped) and erase what its messages said; False if it was no longer `owner`'s."""
    changed = await connection.execute(
        update(posts)
        .where(_held(post_id, owner))
        .values(status=status, problem=problem, finished_at=at, lease_owner="")
    )
    if changed.rowcount != 1:
        return False
    await connection.execute(update(post_parts).where(post_parts.c.post_id == post_id).values(payload=b""))
    return True


async def stop_waiting(connection: AsyncConnection, schedule_id: str, problem: str, at: datetime) -> int:
    """Stop a schedule's posts of which nothing was sent yet, whoever holds them; return how many."""
    changed = await connection.execute(
        update(posts)
        .where(posts.c.schedule_id == schedule_id, posts.c.status == CLAIMED)
        .values(status=STOPPED, problem=problem, finished_at=at, lease_owner="")
    )
    return changed.rowcount


async def stop_unfinished_of(
    connection: AsyncConnection, guild_ids: Collection[int], problem: str, at: datetime
) -> None:
    """Stop whatever these servers' posts have not sent yet, whoever holds them, and erase the names in it.

    `problem` is half a sentence that says why; whoever made the post is told it.
    """
    await _withdraw(connection, posts.c.guild_id.in_(guild_ids), problem, at)
    # Names that these posts have shown: without their source they are no longer kept.
    await posted.forget_of_guilds(connection, guild_ids)


async def withdraw(connection: AsyncConnection, post_id: str, problem: str, at: datetime) -> None:
    """Stop one unfinished post, as `stop_unfinished_of` does."""
    await _withdraw(connection, posts.c.id == post_id, problem, at)


async def stop_overdue(connection: AsyncConnection, problem: str, now: datetime) -> int:
    """Stop the posts whose names may be kept no longer, as `stop_unfinished_of` does; return how many."""
    return await _withdraw(connection, posts.c.keep_until <= now, problem, now)


async def any_withdrawn(connection: AsyncConnection, besides: Collection[str]) -> bool:
    """Tell whether somebody is still to be told that a post was stopped, these posts left out."""
    chosen = select(posts.c.id).where(posts.c.status == WITHDRAWN, posts.c.id.not_in(besides)).limit(1)
    return (await connection.execute(chosen)).first() is not None


async def first_withdrawn(connection: AsyncConnection, besides: Collection[str]) -> str | None:
    """Return the id of a post whose maker is still to be told that it was stopped, these posts left out."""
    chosen = select(posts.c.id).where(posts.c.status == WITHDRAWN, posts.c.id.not_in(besides)).order_by(posts.c.id)
    post_id: str | None = (await connection.execute(chosen.limit(1))).scalar()
    return post_id


async def tell_withdrawn(connection: AsyncConnection, post_id: str) -> Withdrawn | None:
    """Return what its maker is to be told of a withdrawn post, once: now it is stopped. None for any other post."""
    changed = await connection.execute(
        update(posts).where(posts.c.id == post_id, posts.c.status == WITHDRAWN).values(status=STOPPED)
    )
    if changed.rowcount != 1:
        return None
    row = (await connection.execute(_posts().where(posts.c.id == post_id))).one()
    counted = select(func.count(post_parts.c.message_id), func.count()).where(post_parts.c.post_id == post_id)
    posted, total = (await connection.execute(counted)).one()
    return Withdrawn(Post(*row), posted, total)


async def is_held(connection: AsyncConnection, post_id: str, owner: str) -> bool:
    """Tell whether an unfinished post is still `owner`'s, even if its lease has run out."""
    return (await connection.execute(select(posts.c.id).where(_held(post_id, owner)))).first() is not None


async def delete_finished(connection: AsyncConnection, before: datetime) -> int:
    """Delete posts that ended before a moment, with their parts; return how many."""
    gone = await connection.execute(delete(posts).where(posts.c.finished_at < before))
    return gone.rowcount


async def _withdraw(connection: AsyncConnection, which: ColumnElement[bool], problem: str, at: datetime) -> int:
    unfinished = and_(which, posts.c.status.in_(_UNFINISHED))
    parts = post_parts.c.post_id.in_(select(posts.c.id).where(unfinished))
    await connection.execute(update(post_parts).where(parts).values(payload=b""))
    values = {"status": WITHDRAWN, "problem": problem, "finished_at": at, "lease_owner": ""}
    return (await connection.execute(update(posts).where(unfinished).values(values))).rowcount


def _free(now: datetime) -> ColumnElement[bool]:
    """Match what anybody may take up: not what says names that are too old by now, which `stop_overdue` ends."""
    young = or_(posts.c.keep_until.is_(None), posts.c.keep_until > now)
    return and_(posts.c.status.in_(_UNFINISHED), posts.c.lease_until <= now, young)


def _held(post_id: str, owner: str) -> ColumnElement[bool]:
    return and_(posts.c.id == post_id, posts.c.lease_owner == owner, posts.c.status.in_(_UNFINISHED))


def _posts() -> Any:
    rule = [func.coalesce(schedules.c[name], "") for name in _RULE]
    return select(*[posts.c[name] for name in _OWN], *rule).join_from(
        posts, schedules, schedules.c.id == posts.c.schedule_id, isouter=True
    )
