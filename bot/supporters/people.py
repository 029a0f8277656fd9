"""What a server's creators change about its supporters: spelling, hiding, who is one person, the order of tiers.

Whoever manages the server's credits may; that is for the caller to check. A person's own wish is stronger.
"""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import msgspec

from bot.clock import Clock
from bot.errors import BadCreditName, NotOnePerson, SomebodyGone
from bot.names import NAMELESS, one_line, plain_name
from bot.store import audit, credit_settings, overrides
from bot.store.database import Database
from bot.store.overrides import Override
from bot.supporters.consent import Wanted, same_people
from bot.supporters.roll import Roll, Supporter
from bot.supporters.rolls import Rolls
from bot.supporters.tiers import CreditSettings
from bot.supporters.wanting import claims, settings_of
from bot.youtube.cache import ShortCache
from bot.youtube.payer import Payer

SPELLING_LIMIT = 100
_HANDLE = 16
_LIFETIME = timedelta(seconds=60)
_SERVERS_KEPT = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """One person as they stand in a server's credits, and what was changed about them.

    `supporter` is None for somebody who is not named, and `tier` empty then.
    """

    key: str
    supporter: Supporter | None
    tier: str
    override: Override


def handle_of(key: str) -> str:
    """Return a short name of a key for custom ids and choices: keys can be long, and say who somebody is."""
    return hashlib.sha256(key.encode()).hexdigest()[:_HANDLE]


class People:
    """Finds people in the lists as they were read last, and keeps what is changed about them."""

    def __init__(self, database: Database, rolls: Rolls, clock: Clock) -> None:
        self._database = database
        self._rolls = rolls
        self._clock = clock
        self._kept: ShortCache[Roll] = ShortCache(clock, lifetime=_LIFETIME, size=_SERVERS_KEPT)

    async def roll(self, guild_id: int, payer: Payer) -> Roll:
        """Return everybody as they were read last, at most a minute ago; no provider is asked."""
        return await self._kept.get(str(guild_id), lambda: self._rolls.as_kept(guild_id, payer))

    def forget(self, guild_id: int) -> None:
        """Read the lists anew next time."""
        self._kept.forget(str(guild_id))

    async def search(self, guild_id: int, text: str, limit: int, payer: Payer) -> list[Supporter]:
        """Return up to `limit` people whose name has the text in it, names that begin with it first."""
        roll = await self.roll(guild_id, payer)
        return await asyncio.to_thread(_search, roll, text.casefold().strip(), limit)

    async def changed(self, guild_id: int) -> list[Override]:
        """Return everything that was changed in this server, the latest first."""
        async with self._database.read() as connection:
            return list((await overrides.of_guild(connection, guild_id)).values())

    async def find(self, guild_id: int, handle: str, payer: Payer) -> Standing:
        """Return the person with this handle. Raises SomebodyGone."""
        roll = await self.roll(guild_id, payer)
        changed = {handle_of(one.key): one for one in await self.changed(guild_id)}
        found = await asyncio.to_thread(_of_handle, roll, handle)
        if found is not None:
            tier, supporter = found
            own = [changed[one] for one in map(handle_of, supporter.keys) if one in changed]
            return Standing(
                supporter.key, supporter, tier, changed.get(handle) or (own or [Override(supporter.key)])[0]
            )
        if handle in changed:
            return Standing(changed[handle].key, None, "", changed[handle])
        raise SomebodyGone

    async def spell(self, guild_id: int, key: str, spelling: str, by: int) -> None:
        """Name somebody differently; empty takes that back. Raises BadCreditName."""
        shown = one_line(spelling).strip()
        if len(shown) > SPELLING_LIMIT or (shown and plain_name(shown) == NAMELESS):
            raise BadCreditName(SPELLING_LIMIT)
        await self._change(guild_id, key, lambda one: replace(one, spelling=shown), by)

    async def hide(self, guild_id: int, key: str, by: int, *, hidden: bool) -> None:
        """Leave somebody out of the credits, or bring them back."""
        await self._change(guild_id, key, lambda one: replace(one, hidden=hidden), by)

    async def merge(self, guild_id: int, key: str, into: str, by: int) -> None:
        """Say that two are one person. Raises NotOnePerson where they are already, or have said otherwise."""
        async with self._database.read() as connection:
            known = await overrides.of_guild(connection, guild_id)
            wished = await claims(connection)
        same = same_people(Wanted(wished, known))
        # Of somebody who is several keys already, the one that stands for all.
        key = same.one(key)
        if key == same.one(into):
            raise NotOnePerson("they are already")
        if not same.join(into, key):
            raise NotOnePerson("each has said for themselves how they want to be credited")
        await self._change(guild_id, key, lambda one: replace(one, merged_into=into), by)

    async def undo(self, guild_id: int, keys: Sequence[str], by: int) -> int:
        """Take back all that was changed about these keys, also that others are the same; return how many changed."""
        async with self._database.write() as connection:
            known = await overrides.of_guild(connection, guild_id)
            gone = await overrides.remove(connection, guild_id, keys)
            now = self._clock()
            joined = [one for one in known.values() if one.merged_into in keys and one.key not in keys]
            for one in joined:
                await overrides.put(connection, guild_id, replace(one, merged_into=None), now)
            if gone or joined:
                await audit.add(connection, now, by, "credits.changed", detail=f"server {guild_id}")
        self._kept.forget(str(guild_id))
        return gone + len(joined)

    async def settings(self, guild_id: int) -> CreditSettings:
        """Return what this server wants of its credits."""
        async with self._database.read() as connection:
            return settings_of(await credit_settings.read(connection, guild_id))

    async def arrange(self, guild_id: int, change: Callable[[CreditSettings], CreditSettings], by: int) -> None:
        """Change what this server wants of its credits."""
        async with self._database.write() as connection:
            before = settings_of(await credit_settings.read(connection, guild_id))
            await credit_settings.write(connection, guild_id, msgspec.json.encode(change(before)).decode())
            await audit.add(connection, self._clock(), by, "credits.changed", detail=f"server {guild_id}")
        self._kept.forget(str(guild_id))

    async def _change(self, guild_id: int, key: str, change: Callable[[Override], Override], by: int) -> None:
        now = self._clock()
        async with self._database.write() as connection:
            known = await overrides.of_guild(connection, guild_id)
            await overrides.put(connection, guild_id, change(known.get(key, Override(key))), now)
            await audit.add(connection, now, by, "credits.changed", detail=f"server {guild_id}")
        self._kept.forget(str(guild_id))


def _search(roll: Roll, wanted: str, limit: int) -> list[Supporter]:
    found = [one for group in roll.groups for one in group.names if wanted in one.name.casefold()]
    found.sort(key=lambda one: (not one.name.casefold().startswith(wanted), one.name.casefold(), one.key))
    return found[:limit]


def _of_handle(roll: Roll, handle: str) -> tuple[str, Supporter] | None:
    named = ((group.level, one) for group in roll.groups for one in group.names)
    return next(((level, one) for level, one in named if handle in map(handle_of, one.keys)), None)
