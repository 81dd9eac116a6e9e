"""Calls to systems are noted before they are made and when they were answered; finished cases may be moved out into
an archive, and only then may lines of the log go. Numbers of tasks are not given twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runner.store.migrations.guards import allow, refuse

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and let the log lose the lines of archived cases alone."""
    op.create_table(
        "call",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("instance", sa.String, nullable=False),
        sa.Column("token", sa.String, nullable=False),
        sa.Column("element", sa.String, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("system", sa.String, nullable=False),
        sa.Column("operation", sa.String, nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("asked", sa.String, nullable=False),
        sa.Column("until", sa.String, nullable=False),
        sa.Column("answered", sa.String),
        sa.Column("answer", sa.Text),
    )
    op.create_index("ix_call_instance", "call", ["instance"])
    op.create_index("ix_call_state", "call", ["state"])
    op.create_table(
        "archived",
        sa.Column("instance", sa.String, primary_key=True),
        sa.Column("file", sa.String, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":  # others never give a number twice
        with op.batch_alter_table("task", recreate="always", table_kwargs={"sqlite_autoincrement": True}):
            pass
    allow("event_log_no_delete", "event_log")
    is_here = "NOT EXISTS (SELECT 1 FROM archived WHERE archived.instance = OLD.instance)"
    refuse("event_log_no_delete", "DELETE", "event_log", "the event log can only grow", is_here)
