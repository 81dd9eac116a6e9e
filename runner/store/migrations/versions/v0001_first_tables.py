"""The first tables; the event log can only grow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runner.store.migrations.guards import refuse

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and let the database itself refuse to change history."""
    op.create_table(
        "meta",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "model_version",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("process", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("deployed", sa.String, nullable=False),
        sa.Column("bundle", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "instance",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("process", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("outcome", sa.String),
        sa.Column("starter", sa.String, nullable=False),
        sa.Column("started", sa.String, nullable=False),
        sa.Column("ended", sa.String),
        sa.Column("engine", sa.String, nullable=False),
        sa.Column("setup", sa.Text, nullable=False),
        sa.Column("head", sa.Text, nullable=False),
        sa.Column("origin", sa.String),
    )
    op.create_index("ix_instance_model", "instance", ["model"])
    op.create_table(
        "scope",
        sa.Column("instance", sa.String, primary_key=True),
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("variables", sa.Text, nullable=False),
    )
    op.create_table(
        "token",
        sa.Column("instance", sa.String, primary_key=True),
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("element", sa.String),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_table(
        "work",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("instance", sa.String, nullable=False),
        sa.Column("token", sa.String, nullable=False),
        sa.Column("element", sa.String, nullable=False),
        sa.Column("process", sa.String, nullable=False),
        sa.Column("visit", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("opened", sa.String, nullable=False),
        sa.Column("closed", sa.String),
        sa.Column("result", sa.String),
    )
    op.create_index("work_by_state", "work", ["instance", "state"])
    op.create_table(
        "task",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("work", sa.String, nullable=False),
        sa.Column("instance", sa.String, nullable=False),
        sa.Column("element", sa.String, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("user", sa.String),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("on_behalf", sa.String),
        sa.Column("claimed_by", sa.String),
        sa.Column("acted_by", sa.String),
        sa.Column("verdict", sa.String),
        sa.Column("result", sa.String),
        sa.Column("opinion", sa.Text),
        sa.Column("opened", sa.String, nullable=False),
        sa.Column("acted", sa.String),
    )
    op.create_index("ix_task_work", "task", ["work"])
    op.create_index("ix_task_instance", "task", ["instance"])
    op.create_index("ix_task_user", "task", ["user"])
    op.create_index("task_by_state", "task", ["state", "user"])
    op.create_table(
        "deadline",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("instance", sa.String, nullable=False),
        sa.Column("work", sa.String, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("due", sa.String, nullable=False),
    )
    op.create_index("ix_deadline_work", "deadline", ["work"])
    op.create_table(
        "copy",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("instance", sa.String, nullable=False),
        sa.Column("element", sa.String, nullable=False),
        sa.Column("user", sa.String, nullable=False),
        sa.Column("sent", sa.String, nullable=False),
        sa.Column("is_read", sa.Boolean, nullable=False),
    )
    op.create_index("ix_copy_instance", "copy", ["instance"])
    op.create_index("ix_copy_user", "copy", ["user"])
    op.create_table(
        "event_log",
        sa.Column("instance", sa.String, primary_key=True),
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("command", sa.Integer, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("real", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("element", sa.String, nullable=False),
        sa.Column("token", sa.String, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
    )
    op.create_table(
        "message_queue",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("correlation", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("sent", sa.String, nullable=False),
    )
    op.create_table(
        "remark",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("instance", sa.String),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("process", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("element", sa.String),
        sa.Column("field", sa.String),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("made", sa.String, nullable=False),
        sa.Column("done", sa.String),
        sa.Column("done_by", sa.String),
        sa.Column("answer", sa.Text),
    )
    op.create_index("ix_remark_instance", "remark", ["instance"])
    for verb in ("UPDATE", "DELETE"):
        refuse(f"event_log_no_{verb.lower()}", verb, "event_log", "the event log can only grow")
