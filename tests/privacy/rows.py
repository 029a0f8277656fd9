"""A database in which every table says something about two people."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.tables import (
    approvals,
    attempts,
    audit,
    files,
    journal,
    links,
    lists,
    metadata,
    overrides,
    pages,
    post_parts,
    posted_rosters,
    posts,
    quota,
    release_lists,
    schedules,
    snapshots,
    sources,
    tickets,
    tokens,
    wishes,
)
from bot.store.types import Instant

ALICE, BOB = 371295870224138241, 402918263745019905
SERVER, BOBS_SERVER = 1187402693516738560, 1187402693516738999
NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
SECRET = b"must-never-be-exported"
ALICES = "UCalice_channel"


def filled(table: Table, **given: object) -> dict[str, object]:
    """Return a whole row: what is given, and something of the right kind everywhere else."""
    return {column.name: given.get(column.name, _value(table, column)) for column in table.columns}


def _value(table: Table, column: Any) -> object:
    kinds: list[tuple[type, object]] = [
        (Instant, NOW),
        (Boolean, True),
        (LargeBinary, SECRET + f"/{table.name}/{column.name}".encode()),
        (BigInteger, 1187402694162657313),
        (Integer, 1),
    ]
    return next((value for kind, value in kinds if isinstance(column.type, kind)), f"{table.name}-{column.name}")


def key_of(account: str) -> str:
    """Return the id of all rows that `fill` writes for this account."""
    return account[::-1]


async def fill(database: Database, user_id: int, server: int, account: str) -> None:
    """Write a row about this person into every table that can hold one."""
    key = key_of(account)
    own = dict.fromkeys(("link_id", "ticket_id", "source_id", "post_id", "schedule_id"), key)
    mark = f"<@{user_id}> must link **{account}** again"
    rows: list[tuple[Table, dict[str, Any]]] = [
        (links, {"user_id": user_id, "provider": "youtube", "account_id": account, "title": account, "status": "ok"}),
        (tokens, own),
        (sources, {**own, "guild_id": server, "added_by": user_id, "owner_id": user_id}),
        (snapshots, own),
        (lists, own),
        (wishes, {"user_id": user_id, "choice": "name", "name": f"star{user_id}"}),
        (overrides, {"guild_id": server, "key": f"youtube:{account}"}),
        (approvals, {**own, "guild_id": server, "asked_by": user_id, "owner_id": user_id}),
        (pages, {"guild_id": server, "created_by": user_id, "key_hash": key.encode()}),
        (files, {"guild_id": server, "owner_id": user_id, "key_hash": key.encode()}),
        (schedules, {"guild_id": server, "created_by": user_id, "status": "active", "problem": mark}),
        (posts, {**own, "guild_id": server, "created_by": user_id, "problem": mark, "status": "sending"}),
        (post_parts, own),
        (release_lists, own),
        (posted_rosters, {**own, "guild_id": server}),
        (tickets, {"user_id": user_id, "username": f"name{user_id}", "display_name": f"name{user_id}"}),
        (attempts, own),
        (journal, {**own, "attempt_id": None}),
        (quota, {"payer": f"user/{user_id}", "day": "2026-11-23"}),
        (quota, {"payer": f"background/user/{user_id}", "day": "2026-11-23"}),
        (audit, {"actor": user_id, "action": "link.saved", "subject": f"youtube/{account}", "id": None}),
    ]
    async with database.write() as connection:
        for table, given in rows:
            unique = {} if "id" in given else {"id": key, "token_hash": key.encode()}
            hashes = {"state_hash": b"1" + key.encode(), "sign_in_state_hash": b"2" + key.encode()}
            await connection.execute(insert(table).values(filled(table, **unique, **hashes, **given)))


async def add(connection: AsyncConnection, table: Table, **given: object) -> None:
    """Write one row."""
    await connection.execute(insert(table).values(filled(table, **given)))


async def empty(database: Database) -> None:
    """Delete every row."""
    async with database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(delete(table))


async def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return the whole database."""
    async with database.read() as connection:
        return {
            table.name: [dict(row) for row in (await connection.execute(select(table))).mappings()]
            for table in metadata.sorted_tables
        }


async def mentions(database: Database, *marks: str) -> list[str]:
    """Return where one of these texts stands in any cell, as `table.column`."""
    found = []
    for table, rows in (await everything(database)).items():
        for row in rows:
            found += [f"{table}.{name}" for name, value in row.items() if any(mark in str(value) for mark in marks)]
    return sorted(set(found))
