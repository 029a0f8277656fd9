"""Queries on `wishes`: how people want to be credited, and who they are by their own links."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import links, overrides, wishes


@dataclass(frozen=True, slots=True)
class Wish:
    """One person's wish. `choice` is name, anonymous or hidden; `name` their own, or empty; `updated_at` is UTC."""

    user_id: int
    choice: str
    name: str
    updated_at: datetime


class Said(NamedTuple):
    """That the credit of whoever has a key changed at a moment (UTC)."""

    key: str
    at: datetime


_COLUMNS = [wishes.c[name] for name in Wish.__slots__]


async def of_user(connection: AsyncConnection, user_id: int) -> Wish | None:
    """Return a person's wish, None when they have said nothing."""
    row = (await connection.execute(select(*_COLUMNS).where(wishes.c.user_id == user_id))).one_or_none()
    return Wish(*row) if row else None


async def put(connection: AsyncConnection, wish: Wish) -> None:
    """Keep a person's wish in place of the one before."""
    await remove(connection, wish.user_id)
    await connection.execute(insert(wishes).values({name: getattr(wish, name) for name in Wish.__slots__}))


async def remove(connection: AsyncConnection, user_id: int) -> bool:
    """Forget a person's wish; False when there was none."""
    return (await connection.execute(delete(wishes).where(wishes.c.user_id == user_id))).rowcount == 1


async def proven(connection: AsyncConnection) -> list[tuple[Wish, str, str]]:
    """Return every wish with each provider and account that its person has linked.

    Also those whose link must be made again: that it was theirs was proven when they linked it, and a permission that
    ends must not bring back a name that was asked to be left out.
    """
    chosen = (
        select(*_COLUMNS, links.c.provider, links.c.account_id)
        .join(links, links.c.user_id == wishes.c.user_id)
        .order_by(wishes.c.user_id, links.c.provider, links.c.account_id)
    )
    return [
        (Wish(*row[: len(_COLUMNS)]), row.provider, row.account_id) for row in (await connection.execute(chosen)).all()
    ]


async def said_since(connection: AsyncConnection, guild_id: int, moment: datetime) -> set[Said]:
    """Return whose credit in a server has changed since a moment (UTC), and when.

    By their own wish, by the link that proves who they are, or by what the server's creators changed. Whoever is one
    person with somebody by a wish or by the server's word has changed with them, so all of their keys are returned.
    """
    own = (
        select(links.c.provider, links.c.account_id, wishes.c.updated_at, links.c.created_at)
        .join(wishes, links.c.user_id == wishes.c.user_id)
        .where(or_(wishes.c.updated_at > moment, links.c.created_at > moment))
    )
    by_creators = select(overrides.c.key, overrides.c.updated_at).where(
        overrides.c.guild_id == guild_id, overrides.c.updated_at > moment
    )
    said = {
        Said(f"{row.provider}:{row.account_id}", at)
        for row in (await connection.execute(own)).all()
        for at in (row.updated_at, row.created_at)
        if at > moment
    }
    said |= {Said(*row) for row in (await connection.execute(by_creators)).all()}
    if not said:
        return said
    person = _by_key(await _joined(connection, guild_id))
    return {Said(key, one.at) for one in said for key in person.get(one.key, {one.key})}


async def _joined(connection: AsyncConnection, guild_id: int) -> list[set[str]]:
    """Return sets of keys that are one person: by the server's word, and by the links of whoever has a wish."""
    merged = select(overrides.c.key, overrides.c.merged_into, overrides.c.refused_with).where(
        overrides.c.guild_id == guild_id,
        or_(overrides.c.merged_into.is_not(None), overrides.c.refused_with.is_not(None)),
    )
    found = [{key for key in row if key} for row in (await connection.execute(merged)).all()]
    linked: defaultdict[int, set[str]] = defaultdict(set)
    for wish, provider, account_id in await proven(connection):
        linked[wish.user_id].add(f"{provider}:{account_id}")
    return [*found, *linked.values()]


def _by_key(joined: Iterable[set[str]]) -> dict[str, set[str]]:
    """Return all keys of each person by every one of them; sets that share a key, over any number of steps, are one."""
    person: dict[str, set[str]] = {}
    for some in joined:
        every = some.union(*(person[key] for key in some if key in person))
        person.update(dict.fromkeys(every, every))
    return person
