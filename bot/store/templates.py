"""Queries on `templates`: how servers lay their credits out, and what is being written."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.posts import CLAIMED
from bot.store.tables import posts, schedules, templates


@dataclass(frozen=True, slots=True)
class Template:
    """A server's template. `body` is empty until it is saved; `draft` is the version previewed last, empty for none."""

    guild_id: int
    name: str
    body: str
    draft: str
    updated_at: datetime


_COLUMNS = [templates.c[name] for name in Template.__slots__]


async def of_guild(connection: AsyncConnection, guild_id: int) -> list[Template]:
    """Return a server's templates by name, also those that are only being written."""
    chosen = select(*_COLUMNS).where(templates.c.guild_id == guild_id).order_by(templates.c.name)
    return [Template(*row) for row in (await connection.execute(chosen)).all()]


async def put(connection: AsyncConnection, template: Template) -> None:
    """Keep a template in place of the one of that name."""
    await remove(connection, template.guild_id, template.name)
    values = {name: getattr(template, name) for name in Template.__slots__}
    await connection.execute(insert(templates).values(values))


async def remove(connection: AsyncConnection, guild_id: int, name: str) -> None:
    """Forget a template."""
    await connection.execute(delete(templates).where(templates.c.guild_id == guild_id, templates.c.name == name))


async def use_instead(connection: AsyncConnection, guild_id: int, name: str, other: str) -> int:
    """Let everything that is yet to be posted by one template be posted by another; return how many schedules."""
    waiting = (posts.c.guild_id == guild_id) & (posts.c.template == name) & (posts.c.status == CLAIMED)
    await connection.execute(update(posts).where(waiting).values(template=other))
    using = (schedules.c.guild_id == guild_id) & (schedules.c.template == name)
    return (await connection.execute(update(schedules).where(using).values(template=other))).rowcount


async def forget_drafts(connection: AsyncConnection, before: datetime) -> None:
    """Forget what was written until a moment and never saved."""
    old = (templates.c.draft != "") & (templates.c.updated_at <= before)
    await connection.execute(delete(templates).where(old, templates.c.body == ""))
    await connection.execute(update(templates).where(old).values(draft=""))
