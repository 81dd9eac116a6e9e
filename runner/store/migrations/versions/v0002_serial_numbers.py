"""Serial numbers: how far each count has come, and every number that was given. Neither can go back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

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
    op.execute(
        "CREATE TRIGGER serial_counter_no_return BEFORE UPDATE ON serial_counter WHEN NEW.last < OLD.last "
        "BEGIN SELECT RAISE(ABORT, 'a count only goes up'); END"
    )
    op.execute(
        "CREATE TRIGGER serial_counter_no_delete BEFORE DELETE ON serial_counter "
        "BEGIN SELECT RAISE(ABORT, 'a count only goes up'); END"
    )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER serial_number_no_{verb.lower()} BEFORE {verb} ON serial_number "
            "BEGIN SELECT RAISE(ABORT, 'a number that was given stays given'); END"
        )
