"""Labels and causes of death for links, leases for refreshes, the last list of a source, the quota ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make."""
    op.create_table(
        "snapshots",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_snapshots_source_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_snapshots")),
    )
    op.create_index(op.f("ix_snapshots_taken_at"), "snapshots", ["taken_at"])
    op.create_table(
        "left_servers",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("noticed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_left_servers")),
    )
    op.create_table(
        "quota",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "payer", name=op.f("pk_quota")),
    )
    op.add_column("tokens", sa.Column("grant_expires_at", sa.BigInteger(), nullable=True))
    op.add_column("links", sa.Column("label", sa.String(), nullable=False, server_default=""))
    op.add_column("links", sa.Column("consented_at", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("links", sa.Column("died_at", sa.BigInteger(), nullable=True))
    # Until now only a consent or a death has changed a link.
    op.execute("UPDATE links SET consented_at = CASE status WHEN 'ok' THEN updated_at ELSE created_at END")
    op.execute("UPDATE links SET died_at = updated_at WHERE status <> 'ok'")
    op.add_column("journal", sa.Column("owner", sa.String(), nullable=False, server_default=""))
    op.add_column("journal", sa.Column("lease_until", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_index("uq_journal_link_id", "journal", ["link_id"], unique=True)
    op.add_column("posts", sa.Column("keep_until", sa.BigInteger(), nullable=True))
    # Names that were laid out before this revision: a week in milliseconds.
    op.execute("UPDATE posts SET keep_until = sending_since + 604800000 WHERE status = 'sending'")
    # No foreign key: to add one, SQLite's table would be copied and the old one dropped, and its attempts with it.
    op.add_column("tickets", sa.Column("relink_of", sa.String(), nullable=True))
    op.add_column("tickets", sa.Column("choose_account", sa.Boolean(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take back."""
    op.drop_column("tickets", "choose_account")
    op.drop_column("tickets", "relink_of")
    op.drop_column("posts", "keep_until")
    op.drop_index("uq_journal_link_id", "journal")
    op.drop_column("journal", "lease_until")
    op.drop_column("journal", "owner")
    op.drop_column("links", "died_at")
    op.drop_column("links", "consented_at")
    op.drop_column("links", "label")
    op.drop_column("tokens", "grant_expires_at")
    op.drop_table("quota")
    op.drop_table("left_servers")
    op.drop_index(op.f("ix_snapshots_taken_at"), "snapshots")
    op.drop_table("snapshots")
