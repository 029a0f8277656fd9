"""Queries on schedules: when credits are posted, where and in whose name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.posts import CLAIMED
from bot.store.tables import links, posts, schedules, sources

DRAFT = "draft"
ACTIVE = "active"
PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Schedule:
    """One schedule. `due_at` is set only while active; `problem` is a sentence for people, or empty.

    `options` is JSON, read and written by `bot.schedule.options`.
    """

    id: str
    guild_id: int
    channel_id: int
    created_by: int
    words: str
    cron: str
    timezone: str
    template: str
    status: str
    problem: str
    due_at: datetime | None
    created_at: datetime
    options: str = "{}"


_COLUMNS = [schedules.c[name] for name in Schedule.__slots__]


async def insert_schedule(connection: AsyncConnection, schedule: Schedule) -> None:
    """Store a new schedule."""
    values = {name: getattr(schedule, name) for name in Schedule.__slots__}
    await connection.execute(schedules.insert().values(**values, updated_at=schedule.created_at))


async def schedule_in_guild(connection: AsyncConnection, schedule_id: str, guild_id: int) -> Schedule | None:
    """Return the schedule if it belongs to the server, locked where the database locks rows."""
    chosen = select(*_COLUMNS).where(schedules.c.id == schedule_id, schedules.c.guild_id == guild_id)
    return _schedule((await connection.execute(chosen.with_for_update())).one_or_none())


async def schedules_of_guild(connection: AsyncConnection, guild_id: int) -> list[Schedule]:
    """Return a server's confirmed schedules, the oldest first."""
    chosen = (
        select(*_COLUMNS)
        .where(schedules.c.guild_id == guild_id, schedules.c.status != DRAFT)
        .order_by(schedules.c.created_at, schedules.c.id)
    )
    return [Schedule(*row) for row in (await connection.execute(chosen)).all()]


async def with_option(connection: AsyncConnection, name: str) -> list[Schedule]:
    """Return every confirmed schedule of any server that was told an option of this name."""
    chosen = select(*_COLUMNS).where(schedules.c.options.contains(f'"{name}":'), schedules.c.status != DRAFT)
    return [Schedule(*row) for row in (await connection.execute(chosen)).all()]


async def count_of_guild(connection: AsyncConnection, guild_id: int) -> int:
    """Return how many confirmed schedules a server has."""
    counted = select(func.count()).where(schedules.c.guild_id == guild_id, schedules.c.status != DRAFT)
    return int((await connection.execute(counted)).scalar_one())


async def set_state(
    connection: AsyncConnection, schedule_id: str, *, status: str, due_at: datetime | None, problem: str, at: datetime
) -> None:
    """Set what a schedule is doing: when active its next moment, when paused why."""
    await connection.execute(
        update(schedules)
        .where(schedules.c.id == schedule_id)
        .values(status=status, due_at=due_at, problem=problem, updated_at=at)
    )


async def change(connection: AsyncConnection, schedule_id: str, at: datetime, values: Mapping[str, Any]) -> None:
    """Change columns of a schedule, by name."""
    await connection.execute(update(schedules).where(schedules.c.id == schedule_id).values(**values, updated_at=at))


async def set_problem(connection: AsyncConnection, schedule_id: str, problem: str, at: datetime) -> bool:
    """Note why the latest post did not appear (empty: it did); True if that was not noted already."""
    changed = await connection.execute(
        update(schedules)
        .where(schedules.c.id == schedule_id, schedules.c.problem != problem)
        .values(problem=problem, updated_at=at)
    )
    return changed.rowcount == 1


async def note_waiting(connection: AsyncConnection, schedule_id: str, problem: str, at: datetime) -> None:
    """Note why the latest post waits.

    Where one was given up for that very reason, that stays noted: its owner was told, and is not told twice.
    """
    waiting = f"The latest post waits. {problem}"
    await connection.execute(
        update(schedules)
        .where(schedules.c.id == schedule_id, schedules.c.problem.not_in([problem, waiting]))
        .values(problem=waiting, updated_at=at)
    )


async def advance(connection: AsyncConnection, schedule: Schedule, due_at: datetime | None, at: datetime) -> bool:
    """Move an active schedule to its next moment; False if another worker has moved it first."""
    changed = await connection.execute(
        update(schedules)
        .where(schedules.c.id == schedule.id, schedules.c.status == ACTIVE, schedules.c.due_at == schedule.due_at)
        .values(due_at=due_at, updated_at=at)
    )
    return changed.rowcount == 1


async def delete_schedule(connection: AsyncConnection, schedule_id: str) -> None:
    """Delete a schedule; what it posted stays in the ledger."""
    await connection.execute(delete(schedules).where(schedules.c.id == schedule_id))


async def delete_drafts(connection: AsyncConnection, before: datetime) -> int:
    """Delete drafts made up to a moment; return how many."""
    gone = await connection.execute(
        delete(schedules).where(schedules.c.status == DRAFT, schedules.c.created_at <= before)
    )
    return gone.rowcount


async def is_active(connection: AsyncConnection, schedule_id: str | None) -> bool:
    """Tell whether a schedule is there and active; None is the one of a post that has none any more."""
    chosen = select(schedules.c.id).where(schedules.c.id == schedule_id, schedules.c.status == ACTIVE)
    return (await connection.execute(chosen)).first() is not None


async def any_due(connection: AsyncConnection, now: datetime) -> bool:
    """Tell whether a schedule is due of which no post is being made."""
    return (await connection.execute(_due(now).limit(1))).first() is not None


async def first_due(connection: AsyncConnection, now: datetime) -> Schedule | None:
    """Return the schedule due longest that no other worker is claiming, locked where the database locks rows.

    One of which a post is being made waits for it: what is due now would take that post's place, again and again where
    dates are closer than a video takes.
    """
    return _schedule((await connection.execute(_due(now).limit(1).with_for_update(skip_locked=True))).one_or_none())


async def links_due(connection: AsyncConnection, until: datetime) -> dict[datetime, list[str]]:
    """Return the healthy links that schedules due up to `until` will read, by the moment each is first needed."""
    chosen = (
        select(sources.c.link_id, func.min(schedules.c.due_at, type_=schedules.c.due_at.type))
        .join_from(schedules, sources, sources.c.guild_id == schedules.c.guild_id)
        .join(links, links.c.id == sources.c.link_id)
        .where(schedules.c.status == ACTIVE, schedules.c.due_at <= until, links.c.status == "ok")
        .group_by(sources.c.link_id)
    )
    needed: dict[datetime, list[str]] = {}
    for link_id, moment in (await connection.execute(chosen)).all():
        needed.setdefault(moment, []).append(link_id)
    return needed


def _due(now: datetime) -> Any:
    made = exists().where(
        posts.c.schedule_id == schedules.c.id,
        posts.c.status == CLAIMED,
        posts.c.lease_owner != "",
        posts.c.lease_until > now,
    )
    return (
        select(*_COLUMNS)
        .where(schedules.c.status == ACTIVE, schedules.c.due_at <= now, ~made)
        .order_by(schedules.c.due_at, schedules.c.id)
    )


def _schedule(row: Row[Any] | Sequence[Any] | None) -> Schedule | None:
    return None if row is None else Schedule(*row)
