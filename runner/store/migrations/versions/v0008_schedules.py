"""When the timers at the beginning of processes come is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table for them, by pilot, process and event, read by instant."""
    op.create_table(
        "schedule",
        sa.Column("pilot", sa.String, primary_key=True),
        sa.Column("process", sa.String, primary_key=True),
        sa.Column("event", sa.String, primary_key=True),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("element", sa.String, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("instant", sa.String, nullable=False),
        sa.Column("first", sa.String, nullable=False),
        sa.Column("every", sa.String, nullable=False),
        sa.Column("passed", sa.Integer, nullable=False),
        sa.Column("left", sa.Integer),
        sa.Column("is_on", sa.Boolean, nullable=False),
    )
    op.create_index("schedule_by_instant", "schedule", ["pilot", "instant"])
