"""Links and the way to them: tickets, attempts, tokens, and the journal of exchanges and refreshes."""

from sqlalchemy import (
    BigInteger,
    Boolean,
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
from bot.store.types import Instant

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
