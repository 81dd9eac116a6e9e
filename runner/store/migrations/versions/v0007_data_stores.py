"""What the cases of a pilot put into data stores is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table for the contents, by pilot and name."""
    op.create_table(
        "data_store",
        sa.Column("pilot", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("changed", sa.String, nullable=False),
        sa.Column("by_case", sa.String, nullable=False),
        sa.Column("element", sa.String, nullable=False),
    )
