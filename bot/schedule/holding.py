"""Keeps posts for which something is made that takes longer than a lease, such as a video.

A post that is being drawn for has sent and stored nothing yet: whoever takes it up after a crash begins anew.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.errors import UserError
from bot.schedule.ledger import Ledger, NotHeld
from bot.store.posts import Post

_MOST = 24
"""So many posts may be held; each holds its names in memory, and who comes later would wait in vain."""
_MOST_OF_A_SERVER = 3
_MOST_DRAWINGS = 2
"""For one post: somebody whom it thanks may change how they want to be credited during every drawing."""
_REMEMBERED = 1_000
"""So many posts' drawings are counted; only those that are written anew count again."""


@dataclass(slots=True)
class _Slow:
    post: Post
    task: "asyncio.Task[object]"
    lost: bool = False


class Holding:
    """One worker's posts that take long. Nothing is renewed but by `renew`, which every tick calls."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._slow: dict[str, _Slow] = {}
        self._begun: dict[str, int] = {}

    @property
    def count(self) -> int:
        """How many posts there are."""
        return len(self._slow)

    @asynccontextmanager
    async def held(self, post: Post) -> AsyncIterator[None]:
        """Keep the post while the block runs; the block ends with NotHeld when it was stopped or is another's.

        Raises UserError where nothing more may be drawn: for this post, for its server, or for anybody.
        """
        task = asyncio.current_task()
        if task is None:
            raise NotHeld
        self._require_room(post)
        self._count(post)
        slow = self._slow[post.id] = _Slow(post, task)
        try:
            yield
        except asyncio.CancelledError:
            if not slow.lost:
                raise
            task.uncancel()
            raise NotHeld from None
        finally:
            del self._slow[post.id]

    def _require_room(self, post: Post) -> None:
        if self._begun.get(post.id, 0) >= _MOST_DRAWINGS:
            raise UserError(
                "Each time it was drawn, the post had to be written anew: somebody in it changed their credit."
            )
        if sum(slow.post.guild_id == post.guild_id for slow in self._slow.values()) >= _MOST_OF_A_SERVER:
            raise UserError("Too many are being drawn for this server at this time. Choose another minute.")
        if len(self._slow) >= _MOST:
            raise UserError("Too many are being drawn at this time. Choose another minute.")

    def _count(self, post: Post) -> None:
        self._begun[post.id] = self._begun.pop(post.id, 0) + 1
        if len(self._begun) > _REMEMBERED:
            del self._begun[next(iter(self._begun))]

    async def renew(self) -> None:
        """Renew the leases that are getting old, and end the blocks whose posts are no longer this worker's."""
        for slow in list(self._slow.values()):
            try:
                await self._ledger.hold(slow.post)
            except NotHeld:
                if self._slow.get(slow.post.id) is slow:
                    slow.lost = True
                    slow.task.cancel()
