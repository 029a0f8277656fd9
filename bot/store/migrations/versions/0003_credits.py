"""Sources without a link, imported lists, wishes and overrides, what was posted last, pages, files, templates."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SOURCES = "id, guild_id, kind, link_id, added_by, added_at"
_POSTS = (
    "id, schedule_id, guild_id, channel_id, created_by, template, due_at, status, problem, tries, lease_owner, "
    "lease_until, claimed_at, sending_since, finished_at, keep_until"
)


def upgrade() -> None:
    """Make."""
    _with_children("snapshots", _new_sources)
    _with_children("post_parts", _new_posts)
    op.add_column("schedules", sa.Column("options", sa.Text(), nullable=False, server_default="{}"))
    op.create_table(
        "lists",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_lists_source_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_lists")),
    )
    op.create_table(
        "credit_settings",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_credit_settings")),
    )
    op.create_table(
        "wishes",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False, server_default=""),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_wishes")),
    )
    op.create_table(
        "overrides",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("spelling", sa.String(), nullable=False, server_default=""),
        sa.Column("hidden", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "key", name=op.f("pk_overrides")),
    )
    op.create_index(op.f("ix_overrides_seen_at"), "overrides", ["seen_at"])
    op.create_table(
        "posted_rosters",
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("schedule_id", sa.String(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("posted_at", sa.BigInteger(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_posted_rosters_post_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedules.id"], name=op.f("fk_posted_rosters_schedule_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_posted_rosters")),
    )
    _index("posted_rosters", "schedule_id", "guild_id")
    op.create_table(
        "approvals",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("link_id", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False, server_default=""),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False, server_default=""),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["links.id"], name=op.f("fk_approvals_link_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    _index("approvals", "guild_id", "link_id", "owner_id", "expires_at")
    op.create_table(
        "pages",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_pages_key_hash")),
    )
    _index("pages", "guild_id")
    op.create_table(
        "files",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_files_key_hash")),
    )
    _index("files", "guild_id", "owner_id", "expires_at")
    op.create_table(
        "release_lists",
        sa.Column("schedule_id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedules.id"], name=op.f("fk_release_lists_schedule_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_release_lists_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("schedule_id", "source_id", name=op.f("pk_release_lists")),
    )
    _index("release_lists", "source_id")
    op.create_table(
        "templates",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False, server_default=""),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "name", name=op.f("pk_templates")),
    )


def _with_children(child: str, rebuild: Callable[[], None]) -> None:
    """Keep a table's rows aside while the table they hang on is made anew: dropping that would delete them too."""
    op.execute(f"CREATE TABLE aside AS SELECT * FROM {child}")
    op.execute(f"DELETE FROM {child}")
    rebuild()
    op.execute(f"INSERT INTO {child} SELECT * FROM aside")
    op.drop_table("aside")


def _new_sources() -> None:
    """Let a source be without a link; each of those before has its link's owner."""
    op.create_table(
        "new_sources",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("link_id", sa.String(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False, server_default=""),
        sa.Column("settings", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["links.id"], name=op.f("fk_sources_link_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("guild_id", "kind", "link_id", name=op.f("uq_sources_guild_id_kind_link_id")),
    )
    op.execute(
        f"INSERT INTO new_sources ({_SOURCES}, owner_id) "
        "SELECT sources.id, guild_id, kind, link_id, added_by, added_at, links.user_id "
        "FROM sources JOIN links ON links.id = sources.link_id"
    )
    op.drop_table("sources")
    op.rename_table("new_sources", "sources")
    _index("sources", "guild_id", "link_id", "owner_id")


def _new_posts() -> None:
    """Let an announcement and the credits of one schedule be due at the same moment."""
    op.create_table(
        "new_posts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("schedule_id", sa.String(), nullable=True),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=False),
        sa.Column("sending_since", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("keep_until", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False, server_default="credits"),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedules.id"], name=op.f("fk_posts_schedule_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("schedule_id", "due_at", "kind", name=op.f("uq_posts_schedule_id_due_at_kind")),
    )
    op.execute(f"INSERT INTO new_posts ({_POSTS}) SELECT {_POSTS} FROM posts")
    op.drop_table("posts")
    op.rename_table("new_posts", "posts")
    _index("posts", "guild_id")
    op.create_index("ix_posts_lease", "posts", ["status", "lease_until"])


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    """Refuse: sources without a link have no place in the schema before."""
    raise NotImplementedError("restore the copy that was made before this migration")
