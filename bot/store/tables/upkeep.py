"""What the installation remembers of itself: settings, servers that were left, the quota, the audit."""

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from bot.store.tables.metadata import metadata
from bot.store.types import Instant

settings = Table(
    "settings",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Small facts about this installation, such as the hash of the commands last synced."""

left_servers = Table(
    "left_servers",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("noticed_at", Instant, nullable=False),
)
"""Servers with rows here that the bot is no longer in, found at a start; forgotten for good some days later."""

quota = Table(
    "quota",
    metadata,
    Column("day", String, primary_key=True),
    Column("payer", String, primary_key=True),
    Column("units", Integer, nullable=False),
)
"""YouTube's units spent on a Pacific day (YYYY-MM-DD). payer: all, background, user/<id>, server/<id> or
background/user/<id>, which is what ran by itself with that person's links.

Calls of search.list, which Google counts apart, stand under search, search/user/<id> and so on."""

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("actor", BigInteger, nullable=False, index=True),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False, default=""),
    Column("detail", String, nullable=False, default=""),
)
"""Append-only: who linked, was refused, added a source, unlinked. Never a secret."""
