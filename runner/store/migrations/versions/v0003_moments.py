"""Moments: how a case was after each command, to go back to it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "moment",
        sa.Column("instance", sa.String, primary_key=True),
        sa.Column("command", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("base", sa.Integer),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
    )
