"""Serial numbers: how far each count has come, and every number that was given. Neither can go back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runner.store.migrations.guards import refuse

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and guard them."""
    op.create_table(
        "serial_counter",
        sa.Column("rule", sa.String, primary_key=True),
        sa.Column("scope", sa.String, primary_key=True),
        sa.Column("period", sa.String, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.create_table(
        "serial_number",
        sa.Column("rule", sa.String, primary_key=True),
        sa.Column("number", sa.String, primary_key=True),
        sa.Column("instance", sa.String, nullable=False),
        sa.Column("field", sa.String, nullable=False),
        sa.Column("issued", sa.String, nullable=False),
    )
    op.create_index("ix_serial_number_instance", "serial_number", ["instance"])
    refuse("serial_counter_no_return", "UPDATE", "serial_counter", "a count only goes up", "NEW.last < OLD.last")
    refuse("serial_counter_no_delete", "DELETE", "serial_counter", "a count only goes up")
    for verb in ("UPDATE", "DELETE"):
        refuse(f"serial_number_no_{verb.lower()}", verb, "serial_number", "a number that was given stays given")
