"""A link with its tokens and the refresh that is under way, in one query: what each use of a link begins with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.journal import Entry
from bot.store.links import LinkRow
from bot.store.tables import journal, links, tokens
from bot.store.tokens import TokenRow


@dataclass(frozen=True, slots=True)
class Held:
    """A link, its tokens, and the journal's row of its refresh, if one is under way or was interrupted."""

    link: LinkRow
    tokens: TokenRow
    entry: Entry | None


def _labelled(table: Table) -> Iterable[Any]:
    return (column.label(f"{table.name}_{column.name}") for column in table.columns)


_HELD = (
    select(*_labelled(links), *_labelled(tokens), *_labelled(journal))
    .select_from(links)
    .join(tokens, tokens.c.link_id == links.c.id)
    .outerjoin(journal, journal.c.link_id == links.c.id)
)


async def held(connection: AsyncConnection, link_id: str) -> Held | None:
    """Find a link that has tokens."""
    row = (await connection.execute(_HELD.where(links.c.id == link_id))).mappings().one_or_none()
    if row is None:
        return None
    entry = Entry(**_of(journal, row)) if row["journal_id"] is not None else None
    return Held(LinkRow(**_of(links, row)), TokenRow(**_of(tokens, row)), entry)


def _of(table: Table, row: RowMapping) -> dict[str, Any]:
    return {column.name: row[f"{table.name}_{column.name}"] for column in table.columns}
