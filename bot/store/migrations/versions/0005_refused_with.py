"""Accounts that a refusal covers because they were the same person's, apart from the one it was said of."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make."""
    op.add_column("overrides", sa.Column("refused_with", sa.String()))


def downgrade() -> None:
    """Refuse: it would show that accounts are one person's."""
    raise NotImplementedError("restore the copy that was made before this migration")
