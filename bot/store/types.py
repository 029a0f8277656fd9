"""Column types and identifiers shared by all tables."""

import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect, String, TypeDecorator

from bot.names import cut

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """An aware moment, stored as whole milliseconds since 1970 UTC so that both databases order it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Refuse naive times: a local time stored as UTC would be wrong silently."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        return (value - EPOCH) // timedelta(milliseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Return the moment in UTC."""
        return None if value is None else EPOCH + timedelta(milliseconds=value)


class Sentence(TypeDecorator[str]):
    """What people are told of a row, in Discord's markdown; what is longer than any sentence of ours is cut."""

    impl = String
    cache_ok = True
    most = 1_000

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Cut it. Comparing cuts alike."""
        return None if value is None else cut(value, self.most)


def new_id() -> str:
    """Return a fresh row id: 64 random bits in hex, short enough for a button's custom id."""
    return secrets.token_hex(8)
