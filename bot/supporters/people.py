"""What a server's creators change about its supporters: spelling, hiding, who is one person, the order of tiers.

Whoever manages the server's credits may; that is for the caller to check. A person's own wish is stronger than all of
it but a refusal (docs/decisions/0020-refusing.md).
"""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from bot.clock import Clock
from bot.errors import BadCreditName, NotOnePerson, SomebodyGone
from bot.names import NAMELESS, one_line, plain_name
from bot.store import audit, credit_settings, overrides
from bot.store.database import Database
from bot.store.overrides import Override
from bot.store.transaction import Transaction
from bot.supporters.consent import NAME, Wanted, refused, same_people, together
from bot.supporters.refusing import as_said, covered, freed, goes_with_another, refusal
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
_CHANGED, _REFUSED, _ADMITTED = "credits.changed", "credits.refused", "credits.admitted"


@dataclass(frozen=True, slots=True)
class Standing:
    """One person as they stand in a server's credits, and what was changed about them by any of their `keys`.

    `supporter` is None for somebody who is not named, and `tier` empty then. `chosen`: they are named as they said
    themselves. Of people who are not named it is never told whether they said anything.
    """

    key: str
    keys: tuple[str, ...]
    supporter: Supporter | None
    tier: str
    override: Override
    chosen: bool = False


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

    def clean_up(self) -> None:
        """Drop what is too old to be used."""
        self._kept.clean_up()

    def forget(self, guild_id: int) -> None:
        """Read the lists anew next time."""
        self._kept.forget(str(guild_id))

    async def search(self, guild_id: int, text: str, limit: int, payer: Payer) -> list[Supporter]:
        """Return up to `limit` people whose name has the text in it, names that begin with it first."""
        roll = await self.roll(guild_id, payer)
        return await asyncio.to_thread(_search, roll, text.casefold().strip(), limit)

    async def changed(self, guild_id: int, payer: Payer) -> list[Standing]:
        """Return everybody about whom something was changed in this server, the latest first."""
        roll = await self.roll(guild_id, payer)
        return await asyncio.to_thread(_changed, roll, await self._wanted(guild_id))

    async def find(self, guild_id: int, handle: str, payer: Payer) -> Standing:
        """Return the person with this handle. Raises SomebodyGone."""
        roll = await self.roll(guild_id, payer)
        found = await asyncio.to_thread(_of_handle, roll, await self._wanted(guild_id), handle)
        if found is None:
            raise SomebodyGone
        return found

    async def refuses(self, guild_id: int, keys: Collection[str]) -> bool:
        """Tell whether this server refuses to credit the person with these keys."""
        wanted = await self._wanted(guild_id)
        same = same_people(wanted)
        return not refused(wanted, same).isdisjoint(map(same.one, keys))

    async def spell(self, guild_id: int, key: str, spelling: str, by: int) -> None:
        """Name somebody differently; empty takes that back. Raises BadCreditName."""
        shown = one_line(spelling).strip()
        if len(shown) > SPELLING_LIMIT or (shown and plain_name(shown) == NAMELESS):
            raise BadCreditName(SPELLING_LIMIT)
        await self._change(guild_id, [key], lambda one: replace(one, spelling=shown), by)

    async def hide(self, guild_id: int, keys: Sequence[str], by: int, *, hidden: bool) -> None:
        """Leave somebody out of the credits unless they wish otherwise, or bring them back."""
        await self._change(guild_id, keys, lambda one: replace(one, hidden=hidden), by)

    async def refuse(self, guild_id: int, keys: Sequence[str], by: int) -> None:
        """Leave somebody out whatever they wish, by each account that is theirs now: the wish that joins these may end.

        It is said of the first key. Nothing shows that it covers the others.
        """
        async with self._database.write() as connection:
            wanted = Wanted(await claims(connection), await overrides.of_guild(connection, guild_id))
            now = self._clock()
            for one in refusal(wanted, keys):
                await overrides.put(connection, guild_id, one, now, aside=one.refused_with is not None)
            await audit.add(connection, now, by, _REFUSED, detail=f"server {guild_id}")
        self._kept.forget(str(guild_id))

    async def admit(self, guild_id: int, keys: Sequence[str], by: int) -> None:
        """Take a refusal back, for all it covers: what the person wishes counts again."""
        async with self._database.write() as connection:
            known = await overrides.of_guild(connection, guild_id)
            now = self._clock()
            for one in (known[key] for key in keys if key in known):
                if one.refused_with in keys or not goes_with_another(known, one):
                    await overrides.put(connection, guild_id, freed(one), now)
            await self._free(connection, guild_id, covered(known, keys), now)
            await audit.add(connection, now, by, _ADMITTED, detail=f"server {guild_id}")
        self._kept.forget(str(guild_id))

    async def merge(self, guild_id: int, key: str, into: str, by: int) -> None:
        """Say that two are one person. Raises NotOnePerson where they are already, or have said otherwise.

        Raises SomebodyGone for one who wishes not to be named: what they have said is told to nobody.
        """
        wanted = await self._wanted(guild_id)
        same = same_people(wanted)
        unnamed = {same.one(each) for claim in wanted.claims if claim.choice != NAME for each in claim.keys}
        if not unnamed.isdisjoint({same.one(key), same.one(into)}):
            raise SomebodyGone
        # Of somebody who is several keys already, the one that stands for all.
        key = same.one(key)
        if key == same.one(into):
            raise NotOnePerson("they are already")
        if not same.join(into, key):
            raise NotOnePerson("each has said for themselves how they want to be credited")
        await self._change(guild_id, [key], lambda one: replace(one, merged_into=into), by)

    async def undo(self, guild_id: int, keys: Sequence[str], by: int) -> int:
        """Take back all that was changed about these keys, also that others are the same; return how many changed."""
        async with self._database.write() as connection:
            known = await overrides.of_guild(connection, guild_id)
            said = as_said(known)
            now = self._clock()
            gone = await overrides.remove(connection, guild_id, keys)
            for one in (known[key] for key in keys if key in known):
                if one.refused_with not in keys and goes_with_another(known, one):
                    still = Override(one.key, refused=True, refused_with=one.refused_with)
                    await overrides.put(connection, guild_id, still, now)
            await self._free(connection, guild_id, covered(known, keys), now)
            joined = [one for one in known.values() if one.merged_into in keys and one.key not in keys]
            for one in joined:
                left = freed(one) if one.refused_with in keys else one
                await overrides.put(connection, guild_id, replace(left, merged_into=None), now)
            if gone or joined:
                await audit.add(connection, now, by, _CHANGED, detail=f"server {guild_id}")
            if any(said[key].refused for key in keys if key in said):
                await audit.add(connection, now, by, _ADMITTED, detail=f"server {guild_id}")
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
            await audit.add(connection, self._clock(), by, _CHANGED, detail=f"server {guild_id}")
        self._kept.forget(str(guild_id))

    async def _wanted(self, guild_id: int) -> Wanted:
        async with self._database.read() as connection:
            return Wanted(await claims(connection), await overrides.of_guild(connection, guild_id))

    async def _change(
        self,
        guild_id: int,
        keys: Sequence[str],
        change: Callable[[Override], Override],
        by: int,
    ) -> None:
        async with self._database.write() as connection:
            known = await overrides.of_guild(connection, guild_id)
            now = self._clock()
            for key in keys:
                await overrides.put(connection, guild_id, change(known.get(key, Override(key))), now)
            await audit.add(connection, now, by, _CHANGED, detail=f"server {guild_id}")
        self._kept.forget(str(guild_id))

    async def _free(self, connection: Transaction, guild_id: int, others: Sequence[Override], now: datetime) -> None:
        for one in others:
            await overrides.put(connection, guild_id, freed(one), now, aside=True)


def _search(roll: Roll, wanted: str, limit: int) -> list[Supporter]:
    found = [one for group in roll.groups for one in group.names if wanted in one.name.casefold()]
    found.sort(key=lambda one: (not one.name.casefold().startswith(wanted), one.name.casefold(), one.key))
    return found[:limit]


def _of_handle(roll: Roll, wanted: Wanted, handle: str) -> Standing | None:
    for group in roll.groups:
        for one in group.names:
            if handle in map(handle_of, one.keys):
                return _named(group.level, one, wanted)
    return next((one for one in _changed(roll, wanted) if handle in map(handle_of, one.keys)), None)


def _changed(roll: Roll, wanted: Wanted) -> list[Standing]:
    standing = {key: (group.level, one) for group in roll.groups for one in group.names for key in one.keys}
    said = as_said(wanted.overrides)
    # By the server's own words alone: that two who are not named are one person by their wish is theirs to tell.
    same = same_people(Wanted((), said))
    people: defaultdict[str, list[str]] = defaultdict(list)
    for key, one in said.items():
        if one.refused_with:
            # The account it was said of is forgotten: what it covered stays one refusal.
            same.join(one.refused_with, key)
    for key in said:
        people[same.one(key)].append(key)
    found: dict[str, Standing] = {}
    for keys in people.values():
        named = {standing[key][1].key: standing[key] for key in keys if key in standing}
        for own, where in named.items():
            found.setdefault(own, _named(*where, wanted))
        if not named:
            override = together(keys[0], [said[key] for key in keys])
            found[keys[0]] = Standing(keys[0], tuple(keys), None, "", override)
    return list(found.values())


def _named(tier: str, supporter: Supporter, wanted: Wanted) -> Standing:
    changes = [wanted.overrides[key] for key in supporter.keys if key in wanted.overrides]
    # A roll is up to a minute old: who has asked to be unnamed since has chosen no name.
    wished = (claim for claim in wanted.claims if claim.choice == NAME)
    chosen = any(not claim.keys.isdisjoint(supporter.keys) for claim in wished)
    override = together(supporter.key, changes)
    return Standing(supporter.key, supporter.keys, supporter, tier, override, chosen)
