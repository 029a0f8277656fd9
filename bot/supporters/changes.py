"""Who joined, left, rose or changed their name since a schedule's last post.

What is kept of a post says little about people: a keyed hash of each key (the key is random and goes with the row),
the level, when they were first thanked, and a keyed hash of the name. The name itself is kept only of people who stand
in a list that was imported or at Patreon, so that they can be thanked once they have left: former members of an API
source live on as counts.
"""

import asyncio
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.clock import Clock
from bot.store import posted as rows
from bot.store.database import Database
from bot.store.posted import PostedRow
from bot.store.vault import Vault
from bot.supporters.packing import UnreadableList, pack, unpack
from bot.supporters.roll import Roll, Supporter

_HASH = 12


class _Thanked(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One person of a post: hashes of their keys and name, level, when first thanked, months, and a name to keep."""

    keys: tuple[str, ...]
    name_hash: str
    level: str
    first: datetime
    months: int
    name: str = ""


class _Former(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One person who was thanked before and is in no list any more."""

    keys: tuple[str, ...]
    name: str
    level: str
    first: datetime
    until: datetime


class _Posted(msgspec.Struct, frozen=True):
    """Whom a post thanked; `salt` keys the hashes."""

    salt: str
    people: tuple[_Thanked, ...]
    former: tuple[_Former, ...] = ()


@dataclass(frozen=True, slots=True)
class Former:
    """Somebody who has left. Moments are UTC: their first and their last post."""

    name: str
    first: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Risen:
    """Somebody who stands higher than in the last post; `level` is the heading they stand under now."""

    supporter: Supporter
    level: str


@dataclass(frozen=True, slots=True)
class Change:
    """What is new since a schedule's last post at `since` (UTC).

    `left` counts everybody who left; `left_names` are those of them whose name may be said. `renamed` have another
    name than then. `anniversaries` are people whose whole months have passed a multiple of twelve. `former` is
    everybody who left since the schedule began and may be named, the latest first.
    """

    since: datetime
    joined: tuple[Supporter, ...] = ()
    risen: tuple[Risen, ...] = ()
    renamed: tuple[Supporter, ...] = ()
    anniversaries: tuple[Supporter, ...] = ()
    left: int = 0
    left_names: tuple[str, ...] = ()
    fallen: int = 0
    former: tuple[Former, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anybody joined, left, stands elsewhere or has another name."""
        return bool(self.joined or self.risen or self.renamed or self.left or self.fallen)


class Names:
    """Whom a post names, by keyed hashes: those it thanks and those it may say have left."""

    def __init__(self, posted: _Posted) -> None:
        self._hashed = _Hashes(posted.salt)
        thanked = {key for one in posted.people for key in one.keys}
        self._keys = thanked.union(key for one in posted.former for key in one.keys)

    def any_of(self, keys: Iterable[str]) -> bool:
        """Tell whether any of these people, by their keys, is among them."""
        return not self._keys.isdisjoint(self._hashed.of_all(keys))


def names_of(vault: Vault, row: PostedRow) -> Names | None:
    """Return whom the post with this row names, None where that cannot be read. As slow as `unpack`."""
    try:
        return Names(unpack(vault, row.payload, _Posted, context=rows.context(row.post_id)))
    except UnreadableList:
        return None


class Changes:
    """Compares a roll with a schedule's last post, and keeps whom a post thanks."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def since_last(self, schedule_id: str, roll: Roll) -> Change | None:
        """Return what is new since the schedule's last post; None before its first, and where that cannot be read."""
        last = await self._last(schedule_id)
        if last is None or last[0].posted_at is None:
            return None
        return await asyncio.to_thread(_compare, last[1], last[0].posted_at, roll)

    async def record(self, post_id: str, schedule_id: str, guild_id: int, roll: Roll) -> PostedRow:
        """Return the row of whom a post thanks.

        To be stored with the post's parts (`bot.store.posted.put`) and settled when it is closed (`settle`), each in
        that step's own transaction: so whom the last post thanked is true after any crash.
        """
        last = await self._last(schedule_id)
        payload = await asyncio.to_thread(self._sealed, post_id, last, roll)
        return PostedRow(post_id, schedule_id, guild_id, None, payload)

    async def clean_up(self) -> None:
        """Forget whom posts would have thanked that never appeared."""
        async with self._database.write() as connection:
            await rows.delete_abandoned(connection)

    async def _last(self, schedule_id: str) -> tuple[PostedRow, _Posted] | None:
        async with self._database.read() as connection:
            row = await rows.latest(connection, schedule_id)
        if row is None:
            return None
        try:
            context = rows.context(row.post_id)
            return row, await asyncio.to_thread(unpack, self._vault, row.payload, _Posted, context=context)
        except UnreadableList:
            return None

    def _sealed(self, post_id: str, last: tuple[PostedRow, _Posted] | None, roll: Roll) -> bytes:
        posted = _posted(last[1] if last else None, roll, self._clock(), last[0].posted_at if last else None)
        return pack(self._vault, posted, context=rows.context(post_id))


def _compare(last: _Posted, since: datetime, roll: Roll) -> Change:
    hashed = _Hashes(last.salt)
    before = {key: one for one in last.people for key in one.keys}
    withheld = hashed.of_all(roll.withheld)
    joined, risen, renamed, anniversaries, fallen = [], [], [], [], 0
    seen: set[str] = set()
    for group in roll.groups:
        for one in group.names:
            known = [before[key] for key in hashed.of_all(one.keys) if key in before]
            if not known:
                joined.append(one)
                continue
            was = min(known, key=lambda each: roll.ranks.get(each.level, len(roll.ranks)))
            seen.update(key for each in known for key in each.keys)
            old, new = roll.ranks.get(was.level), roll.ranks.get(one.level)
            if old is not None and new is not None and new < old:
                risen.append(Risen(one, group.level))
            fallen += old is not None and new is not None and new > old
            if was.name_hash != hashed.of(one.name):
                renamed.append(one)
            if one.months // 12 > was.months // 12:
                anniversaries.append(one)
    # Who prefers to be left out has not left, and is not named as if they had.
    left = [one for one in last.people if not seen & set(one.keys) and not withheld & set(one.keys)]
    return Change(
        since=since,
        joined=tuple(joined),
        risen=tuple(risen),
        renamed=tuple(renamed),
        anniversaries=tuple(anniversaries),
        left=len(left),
        left_names=tuple(sorted((one.name for one in left if one.name), key=str.casefold)),
        fallen=fallen,
        former=tuple(
            Former(one.name, one.first, one.until) for one in _former(last, since, seen, withheld, hashed, roll)
        ),
    )


def _former(
    last: _Posted, since: datetime | None, seen: set[str], withheld: set[str], hashed: "_Hashes", roll: Roll
) -> list[_Former]:
    """Return who may still be named though they have left, the latest first."""
    here = hashed.of_all(key for group in roll.groups for one in group.names for key in one.keys)
    gone = [
        _Former(one.keys, one.name, one.level, one.first, since)
        for one in last.people
        if since is not None and one.name and not seen & set(one.keys)
    ]
    return [one for one in (*gone, *last.former) if not (here | withheld) & set(one.keys)]


def _posted(last: _Posted | None, roll: Roll, now: datetime, since: datetime | None) -> _Posted:
    """Return whom a post of this roll thanks, with who has left since the one before."""
    salt = last.salt if last else secrets.token_hex(32)
    hashed = _Hashes(salt)
    before = {key: one for one in last.people for key in one.keys} if last else {}
    people: list[_Thanked] = []
    seen: set[str] = set()
    for group in roll.groups:
        for one in group.names:
            keys = tuple(sorted(hashed.of_all(one.keys)))
            known = [before[key] for key in keys if key in before]
            seen.update(key for each in known for key in each.keys)
            first = min((each.first for each in known), default=now)
            people.append(_Thanked(keys, hashed.of(one.name), one.level, first, one.months, one.kept_name))
    former = _former(last, since, seen, hashed.of_all(roll.withheld), hashed, roll) if last else ()
    return _Posted(salt, tuple(people), tuple(former))


class _Hashes:
    """Keyed hashes of texts."""

    def __init__(self, salt: str) -> None:
        self._salt = bytes.fromhex(salt)

    def of(self, text: str) -> str:
        """Return a text's hash."""
        # What a name is made of may not be valid Unicode.
        return hmac.digest(self._salt, text.encode("utf-8", "surrogatepass"), "sha256")[:_HASH].hex()

    def of_all(self, texts: Iterable[str]) -> set[str]:
        """Return the hashes of several."""
        return {self.of(text) for text in texts}
