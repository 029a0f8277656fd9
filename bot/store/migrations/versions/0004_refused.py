"""People whom a server refuses to credit, whatever they wish, and the accounts that a refusal covers besides."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make."""
    op.add_column("overrides", sa.Column("refused", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("overrides", sa.Column("refused_with", sa.String()))


def downgrade() -> None:
    """Refuse: whoever is left out would be named again."""
    raise NotImplementedError("restore the copy that was made before this migration")
