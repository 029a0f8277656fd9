"""The ledger of posts: one transaction a step, so that a crash between two steps is found as it was left.

A post is claimed, its messages are stored, each message's id is stored as it is sent, and then the post is closed. What
a post will say is sealed (names are personal data) and erased when it is closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.accounts.notices import Notice
from bot.clock import Clock
from bot.credits.text import Part
from bot.errors import UserError
from bot.schedule.claims import LEASE, Taken, by_hand, claim_due, note_missed, take_free
from bot.schedule.telling import paused_notice
from bot.store import posts, schedules
from bot.store.database import Database
from bot.store.posts import POSTED, STOPPED, Post, StoredPart
from bot.store.schedules import PAUSED
from bot.store.types import new_id
from bot.store.vault import Vault


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

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._owner = new_id()
        self._lease_ends: dict[str, datetime] = {}

    async def has_work(self) -> bool:
        """Tell whether something is due or free."""
        now = self._clock()
        async with self._database.read() as connection:
            return await schedules.any_due(connection, now) or await posts.any_free(connection, now)

    async def take(self) -> Taken | None:
        """Take the next post; None when there is none. What is due comes first: it replaces what waits."""
        if not await self.has_work():
            return None
        now = self._clock()
        async with self._database.write() as connection:
            taken = await claim_due(connection, self._owner, now) or await take_free(connection, self._owner, now)
        if taken is not None and taken.post is not None:
            self._lease_ends[taken.post.id] = now + LEASE
        return taken

    async def open(self, guild_id: int, channel_id: int, template: str, by: int) -> Post:
        """Claim a post by hand."""
        post = by_hand(guild_id, channel_id, template, by, self._clock())
        async with self._database.write() as connection:
            await posts.insert_post(connection, post, self._owner)
        self._lease_ends[post.id] = post.lease_until
        return post

    async def plan(self, post: Post, parts: Sequence[Part]) -> list[Planned]:
        """Store every message of a post before the first is sent."""
        planned = [Planned(number, part, f"{post.id}{number}", None) for number, part in enumerate(parts, 1)]
        rows = [StoredPart(one.number, self._seal(post, one), one.nonce, None) for one in planned]
        now = self._clock()
        async with self._database.write() as connection:
            stored = await posts.store_parts(connection, post.id, self._owner, rows, at=now, until=now + LEASE)
        self._require(post, stored)
        self._lease_ends[post.id] = now + LEASE
        return planned

    async def planned(self, post: Post) -> list[Planned]:
        """Return the messages of a post as they were stored."""
        async with self._database.read() as connection:
            stored = await posts.parts_of(connection, post.id)
        return [Planned(row.number, self._open(post, row), row.nonce, row.message_id) for row in stored]

    async def check(self, post: Post) -> None:
        """Raise NotHeld when the lease has run out or the post was stopped; asked right before something is sent."""
        if self._clock() >= self._lease_ends.get(post.id, self._clock()):
            raise NotHeld
        async with self._database.read() as connection:
            self._require(post, await posts.is_held(connection, post.id, self._owner))

    async def sent(self, post: Post, message_ids: dict[int, int]) -> None:
        """Store the ids of messages that are in the channel, by part number, and hold the post for longer."""
        now = self._clock()
        async with self._database.write() as connection:
            held = await posts.record_sent(connection, post.id, self._owner, message_ids, at=now, until=now + LEASE)
        self._require(post, held)
        self._lease_ends[post.id] = now + LEASE

    async def close(self, post: Post) -> None:
        """Every message is in the channel: close the post and forget its schedule's trouble."""
        now = self._clock()
        async with self._database.write() as connection:
            closed = await posts.finish(connection, post.id, owner=self._owner, status=POSTED, problem="", at=now)
            if closed and post.schedule_id is not None:
                await schedules.set_problem(connection, post.schedule_id, "", now)
        self._require(post, closed)

    async def put_back(self, post: Post, problem: str, until: datetime) -> None:
        """Leave the post to whoever is free after `until`; `problem` says why it waits."""
        async with self._database.write() as connection:
            held = await posts.put_back(connection, post.id, self._owner, problem, until)
        self._require(post, held)

    async def give_up(self, post: Post, problem: str) -> tuple[Notice, ...]:
        """Stop the post; its schedule goes on. Returns whom to tell."""
        now = self._clock()
        async with self._database.write() as connection:
            held = await posts.finish(connection, post.id, owner=self._owner, status=STOPPED, problem=problem, at=now)
            notices = await note_missed(connection, post, problem, now) if held else ()
        self._require(post, held)
        return notices

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
        return paused_notice(post, error)

    async def release(self) -> int:
        """Give up every lease of this worker; return how many posts were put back."""
        self._lease_ends.clear()
        async with self._database.write() as connection:
            return await posts.free_all_of(connection, self._owner, self._clock())

    async def take_over(self) -> int:
        """End the leases of workers that died; return how many. Only where no other worker can be alive."""
        async with self._database.write() as connection:
            return await posts.free_all(connection, self._clock())

    def _require(self, post: Post, held: bool) -> None:
        if not held:
            self._lease_ends.pop(post.id, None)
            raise NotHeld

    def _seal(self, post: Post, planned: Planned) -> bytes:
        payload = msgspec.json.encode(planned.part).decode()
        return self._vault.seal(payload, context=_context(post, planned.number))

    def _open(self, post: Post, row: StoredPart) -> Part:
        return msgspec.json.decode(self._vault.open(row.payload, context=_context(post, row.number)), type=Part)


def _context(post: Post, number: int) -> str:
    return f"post_parts/{post.id}/{number}"
