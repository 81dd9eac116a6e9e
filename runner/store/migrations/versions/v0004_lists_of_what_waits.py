"""What waits has tables of its own: timers by their due time, messages and signals by name; items of the inbox carry
their title; the items of a loop lie beside the token that carries it; a case keeps what it remembers of its people.

Scopes are ordered by the number of their root, which does not change when another scope ends.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and columns, and fill what the rows themselves say. Timers and awaited messages of cases that
    run are filled in by the service, which knows their models (fact `waiting`)."""
    op.create_table(
        "timer",
        sa.Column("instance", sa.String, primary_key=True),
        sa.Column("token", sa.String, primary_key=True),
        sa.Column("event", sa.String, primary_key=True),
        sa.Column("element", sa.String, nullable=False),
        sa.Column("instant", sa.String, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
    )
    op.create_index("ix_timer_instant", "timer", ["instant"])
    op.create_table(
        "awaited",
        sa.Column("instance", sa.String, primary_key=True),
        sa.Column("token", sa.String, primary_key=True),
        sa.Column("event", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("names", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
    )
    op.create_index("awaited_by_name", "awaited", ["kind", "name", "key"])
    op.add_column("deadline", sa.Column("instant", sa.String, nullable=False, server_default=""))
    op.create_index("ix_deadline_instant", "deadline", ["instant"])
    for column in ("title", "process_name", "summary", "model"):
        op.add_column("work", sa.Column(column, sa.Text, nullable=False, server_default=""))
    op.create_index("work_by_token", "work", ["instance", "token"])
    op.create_index("work_by_kind", "work", ["state", "kind"])
    op.add_column("token", sa.Column("items", sa.Text))
    op.add_column("instance", sa.Column("number", sa.Integer, nullable=False, server_default="0"))
    op.add_column("instance", sa.Column("memory", sa.Text))
    for column in ("names", "key"):
        op.add_column("message_queue", sa.Column(column, sa.Text, nullable=False, server_default=""))
    op.create_index("ix_message_queue_name", "message_queue", ["name"])
    op.create_index("instance_by_start", "instance", ["started", "number"])
    op.create_index("instance_by_status", "instance", ["status"])
    _fill()


def _fill() -> None:
    connection = op.get_bind()
    scope = sa.table("scope", *(sa.column(name) for name in ("instance", "id", "place", "state")))
    for row in connection.execute(sa.select(scope)).all():
        seq = json.loads(row.state).get("root", {}).get("seq")
        if isinstance(seq, int):
            where = (scope.c.instance == row.instance, scope.c.id == row.id)
            connection.execute(sa.update(scope).where(*where).values(place=seq))
    op.execute("DELETE FROM deadline WHERE work NOT IN (SELECT id FROM work WHERE state IN ('open', 'alert'))")
    deadline = sa.table("deadline", *(sa.column(name) for name in ("id", "due", "instant")))
    for row in connection.execute(sa.select(deadline)).all():
        instant = datetime.fromisoformat(row.due).astimezone(UTC).isoformat(timespec="microseconds")
        connection.execute(sa.update(deadline).where(deadline.c.id == row.id).values(instant=instant))
    instance = sa.table("instance", *(sa.column(name) for name in ("id", "number")))
    for row in connection.execute(sa.select(instance)).all():
        tail = row.id.rpartition("-")[2]
        number = int(tail) if tail.isdigit() and len(tail) < 10 else 0
        connection.execute(sa.update(instance).where(instance.c.id == row.id).values(number=number))
    token = sa.table("token", *(sa.column(name) for name in ("instance", "id", "state", "items")))
    for row in connection.execute(sa.select(token).where(token.c.state.like('%"items"%'))).all():
        state = json.loads(row.state)
        loop = state.get("data", {}).get("loop", {})
        if isinstance(loop, dict) and "items" in loop:
            items = json.dumps(loop.pop("items"), ensure_ascii=False, separators=(",", ":"))
            text = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
            where = (token.c.instance == row.instance, token.c.id == row.id)
            connection.execute(sa.update(token).where(*where).values(state=text, items=items))
