"""Which encryption keys the stored values are sealed with, and which of those keys are lost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table, func, inspect, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.sealed import SEALED
from bot.store.tables import attempts, lists, post_parts, posted_rosters, release_lists, snapshots, tokens
from bot.store.vault import KEY_ID_LENGTH

_WORDS = {
    tokens: ("account", "accounts"),
    lists: ("imported list of names", "imported lists of names"),
    snapshots: ("kept list of names", "kept lists of names"),
    release_lists: ("list of names as of a release", "lists of names as of releases"),
    post_parts: ("message that waits to be posted", "messages that wait to be posted"),
    posted_rosters: ("record of whom a post thanked", "records of whom posts thanked"),
    attempts: ("link under way", "links under way"),
}
"""What a row is to people, by its table: one and several, the weightiest first."""
_SHORT_LIVED = frozenset({attempts})


@dataclass(frozen=True, slots=True)
class KeyUse:
    """How many rows of a table have a value that is sealed with one key; `key_id` is hex."""

    key_id: str
    table: Table
    rows: int


@dataclass(frozen=True, slots=True)
class LostKey:
    """A key that rows are sealed with, but that is not configured."""

    key_id: str
    uses: tuple[KeyUse, ...]

    @property
    def matters(self) -> bool:
        """Whether somebody will miss it: links under way are gone within the hour by themselves."""
        return any(use.table not in _SHORT_LIVED for use in self.uses)

    @property
    def sentence(self) -> str:
        """What is wrong and what to mend, with the configuration's key in front."""
        rows = sum(use.rows for use in self.uses)
        verb = "is" if rows == 1 else "are"
        others = (
            "their owners must link again" if any(use.table is tokens for use in self.uses) else "they cannot be read"
        )
        return (
            f"store.encryption_keys: {_listed(self.uses)} {verb} sealed with key {self.key_id}, "
            f"which is not in the list; put it back, or {others}"
        )


async def key_uses(connection: AsyncConnection) -> list[KeyUse]:
    """Count the rows that each key seals, table by table; tables that an older database lacks are passed over."""
    there = set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))
    found = []
    for table in _WORDS:
        if table.name in there:
            counted = (await connection.execute(_count(table))).all()
            found += [KeyUse(key_id.hex(), table, rows) for key_id, rows in counted]
    return found


def lost_keys(uses: Sequence[KeyUse], configured: Collection[str]) -> list[LostKey]:
    """Return the keys that rows are sealed with and that are not among the configured ones, by id."""
    missing = sorted({use.key_id for use in uses} - set(configured))
    return [LostKey(key_id, tuple(use for use in uses if use.key_id == key_id)) for key_id in missing]


def _count(table: Table) -> Select[bytes, int]:
    """Return how many rows have at least one value sealed with each key."""
    sealed: list[Select[Any]] = [
        select(*column.key, column.key_id.label("sealed_with")).where(func.length(column.key_id) == KEY_ID_LENGTH)
        for column in SEALED
        if column.table is table
    ]
    # A union counts a row once, however many of its values a key seals.
    rows = union(*sealed).subquery()
    return select(rows.c.sealed_with, func.count()).group_by(rows.c.sealed_with)


def _listed(uses: Sequence[KeyUse]) -> str:
    parts = [f"{use.rows:,} {_WORDS[use.table][0 if use.rows == 1 else 1]}" for use in uses]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
