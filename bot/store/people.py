"""Queries on everything that is kept about one person, by the list in `personal`."""

import re
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import BigInteger, Column, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.names import escape_name
from bot.store.personal import KEPT, Kept, Person, of_their_sources
from bot.store.schedules import ACTIVE, PAUSED
from bot.store.tables import audit, links, schedules, sources

Value: TypeAlias = str | int | bool | list[str] | datetime | None
Row: TypeAlias = dict[str, Value]

_PARTS = 3
_SERVER = re.compile(r"\bserver (\d+)")
"""As the audit's details name one."""


async def find(connection: AsyncConnection, user_id: int) -> Person:
    """Return what rows can be recognised by that are about this person."""
    own = select(links.c.id, links.c.title, links.c.label, links.c.provider, links.c.account_id).where(
        links.c.user_id == user_id
    )
    linked = (await connection.execute(own)).all()
    # The subject is the source's kind, its link (or its own id, for a list that was imported) and the account.
    added = select(audit.c.subject).where(audit.c.actor == user_id, audit.c.action == "source.added").distinct()
    subjects = [subject.split("/") for subject in (await connection.execute(added)).scalars()]
    link_ids = {row.id for row in linked} | {parts[1] for parts in subjects if len(parts) == _PARTS}
    titles = set()
    for row in linked:
        # As our sentences name an account: by its title, with its owner's own name for it before that.
        titles |= {f"**{escape_name(row.title)}**", f"**{escape_name(row.label)} · {escape_name(row.title)}**"}
    keys = frozenset(f"{row.provider}:{row.account_id}" for row in linked)
    person = Person(user_id, frozenset(link_ids), frozenset(titles), keys)
    return replace(person, thanked_in=await _thanked_in(connection, person))


async def _thanked_in(connection: AsyncConnection, person: Person) -> frozenset[int]:
    """Return the servers that read through this person's links, or have done so as far as the audit remembers."""
    now = select(sources.c.guild_id).where(sources.c.link_id.in_(sorted(person.links)))
    before = select(audit.c.detail).where(of_their_sources(person))
    named = [_SERVER.search(detail) for detail in (await connection.execute(before)).scalars()]
    return frozenset((await connection.execute(now)).scalars()) | {int(found[1]) for found in named if found}


async def counts(connection: AsyncConnection, person: Person) -> Mapping[str, int]:
    """Return how many rows of each table are about the person, by the table's name."""
    found = {}
    for kept in KEPT:
        query = select(func.count()).select_from(kept.table).where(kept.about(person))
        found[kept.table.name] = (await connection.execute(query)).scalar_one()
    return found


async def rows(connection: AsyncConnection, person: Person, kept: Kept) -> AsyncIterator[Row]:
    """Give every row of a table that is about the person, in the order of its keys, without what is withheld.

    Ids of people, servers, channels and messages are texts, moments aware UTC.
    """
    shown = [column for column in kept.table.columns if column.name not in kept.withheld]
    query = select(*shown).where(kept.about(person)).order_by(*kept.table.primary_key.columns)
    # As a stream: somebody's posts of a year may be many, and others wait for this event loop.
    async for row in (await connection.stream(query)).mappings():
        yield {column.name: _value(kept, column, row[column.name], person) for column in shown}


def _value(kept: Kept, column: Column[object], value: object, person: Person) -> Value:
    if column.name in kept.whose and value != person.user_id:
        return None
    if isinstance(column.type, BigInteger) and value is not None:
        return str(value)
    if column.name == "scopes":
        return str(value).split()
    if value is None or isinstance(value, str | int | datetime):
        return value
    raise TypeError(f"{kept.table.name}.{column.name} has no form for an export")


async def forget(connection: AsyncConnection, person: Person) -> None:
    """Delete or unname every row about a person whose links are gone already."""
    for kept in KEPT:
        for statement in kept.forget(person):
            await connection.execute(statement)


async def shown_in(connection: AsyncConnection, user_id: int) -> set[int]:
    """Return the servers whose names are this person's data."""
    query = select(sources.c.guild_id).where(sources.c.owner_id == user_id)
    return set((await connection.execute(query)).scalars())


async def pause_without_names(
    connection: AsyncConnection, user_id: int, guild_ids: Collection[int], problem: str, at: datetime
) -> int:
    """Pause the person's running schedules in those of the servers that no source is left to; return how many."""
    left = select(sources.c.guild_id).where(sources.c.guild_id.in_(guild_ids))
    changed = await connection.execute(
        update(schedules)
        .where(
            schedules.c.created_by == user_id,
            schedules.c.status == ACTIVE,
            schedules.c.guild_id.in_(guild_ids),
            schedules.c.guild_id.not_in(left),
        )
        .values(status=PAUSED, due_at=None, problem=problem, updated_at=at)
    )
    return changed.rowcount
