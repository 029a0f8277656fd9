"""Reads and keeps what is wanted of a server's credits: people's wishes, its creators' changes, its settings."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

import msgspec

from bot.clock import Clock
from bot.store import credit_settings, overrides, wishes
from bot.store.database import Database
from bot.store.transaction import Transaction
from bot.store.wishes import Wish
from bot.supporters.consent import Claim, Wanted
from bot.supporters.tiers import CreditSettings, Listed

UNSEEN_KEPT = timedelta(days=30)
"""How long a change is kept for somebody who stands in no list any more: third parties' data goes in 30 days."""
_EARLY = timedelta(hours=1)
_NOTED_AGAIN = timedelta(days=1)


class Wanting:
    """What people and servers have said about credits."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of_guild(self, guild_id: int) -> Wanted:
        """Return all that is wanted of a server's credits now."""
        async with self._database.read() as connection:
            return Wanted(
                claims=await claims(connection),
                overrides=await overrides.of_guild(connection, guild_id),
                settings=settings_of(await credit_settings.read(connection, guild_id)),
            )

    async def note_seen(self, guild_id: int, lists: Sequence[Listed], wanted: Wanted) -> None:
        """Note which changed people still stand in a list, once a day."""
        if not wanted.overrides:
            return
        now = self._clock()
        async with self._database.read() as connection:
            old = await overrides.unseen(connection, guild_id, now - _NOTED_AGAIN)
        if not old:
            return
        seen = await asyncio.to_thread(_seen, lists, old)
        if seen:
            async with self._database.write() as connection:
                await overrides.note_seen(connection, guild_id, seen, now)

    async def clean_up(self) -> None:
        """Forget the changes of those who stand in no list any more."""
        async with self._database.write() as connection:
            await overrides.delete_unseen(connection, self._clock() - UNSEEN_KEPT + _EARLY)


async def claims(connection: Transaction) -> list[Claim]:
    """Return every wish of people who have linked something, with who they are there."""
    keys: defaultdict[Wish, set[str]] = defaultdict(set)
    for wish, provider, account_id in await wishes.proven(connection):
        keys[wish].add(f"{provider}:{account_id}")
    return [
        Claim(wish.user_id, wish.choice, wish.name, wish.updated_at, frozenset(linked)) for wish, linked in keys.items()
    ]


def settings_of(stored: str | None) -> CreditSettings:
    """Return what a server wants, with what suits most where it has said nothing."""
    return msgspec.json.decode(stored, type=CreditSettings) if stored else CreditSettings()


def _seen(lists: Sequence[Listed], wanted: set[str]) -> set[str]:
    return {entry.key for listed in lists for entry in listed.people.entries if entry.key in wanted}
