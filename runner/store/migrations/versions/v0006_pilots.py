"""A store holds several pilots, each with its own clock, and the cases of a process are numbered in each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

GONE = {
    "ix_timer_instant": "timer",
    "ix_deadline_instant": "deadline",
    "ix_deadline_work": "deadline",
    "ix_instance_model": "instance",
    "instance_by_start": "instance",
}
TABLES = ("instance", "timer", "deadline", "message_queue")


def upgrade() -> None:
    """All that is there belongs to the first pilot, whose name is empty; its cases get the numbers that lists showed
    by their place."""
    for table in TABLES:
        op.add_column(table, sa.Column("pilot", sa.String, nullable=False, server_default=""))
    op.add_column("instance", sa.Column("ordinal", sa.Integer, nullable=False, server_default="0"))
    for name, table in GONE.items():
        op.drop_index(name, table)
    op.create_index("timer_by_instant", "timer", ["pilot", "instant"])
    op.create_index("deadline_by_instant", "deadline", ["pilot", "instant"])
    op.create_index("instance_in_pilot", "instance", ["pilot", "started", "number", "id"])
    op.create_index("instance_of_process", "instance", ["pilot", "process", "started", "number", "id"])
    op.create_index("instance_by_model", "instance", ["pilot", "model", "status"])
    op.create_index("deadline_of_work", "deadline", ["work", "instant"])
    op.create_index("task_in_order", "task", ["state", "id"])
    _number()


def _number() -> None:
    connection = op.get_bind()
    instance = sa.table("instance", *(sa.column(name) for name in ("id", "process", "started", "number", "ordinal")))
    order = (instance.c.started, instance.c.number, instance.c.id)
    last: dict[str, int] = {}
    for row in connection.execute(sa.select(instance).order_by(*order)).all():
        last[row.process] = last.get(row.process, 0) + 1
        connection.execute(sa.update(instance).where(instance.c.id == row.id).values(ordinal=last[row.process]))
