"""What is shown, where and when: templates, pages, files, schedules and their posts."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.store.tables.metadata import metadata
from bot.store.types import Instant, Sentence

templates = Table(
    "templates",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String, primary_key=True),
    Column("body", Text, nullable=False, default=""),
    Column("draft", Text, nullable=False, server_default=""),
    Column("updated_at", Instant, nullable=False),
)
"""A server's own ways to lay its credits out. draft: what was previewed last, to be saved; body: empty until then."""

pages = Table(
    "pages",
    metadata,
    Column("id", String, primary_key=True),
    Column("guild_id", BigInteger, nullable=False, index=True),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    Column("settings", Text, nullable=False, server_default="{}"),
    Column("created_by", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)
"""Public pages of credits: 256 random bits in the address, kept as SHA-256. settings: JSON, how it looks."""

files = Table(
    "files",
    metadata,
    Column("id", String, primary_key=True),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    Column("guild_id", BigInteger, nullable=False, index=True),
    Column("owner_id", BigInteger, nullable=False, index=True),
    Column("path", String, nullable=False),
    Column("name", String, nullable=False),
    Column("media_type", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)
"""What can be fetched for a while from the bot's own address, by a key kept as SHA-256. path: on this machine.

The row of a file that a post points to has the post's id."""

schedules = Table(
    "schedules",
    metadata,
    Column("id", String, primary_key=True),
    Column("guild_id", BigInteger, nullable=False, index=True),
    Column("channel_id", BigInteger, nullable=False),
    Column("created_by", BigInteger, nullable=False),
    Column("words", String, nullable=False),
    Column("cron", String, nullable=False),
    Column("timezone", String, nullable=False),
    Column("template", String, nullable=False),
    Column("status", String, nullable=False),
    Column("problem", Sentence, nullable=False, default=""),
    Column("due_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("options", Text, nullable=False, server_default="{}"),
    Index("ix_schedules_due", "status", "due_at"),
)
"""When credits are posted. status: draft (not confirmed yet), active or paused; due_at only while active.

options: JSON, what else it was told; problem: why it is paused, or why the latest post did not appear; a sentence for
people."""

posts = Table(
    "posts",
    metadata,
    Column("id", String, primary_key=True),
    Column("schedule_id", ForeignKey("schedules.id", ondelete="SET NULL")),
    Column("guild_id", BigInteger, nullable=False, index=True),
    Column("channel_id", BigInteger, nullable=False),
    Column("created_by", BigInteger, nullable=False),
    Column("template", String, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("status", String, nullable=False),
    Column("problem", Sentence, nullable=False, default=""),
    Column("tries", Integer, nullable=False, default=0),
    Column("lease_owner", String, nullable=False, default=""),
    Column("lease_until", Instant, nullable=False),
    Column("claimed_at", Instant, nullable=False),
    Column("sending_since", Instant),
    Column("finished_at", Instant),
    Column("keep_until", Instant),
    Column("kind", String, nullable=False, server_default="credits"),
    UniqueConstraint("schedule_id", "due_at", "kind"),
    Index("ix_posts_lease", "status", "lease_until"),
)
"""The ledger: one row a (schedule, due time, kind), claimed before anything is sent.

kind: credits, announcement or hand (of no schedule from the start).
status: claimed, sending, posted, withdrawn or stopped. An unfinished post is worked on by the worker named in
lease_owner. After lease_until anybody may take it, so a post that waits for its next try is leased to nobody until
then. Whoever holds it, a source that is taken away stops it; a pause, a deleted schedule or the schedule's next date
stop it while it is claimed or would have to be written anew; and a start of the bot frees it.
withdrawn: stopped by what others did or by its age, and whoever made it is not told yet; once told, it is stopped.
sending_since: when the parts were stored; keep_until: how long what they say may be kept. A post by hand has no
schedule; SQL lets a unique key hold many nulls. A post outlives the schedule it came from."""

post_parts = Table(
    "post_parts",
    metadata,
    Column("post_id", ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("payload", LargeBinary, nullable=False),
    Column("nonce", String, nullable=False),
    Column("message_id", BigInteger),
    Column("sent_at", Instant),
)
"""The messages of a post, written before the first is sent.

number from 1; payload: sealed JSON, erased once the post is posted or stopped.
"""

posted_rosters = Table(
    "posted_rosters",
    metadata,
    Column("post_id", ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True),
    Column("schedule_id", ForeignKey("schedules.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("guild_id", BigInteger, nullable=False, index=True),
    Column("posted_at", Instant),
    Column("payload", LargeBinary, nullable=False),
)
"""Whom a schedule's latest post thanked, sealed: keyed hashes with tiers, and names only where they may be kept.

It is written with the post's parts, before the first is sent; posted_at: when all of them were in the channel."""
