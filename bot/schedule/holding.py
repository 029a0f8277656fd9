"""Keeps posts for which something is made that takes longer than a lease, such as a video.

A post that is being drawn for has sent and stored nothing yet: whoever takes it up after a crash begins anew.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.schedule.ledger import Ledger, NotHeld
from bot.store.posts import Post


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

    @property
    def count(self) -> int:
        """How many posts there are."""
        return len(self._slow)

    @asynccontextmanager
    async def held(self, post: Post) -> AsyncIterator[None]:
        """Keep the post while the block runs; the block ends with NotHeld when it was stopped or is another's."""
        task = asyncio.current_task()
        if task is None:
            raise NotHeld
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

    async def renew(self) -> None:
        """Renew the leases that are getting old, and end the blocks whose posts are no longer this worker's."""
        for slow in list(self._slow.values()):
            try:
                await self._ledger.hold(slow.post)
            except NotHeld:
                if self._slow.get(slow.post.id) is slow:
                    slow.lost = True
                    slow.task.cancel()
