"""Who is thanked: sources, their lists, and what people and servers want of them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.store.tables.metadata import metadata
from bot.store.types import Instant

sources = Table(
    "sources",
    metadata,
    Column("id", String, primary_key=True),
    Column("guild_id", BigInteger, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("link_id", ForeignKey("links.id", ondelete="CASCADE"), index=True),
    Column("owner_id", BigInteger, nullable=False, index=True),
    Column("title", String, nullable=False, server_default=""),
    Column("settings", Text, nullable=False, server_default="{}"),
    Column("added_by", BigInteger, nullable=False),
    Column("added_at", Instant, nullable=False),
    UniqueConstraint("guild_id", "kind", "link_id"),
)
"""Where a server's names come from. kind: youtube_members, patreon, studio_csv or list.

owner_id: the Discord user whose data it is, the link's where there is one; title: what it is called, empty for the
link's own title; settings: JSON, what the kind can be told."""

lists = Table(
    "lists",
    metadata,
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("payload", LargeBinary, nullable=False),
    Column("imported_at", Instant, nullable=False),
    Column("rows", Integer, nullable=False),
)
"""What was imported for a source that is a file, sealed; the next import replaces it, and it goes with its source."""

credit_settings = Table(
    "credit_settings",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("settings", Text, nullable=False),
)
"""A server's own wishes for its credits as JSON: the order of tiers and their names, and whether the unnamed count."""

wishes = Table(
    "wishes",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("choice", String, nullable=False),
    Column("name", String, nullable=False, server_default=""),
    Column("updated_at", Instant, nullable=False),
)
"""How a person wants to be credited everywhere. choice: name, anonymous or hidden; name: their own, or empty."""

overrides = Table(
    "overrides",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String, primary_key=True),
    Column("spelling", String, nullable=False, server_default=""),
    Column("hidden", Boolean, nullable=False, server_default="0"),
    Column("merged_into", String),
    Column("updated_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False, index=True),
    Column("refused", Boolean, nullable=False, server_default="0"),
    Column("refused_with", String),
)
"""What a server's creators changed about one supporter, by the key that its source knows them by.

hidden: left out unless they wish otherwise; refused: left out whatever they wish; merged_into: the key of the same
person in another source; refused_with: the key that was refused, where this one is because it was the same person's;
seen_at: when the key last stood in a list, from which it is forgotten 30 days later."""

approvals = Table(
    "approvals",
    metadata,
    Column("id", String, primary_key=True),
    Column("guild_id", BigInteger, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("link_id", ForeignKey("links.id", ondelete="CASCADE"), index=True),
    Column("subject", String, nullable=False, server_default=""),
    Column("asked_by", BigInteger, nullable=False),
    Column("owner_id", BigInteger, nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("answer", String, nullable=False, server_default=""),
    Column("answered_at", Instant),
)
"""What somebody asked the owner of names for, by DM. subject: the source, page or file that it is about, by its id."""

snapshots = Table(
    "snapshots",
    metadata,
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("taken_at", Instant, nullable=False, index=True),
    Column("payload", LargeBinary, nullable=False),
)
"""The list a source gave last, sealed, for posts while its link must be made again. Third parties' data: it goes after
30 days, and 7 days after its grant has died."""

release_lists = Table(
    "release_lists",
    metadata,
    Column("schedule_id", ForeignKey("schedules.id", ondelete="CASCADE"), primary_key=True),
    Column("source_id", ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("taken_at", Instant, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)
"""The list that a source gave nearest to the release that a schedule thanks for, sealed; it goes as snapshots go."""
