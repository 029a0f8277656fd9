"""Every sealed column, with the place its values are sealed for.

This list is what `rotate-keys` goes through and what lost keys are looked for in. A test fails when a table has a
binary column that stands neither here nor among those that are not sealed.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Column, ColumnElement, LargeBinary, Table, func, type_coerce

from bot.store.tables import (
    attempts,
    files,
    lists,
    pages,
    post_parts,
    posted_rosters,
    release_lists,
    snapshots,
    tickets,
    tokens,
)
from bot.store.vault import KEY_ID_FROM, KEY_ID_LENGTH

Key: TypeAlias = tuple[Any, ...]
"""A row's primary key, in the order of its columns."""


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of sealed values.

    place: the context a value is sealed for, with the row's primary key in braces. batch: how many values are
    re-encrypted in one transaction, fewer where they are long.
    """

    column: Column[Any]
    place: str
    batch: int = 100

    @property
    def name(self) -> str:
        """The column's name with its table's, such as `tokens.refresh_token`."""
        return f"{self.table.name}.{self.column.name}"

    @property
    def table(self) -> Table:
        """The table it stands in."""
        return self.column.table

    @property
    def key(self) -> tuple[Column[Any], ...]:
        """The columns of the table's primary key."""
        return tuple(self.table.primary_key.columns)

    @property
    def key_id(self) -> ColumnElement[bytes]:
        """The id of the encryption key that a value is sealed with, as SQL reads it; empty for an erased value."""
        return type_coerce(func.substr(self.column, KEY_ID_FROM, KEY_ID_LENGTH), LargeBinary)

    def context(self, key: Key) -> str:
        """Return the context that the value of the row with this primary key is sealed for."""
        return self.place.format(**dict(zip((column.name for column in self.key), key, strict=True)))


SEALED = (
    SealedColumn(tokens.c.refresh_token, "tokens/{link_id}/refresh_token"),
    SealedColumn(tokens.c.access_token, "tokens/{link_id}/access_token"),
    SealedColumn(attempts.c.ticket_secret, "attempts/{id}/ticket_secret"),
    SealedColumn(attempts.c.sign_in_verifier, "attempts/{id}/sign_in_verifier"),
    SealedColumn(attempts.c.verifier, "attempts/{id}/verifier"),
    SealedColumn(attempts.c.authorization_code, "attempts/{id}/authorization_code"),
    SealedColumn(post_parts.c.payload, "post_parts/{post_id}/{number}", 10),
    SealedColumn(snapshots.c.payload, "snapshots/{source_id}/payload", 2),
    SealedColumn(release_lists.c.payload, "release_lists/{schedule_id}/{source_id}/payload", 2),
    SealedColumn(lists.c.payload, "lists/{source_id}/payload", 2),
    SealedColumn(posted_rosters.c.payload, "posted_rosters/{post_id}/payload", 2),
)

NOT_SEALED = frozenset(
    {
        # SHA-256 of long random values, and the HMAC of a short one.
        tickets.c.token_hash,
        attempts.c.browser_hash,
        attempts.c.state_hash,
        attempts.c.sign_in_state_hash,
        attempts.c.code_mac,
        pages.c.key_hash,
        files.c.key_hash,
    }
)
