"""Re-encrypts what is sealed with older keys, beside a bot that runs.

Each value is read, sealed anew, and written back only if it is still the value that was read, a few in a transaction.
So the bot never waits long for the write lock, and whatever it has written meanwhile stays. A row that the journal
names is left to the bot until that is over: it holds on to the value it has read, to know it again or to put it back. A
crash loses nothing: what is sealed with the newest key is passed over the next time.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import LargeBinary, exists, func, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock, Sleep
from bot.store import audit, settings
from bot.store.database import Database
from bot.store.key_use import key_uses
from bot.store.sealed import SEALED, Key, SealedColumn
from bot.store.tables import attempts, journal, tokens
from bot.store.vault import KEY_ID_LENGTH, UnsealError, Vault

ROTATED = "keys.rotated"
OPERATOR = 0
"""The actor of what the operator did: nobody in Discord."""
_BEGUN = "keys being rotated"
_PASSES = 40
_PAUSE_SECONDS = 1.0
"""What the bot had in its hands or changed is looked at again. A refresh with all its tries takes less than that."""
_IN_HANDS = {
    tokens: exists().where(journal.c.link_id == tokens.c.link_id),
    attempts: exists().where(journal.c.attempt_id == attempts.c.id),
}
"""Rows that somebody is at work on: a token is being refreshed, a code exchanged."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been done in one column: values sealed anew, and values that did not open."""

    column: str
    rotated: int = 0
    unreadable: int = 0


Tell: TypeAlias = Callable[[Progress], None]
"""Hears how far a column is, after each transaction."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """What came of it, column by column.

    left: how many values were in use to the end. unneeded: the configured keys that no value needs any more (hex).
    """

    columns: tuple[Progress, ...]
    left: int
    unneeded: tuple[str, ...]


async def rotate(
    database: Database, vault: Vault, *, clock: Clock, tell: Tell, sleep: Sleep = asyncio.sleep
) -> Rotation:
    """Seal with the newest key whatever is sealed with another one that is configured."""
    done = {column: Progress(column.name) for column in SEALED}
    left = 0
    for _ in range(_PASSES):
        left = 0
        for column in SEALED:
            done[column], missed = await _pass(database, vault, column, done[column].rotated, tell)
            left += missed
        if not left:
            break
        await sleep(_PAUSE_SECONDS)
    await _note(database, vault.key_ids[0], sum(column.rotated for column in done.values()), clock())
    async with database.read() as connection:
        in_use = {use.key_id for use in await key_uses(connection)}
    unneeded = tuple(key_id for key_id in vault.key_ids[1:] if key_id not in in_use)
    return Rotation(tuple(done.values()), left, unneeded)


@dataclass(frozen=True, slots=True)
class _Renewed:
    """A value before and after."""

    key: Key
    old: bytes
    new: bytes


async def _pass(
    database: Database, vault: Vault, column: SealedColumn, before: int, tell: Tell
) -> tuple[Progress, int]:
    """Go through a column; return what has been done in it, and how many values were in use or have changed."""
    progress, missed = Progress(column.name, before), 0
    after: Key | None = None
    while batch := await _read(database, column, bytes.fromhex(vault.key_ids[0]), after):
        after = batch[-1][0]
        renewed = _renewed(vault, column, batch)
        written = await _write(database, vault.key_ids[0], column, renewed)
        missed += len(renewed) - written
        unreadable = progress.unreadable + len(batch) - len(renewed)
        progress = Progress(column.name, progress.rotated + written, unreadable)
        tell(progress)
    return progress, missed


async def _read(
    database: Database, column: SealedColumn, newest: bytes, after: Key | None
) -> Sequence[tuple[Key, bytes]]:
    """Return the next values that an older key has sealed, in the order of their rows."""
    key = tuple_(*column.key)
    chosen = (
        select(*column.key, column.column)
        .where(func.length(column.key_id) == KEY_ID_LENGTH, column.key_id != literal(newest, LargeBinary))
        .order_by(*column.key)
        .limit(column.batch)
    )
    if after is not None:
        chosen = chosen.where(key > tuple_(*after))
    async with database.read() as connection:
        return [(tuple(row[:-1]), row[-1]) for row in (await connection.execute(chosen)).all()]


def _renewed(vault: Vault, column: SealedColumn, batch: Sequence[tuple[Key, bytes]]) -> list[_Renewed]:
    """Seal the values that open anew, each for its place; one that does not open stays as it is."""
    found = []
    for key, old in batch:
        context = column.context(key)
        try:
            found.append(_Renewed(key, old, vault.seal(vault.open(old, context=context), context=context)))
        except UnsealError:
            continue
    return found


async def _write(database: Database, newest: str, column: SealedColumn, renewed: Sequence[_Renewed]) -> int:
    """Put the new values in the place of the old ones that still stand there; return how many did."""
    if not renewed:
        return 0
    async with database.write() as connection:
        await settings.write(connection, _BEGUN, newest)
        return sum([await _replace(connection, column, one) for one in renewed])


async def _replace(connection: AsyncConnection, column: SealedColumn, one: _Renewed) -> int:
    same_row = [part == value for part, value in zip(column.key, one.key, strict=True)]
    swap = update(column.table).where(*same_row, column.column == one.old).values({column.column: one.new})
    if column.table in _IN_HANDS:
        swap = swap.where(~_IN_HANDS[column.table])
    return (await connection.execute(swap)).rowcount


async def _note(database: Database, newest: str, rotated: int, now: datetime) -> None:
    """Write one line into the audit when a rotation has ended, also one that a crash had cut in two."""
    async with database.write() as connection:
        if await settings.read(connection, _BEGUN) is None:
            return
        await settings.remove(connection, _BEGUN)
        await audit.add(connection, now, OPERATOR, ROTATED, subject=f"key/{newest}", detail=f"{rotated} values")
