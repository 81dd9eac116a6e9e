"""Of what data stores hold is kept where each part came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column; of what was there before nothing is known."""
    op.add_column("data_store", sa.Column("origins", sa.Text, nullable=False, server_default=""))
