"""What the stored links amount to, in counts: for the operator's doctor."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.links import OK
from bot.store.tables import links, sources


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """Links of one provider with the same scopes and health; `in_use` counts those whose members a server thanks."""

    provider: str
    scopes: frozenset[str]
    works: bool
    links: int
    in_use: int


async def link_groups(connection: AsyncConnection) -> list[LinkGroup]:
    """Count the links by what they were granted."""
    used = select(sources.c.link_id).distinct().subquery()
    works = (links.c.status == OK).label("works")
    chosen = (
        select(links.c.provider, links.c.scopes, works, func.count(), func.count(used.c.link_id))
        .select_from(links.outerjoin(used, used.c.link_id == links.c.id))
        .group_by(links.c.provider, links.c.scopes, works)
    )
    rows = (await connection.execute(chosen)).all()
    return [
        LinkGroup(provider, frozenset(scopes.split()), bool(works), count, in_use)
        for provider, scopes, works, count, in_use in rows
    ]
