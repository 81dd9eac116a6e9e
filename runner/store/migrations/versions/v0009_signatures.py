"""What somebody decided may be signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column for the signature; nothing that was said before has one."""
    op.add_column("task", sa.Column("signature", sa.Text))
