"""Every table. Ids of people, servers, channels and messages are Discord's snowflakes; moments are UTC."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.store.types import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

settings = Table(
    "settings",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Small facts about this installation, such as the hash of the commands last synced."""

tickets = Table(
    "tickets",
    metadata,
    Column("id", String, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("user_id", BigInteger, nullable=False, index=True),
    Column("username", String, nullable=False),
    Column("display_name", String, nullable=False),
    Column("provider", String, nullable=False),
    Column("access", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("spent_at", Instant),
    Column("relink_of", String),
    Column("choose_account", Boolean, nullable=False, server_default="0"),
)
"""A person's wish to link, made by /link: 256 random bits kept as SHA-256, good for ten minutes, spent once.

relink_of: the id of the link that is to be made again or allowed more (it may be gone), so that another account is
noticed; choose_account: they took another account the last time, so they are to be asked which."""

attempts = Table(
    "attempts",
    metadata,
    Column("id", String, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("ticket_secret", LargeBinary, nullable=False),
    Column("browser_hash", LargeBinary, nullable=False),
    Column("scopes", Text, nullable=False, default=""),
    Column("state_hash", LargeBinary, unique=True),
    Column("verifier", LargeBinary),
    Column("sign_in_state_hash", LargeBinary, unique=True),
    Column("sign_in_verifier", LargeBinary),
    Column("proven_at", Instant),
    Column("code_mac", LargeBinary),
    Column("code_tries", Integer, nullable=False, default=0),
    Column("authorization_code", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("outcome", String),
)
"""One browser's try at a ticket. Hashes are SHA-256.

ticket_secret (for the way back to the ticket's page), sign_in_verifier, verifier and authorization_code are sealed;
the last three are erased by the step that uses them, which is also what makes each step happen once, and when the
attempt ends; ticket_secret goes with the row. scopes: what consent was asked for; state_hash and verifier exist only
once consent may be asked for."""

links = Table(
    "links",
    metadata,
    Column("id", String, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("provider", String, nullable=False),
    Column("account_id", String, nullable=False),
    Column("title", String, nullable=False),
    Column("handle", String, nullable=False, default=""),
    Column("uploads_playlist", String, nullable=False, default=""),
    Column("scopes", Text, nullable=False),
    Column("status", String, nullable=False),
    Column("reason", String, nullable=False, default=""),
    Column("is_default", Boolean, nullable=False, default=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("label", String, nullable=False, server_default=""),
    Column("consented_at", Instant, nullable=False, server_default="0"),
    Column("died_at", Instant),
    UniqueConstraint("user_id", "provider", "account_id"),
    Index(None, "provider", "account_id"),
)
"""One Discord user and one provider account. scopes: space separated, asked and granted; status: ok or needs_relink.

label: the owner's own name for it, or empty; consented_at: the latest consent; died_at: since when it needs a relink.
"""

tokens = Table(
    "tokens",
    metadata,
    Column("link_id", ForeignKey("links.id", ondelete="CASCADE"), primary_key=True),
    Column("access_token", LargeBinary, nullable=False),
    Column("refresh_token", LargeBinary),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("updated_at", Instant, nullable=False),
    Column("grant_expires_at", Instant),
)
"""A link's tokens, sealed with the link's id and the column's name as associated data.

updated_at: the last exchange or refresh, from which disuse counts; grant_expires_at: when the refresh token ends, where
the provider said so."""

journal = Table(
    "journal",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("link_id", ForeignKey("links.id", ondelete="CASCADE")),
    Column("attempt_id", ForeignKey("attempts.id", ondelete="CASCADE")),
    Column("started_at", Instant, nullable=False),
    Column("owner", String, nullable=False, server_default=""),
    Column("lease_until", Instant, nullable=False, server_default="0"),
    Index("uq_journal_link_id", "link_id", unique=True),
)
"""A row stands here from before a code is exchanged or a token refreshed until the result is committed.

It is also the lease: one row a link, held by the process named in owner until lease_until."""

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
)
"""What a server's creators changed about one supporter, by the key that its source knows them by.

merged_into: the key of the same person in another source; seen_at: when the key last stood in a list, from which it is
forgotten 30 days later."""

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
"""What can be fetched for a while from the bot's own address, by a key kept as SHA-256. path: on this machine."""

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
    Column("problem", String, nullable=False, default=""),
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
    Column("problem", String, nullable=False, default=""),
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
"""The ledger: one row a (schedule, due time, kind), claimed before anything is sent. kind: credits or announcement.

status: claimed, sending, posted, withdrawn or stopped. An unfinished post is worked on by the worker named in
lease_owner. After lease_until anybody may take it, so a post that waits for its next try is leased to nobody until
then. Whoever holds it, a source that is taken away stops it; a pause, a deleted schedule or the schedule's next date
stop it while it is claimed; and a start of the bot frees it.
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
