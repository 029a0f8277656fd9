"""The ledger of posts: one transaction a step, so that a crash between two steps is found as it was left.

A post is claimed, its messages are stored, each message's id is stored as it is sent, and then the post is closed. What
a post will say is sealed (names are personal data) and erased when it is closed.
"""

import asyncio
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

import msgspec

from bot.accounts.notices import Notice
from bot.clock import Clock
from bot.credits.text import Part
from bot.errors import SourceUnavailable, UserError
from bot.metrics import Metrics
from bot.schedule.claims import LEASE, Taken, by_hand, claim_due, note_missed, take_free
from bot.schedule.telling import lacking_notice, paused_notice, resting_notice, withdrawn_notice
from bot.store import files, posted, posts, schedules, wishes
from bot.store.database import Database
from bot.store.files import FileRow
from bot.store.posted import PostedRow
from bot.store.posts import BY_HAND, POSTED, SKIPPED, STOPPED, Post, StoredPart, Withdrawn
from bot.store.schedules import PAUSED
from bot.store.transaction import Transaction
from bot.store.types import new_id
from bot.store.vault import Vault
from bot.store.wishes import Said
from bot.supporters.changes import Names, names_of
from bot.supporters.snapshots import EARLY, KEPT_WITHOUT_PERMISSION

_NAMES_KEPT = KEPT_WITHOUT_PERMISSION - EARLY
"""How long what an unfinished post says is kept: its permission may end the moment after it was laid out."""
_TOO_OLD = "its names became too old to be posted"
_NO_SCHEDULE = "it had to be written anew, and its schedule is paused or deleted by now"
_CLOCK_SLACK = timedelta(seconds=2)
"""How much later than its moment something that was said may be there to be read."""


Thanks: TypeAlias = Callable[[AbstractSet[str]], bool]
"""Tells whether any of some people, by their keys, stands in what a post says."""


class Outdated(Exception):
    """Somebody whom the post names has said meanwhile how they want to be credited: it must be written anew."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What people had said about their credit right before a roll was read: it came with that. `since` is UTC."""

    since: datetime
    said: frozenset[Said]


class NotHeld(Exception):
    """The post is no longer this worker's: another holds it and goes on, or it was stopped."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One message of a post: its number from 1, what it says, and its id once it is in the channel."""

    number: int
    part: Part
    nonce: str
    message_id: int | None


class Ledger:
    """One worker's view of the ledger; a step that changes a post raises NotHeld once it is not this worker's."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, metrics: Metrics) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._metrics = metrics
        self._owner = new_id()
        self._lease_ends: dict[str, datetime] = {}
        self._awaited: set[str] = set()

    async def has_work(self) -> bool:
        """Tell whether something is due or free."""
        now = self._clock()
        async with self._database.read() as connection:
            return (
                await schedules.any_due(connection, now)
                or await posts.any_free(connection, now)
                or await posts.any_withdrawn(connection, self._awaited)
            )

    async def take(self) -> Taken | None:
        """Take the next post, or what is to be said of one that was stopped from outside; None when there is nothing.

        What is due comes first: it replaces what waits.
        """
        if not await self.has_work():
            return None
        now = self._clock()
        async with self._database.write() as connection:
            taken = (
                await claim_due(connection, self._owner, now)
                or await take_free(connection, self._owner, now)
                or await self._tell(connection)
            )
        if taken is not None and taken.post is not None:
            self._lease_ends[taken.post.id] = now + LEASE
        return taken

    async def open(self, guild_id: int, channel_id: int, template: str, by: int) -> Post:
        """Claim a post by hand. Until `let_go` nobody but `withdrawn` tells that it was stopped from outside."""
        post = by_hand(guild_id, channel_id, template, by, self._clock())
        async with self._database.write() as connection:
            await posts.insert_post(connection, post, self._owner)
        self._lease_ends[post.id] = post.lease_until
        self._awaited.add(post.id)
        return post

    async def withdrawn(self, post: Post) -> Withdrawn | None:
        """Return what there is to tell, once, of a post that was stopped from outside; None of any other."""
        async with self._database.write() as connection:
            stopped = await posts.tell_withdrawn(connection, post.id)
        if stopped is not None:
            self._metrics.post("stopped")
        return stopped

    def let_go(self, post: Post) -> None:
        """Nobody waits for this post by hand any more."""
        self._awaited.discard(post.id)

    async def listen(self, post: Post) -> Heard:
        """Return what people have said by now; to be asked right before the roll is read, and given to `plan`."""
        since = self._clock() - _CLOCK_SLACK
        async with self._database.read() as connection:
            return Heard(since, frozenset(await wishes.said_since(connection, post.guild_id, since)))

    async def plan(
        self,
        post: Post,
        parts: Sequence[Part],
        keep_until: datetime | None,
        roster: PostedRow | None = None,
        *,
        heard: Heard,
        thanks: Thanks,
        file: FileRow | None = None,
    ) -> list[Planned]:
        """Store every message of a post before the first is sent; no longer than `keep_until` (UTC), or a week.

        `roster` is whom the post thanks: what later posts of its schedule are compared with, once it is closed. `file`
        is the row of what a message points to. Raises Outdated when somebody whom the post names has said more than was
        `heard` about how they want to be credited.
        """
        planned = [Planned(number, part, f"{post.id}{number}", None) for number, part in enumerate(parts, 1)]
        # In a thread: pictures are megabytes.
        rows = await asyncio.to_thread(self._sealed, post, planned)
        names = await self._names(roster)
        now = self._clock()
        end = min(now + _NAMES_KEPT, keep_until or now + _NAMES_KEPT)
        async with self._database.write() as connection:
            said = await wishes.said_since(connection, post.guild_id, heard.since) - heard.said
            keys = {one.key for one in said}
            if thanks(keys) or (names is not None and names.any_of(keys)):
                raise Outdated
            stored = await posts.store_parts(
                connection,
                post.id,
                self._owner,
                rows,
                at=now,
                until=now + LEASE,
                keep_until=end,
                roster=roster,
                file=replace(file, id=post.id) if file else None,
            )
        self._require(post, stored)
        self._lease_ends[post.id] = now + LEASE
        return planned

    async def keep(self, file: FileRow) -> None:
        """Let a file be fetched that no post points to."""
        async with self._database.write() as connection:
            await files.add(connection, file)

    async def take_back(self, post: Post, *, is_over: bool) -> bool:
        """Forget what a post was to say where somebody whom it names has said since how they want to be credited.

        Of a post by hand it is not known whom it names: there anybody counts. `is_over`: it cannot be sent as it was
        stored in any case. Nothing of it may have been sent. False where it can be sent as it was stored. Raises
        NotHeld also where there is no active schedule any more to write it anew for, and stops it.
        """
        since = (post.sending_since or post.claimed_at) - _CLOCK_SLACK
        async with self._database.read() as connection:
            if not is_over and not await wishes.said_since(connection, post.guild_id, since):
                return False
            roster = await posted.of_post(connection, post.id)
        names = await self._names(roster)
        async with self._database.write() as connection:
            keys = {one.key for one in await wishes.said_since(connection, post.guild_id, since)}
            if not is_over and not (names.any_of(keys) if names is not None else keys):
                return False
            held = await posts.forget_parts(connection, post.id, self._owner)
            if held and post.kind != BY_HAND and not await schedules.is_active(connection, post.schedule_id):
                await posts.withdraw(connection, post.id, _NO_SCHEDULE, self._clock())
                held = False
        self._require(post, held)
        return True

    async def planned(self, post: Post) -> list[Planned]:
        """Return the messages of a post as they were stored."""
        async with self._database.read() as connection:
            stored = await posts.parts_of(connection, post.id)
        return await asyncio.to_thread(self._opened, post, stored)

    async def check(self, post: Post) -> None:
        """Raise NotHeld when the lease has run out or the post was stopped; asked right before something is sent."""
        if self._clock() >= self._lease_ends.get(post.id, self._clock()):
            raise NotHeld
        async with self._database.read() as connection:
            self._require(post, await posts.is_held(connection, post.id, self._owner))

    async def hold(self, post: Post) -> None:
        """Renew the lease of a post that takes long, once a third of it is over. Raises NotHeld as `check` does."""
        await self.check(post)
        now = self._clock()
        if now >= self._lease_ends.get(post.id, now) - LEASE * 2 / 3:
            await self.sent(post, {})

    async def sent(self, post: Post, message_ids: dict[int, int]) -> None:
        """Store the ids of messages that are in the channel, by part number, and hold the post for longer."""
        now = self._clock()
        async with self._database.write() as connection:
            held = await posts.record_sent(connection, post.id, self._owner, message_ids, at=now, until=now + LEASE)
        self._require(post, held)
        self._lease_ends[post.id] = now + LEASE

    async def close(self, post: Post, lacks: str = "") -> tuple[Notice, ...]:
        """Every message is in the channel: close the post and forget its schedule's trouble.

        `lacks` says what could not be added to the post; its schedule keeps that. Returns whom to tell of it, once.
        """
        now = self._clock()
        async with self._database.write() as connection:
            closed = await posts.finish(connection, post.id, owner=self._owner, status=POSTED, problem=lacks, at=now)
            new = False
            if closed and post.schedule_id is not None:
                await posted.settle(connection, post.id, now)
                new = await schedules.set_problem(connection, post.schedule_id, lacks, now)
        self._require(post, closed)
        self._metrics.post("posted")
        return (lacking_notice(post, lacks),) if new and lacks else ()

    async def skip(self, post: Post, why: str, first: PostedRow | None) -> None:
        """Close a post that has nothing to say; `why` stands in the history.

        `first` is what later posts of its schedule are compared with, where there is nothing yet.
        """
        now = self._clock()
        async with self._database.write() as connection:
            closed = await posts.finish(connection, post.id, owner=self._owner, status=SKIPPED, problem=why, at=now)
            if closed and post.schedule_id is not None:
                if first is not None:
                    await posted.put(connection, first)
                    await posted.settle(connection, post.id, now)
                await schedules.set_problem(connection, post.schedule_id, "", now)
        self._require(post, closed)
        self._metrics.post("skipped")

    async def put_back(self, post: Post, problem: str, until: datetime) -> None:
        """Leave the post to whoever is free after `until`; `problem` says why it waits."""
        async with self._database.write() as connection:
            held = await posts.put_back(connection, post.id, self._owner, problem, until)
        self._require(post, held)
        self._metrics.post("put_back")

    async def wait(self, post: Post, problem: str, until: datetime) -> None:
        """Put the post back for hours, and say so at its schedule: whoever looks there would miss the post."""
        async with self._database.write() as connection:
            held = await posts.put_back(connection, post.id, self._owner, problem, until)
            if held and post.schedule_id is not None:
                await schedules.note_waiting(connection, post.schedule_id, problem, self._clock())
        self._require(post, held)
        self._metrics.post("put_back")

    async def give_up(self, post: Post, problem: str) -> tuple[Notice, ...]:
        """Stop the post; its schedule goes on. Returns whom to tell."""
        now = self._clock()
        async with self._database.write() as connection:
            held = await posts.finish(connection, post.id, owner=self._owner, status=STOPPED, problem=problem, at=now)
            notices = await note_missed(connection, post, problem, now) if held else ()
        self._require(post, held)
        self._metrics.post("given_up")
        return notices

    async def rest(self, post: Post, error: SourceUnavailable) -> tuple[Notice, ...]:
        """Stop the post; its schedule goes on by itself once the source can be read. Returns whom to tell, once."""
        now = self._clock()
        problem = f"The latest post did not appear. {error.message}"
        async with self._database.write() as connection:
            held = await posts.finish(
                connection, post.id, owner=self._owner, status=STOPPED, problem=error.message, at=now
            )
            new = (
                held
                and post.schedule_id is not None
                and await schedules.set_problem(connection, post.schedule_id, problem, now)
            )
        self._require(post, held)
        self._metrics.post("stopped")
        return (resting_notice(post, error),) if new else ()

    async def stop(self, post: Post, error: UserError) -> Notice:
        """Stop the post and pause its schedule until somebody has mended what is wrong. Returns whom to tell."""
        now = self._clock()
        async with self._database.write() as connection:
            held = await posts.finish(
                connection, post.id, owner=self._owner, status=STOPPED, problem=error.message, at=now
            )
            if held and post.schedule_id is not None:
                await schedules.set_state(
                    connection, post.schedule_id, status=PAUSED, due_at=None, problem=error.message, at=now
                )
        self._require(post, held)
        self._metrics.post("stopped")
        return paused_notice(post, error)

    async def stop_old(self) -> int:
        """Stop every post whose names may be kept no longer, whoever holds it; return how many."""
        async with self._database.write() as connection:
            return await posts.stop_overdue(connection, _TOO_OLD, self._clock())

    async def release(self) -> int:
        """Give up every lease of this worker; return how many posts were put back."""
        self._lease_ends.clear()
        async with self._database.write() as connection:
            return await posts.free_all_of(connection, self._owner, self._clock())

    async def take_over(self) -> int:
        """End the leases of workers that died; return how many. Only where no other worker can be alive."""
        async with self._database.write() as connection:
            return await posts.free_all(connection, self._clock())

    async def _tell(self, connection: Transaction) -> Taken | None:
        post_id = await posts.first_withdrawn(connection, self._awaited)
        stopped = await posts.tell_withdrawn(connection, post_id) if post_id is not None else None
        if stopped is None:
            return None
        self._metrics.post("stopped")
        goes_on = await schedules.is_active(connection, stopped.post.schedule_id)
        return Taken(None, (withdrawn_notice(stopped, goes_on=goes_on),))

    async def _names(self, roster: PostedRow | None) -> Names | None:
        return None if roster is None else await asyncio.to_thread(names_of, self._vault, roster)

    def _require(self, post: Post, held: bool) -> None:
        if not held:
            self._lease_ends.pop(post.id, None)
            raise NotHeld

    def _sealed(self, post: Post, planned: Sequence[Planned]) -> list[StoredPart]:
        return [StoredPart(one.number, self._seal(post, one), one.nonce, None) for one in planned]

    def _opened(self, post: Post, stored: Sequence[StoredPart]) -> list[Planned]:
        return [Planned(row.number, self._open(post, row), row.nonce, row.message_id) for row in stored]

    def _seal(self, post: Post, planned: Planned) -> bytes:
        payload = msgspec.json.encode(planned.part).decode()
        return self._vault.seal(payload, context=_context(post, planned.number))

    def _open(self, post: Post, row: StoredPart) -> Part:
        return msgspec.json.decode(self._vault.open(row.payload, context=_context(post, row.number)), type=Part)


def _context(post: Post, number: int) -> str:
    return f"post_parts/{post.id}/{number}"
