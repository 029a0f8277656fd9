"""Who makes a grant and who ends one at the same provider, kept apart.

A provider ends a grant as a whole: every token of that account. While somebody links, nobody can know yet which
account it will be; so a grant is ended only while nobody links, and nobody links while one is being ended. One process
owns the database, so a lock in memory is enough.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Grants:
    """A lock that many makers hold together, and one ender alone. First come, first served: neither starves."""

    def __init__(self) -> None:
        self._door = asyncio.Lock()
        self._makers = 0
        self._nobody = asyncio.Event()
        self._nobody.set()

    @asynccontextmanager
    async def making(self) -> AsyncIterator[None]:
        """Hold from before a code is exchanged until its link is saved; waits for whoever is ending a grant."""
        async with self._door:
            self._makers += 1
            self._nobody.clear()
        try:
            yield
        finally:
            self._makers -= 1
            if not self._makers:
                self._nobody.set()

    @asynccontextmanager
    async def ending(self) -> AsyncIterator[None]:
        """Hold from before it is decided that nobody needs a grant until the provider has answered.

        Everybody who wants to link waits meanwhile: limit it, the waiting for those who are linking included.
        """
        async with self._door:
            await self._nobody.wait()
            yield
