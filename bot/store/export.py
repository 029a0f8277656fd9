"""What an operator may read, move or show to an auditor: every table, without what is sealed or hashed.

Moments are ISO 8601 in UTC. Ids are written as they are: JSON's readers that keep numbers as floats lose their last
digits, so Discord's are text.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Column, LargeBinary, Table, select

from bot.store.tables import metadata
from bot.store.transaction import Transaction

TABLES = tuple(table.name for table in metadata.sorted_tables)


def columns(table: Table) -> list[Column[Any]]:
    """Return the columns that are exported. Whatever is sealed or hashed is binary, and nothing else is."""
    return [column for column in table.columns if not isinstance(column.type, LargeBinary)]


def left_out() -> list[str]:
    """Return the names of the columns that are not exported."""
    return [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    ]


async def lines(connection: Transaction, table_name: str) -> AsyncIterator[bytes]:
    """Yield a table's rows, oldest key first, each as a line of JSON."""
    table = metadata.tables[table_name]
    chosen = columns(table)
    rows = await connection.stream(select(*chosen).order_by(*table.primary_key.columns))
    async for row in rows:
        values = {column.name: _readable(column, value) for column, value in zip(chosen, row, strict=True)}
        yield msgspec.json.encode(values) + b"\n"


def _readable(column: Column[Any], value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(column.type, BigInteger) and isinstance(value, int):
        return str(value)
    return value
