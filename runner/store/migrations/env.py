"""Alembic's door: runs the revisions on the connection that `runner.store.database` hands over."""

from __future__ import annotations

from alembic import context

from runner.store.tables import metadata


def run() -> None:
    """Run what is missing."""
    context.configure(
        connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True
    )
    with context.begin_transaction():
        context.run_migrations()


if __name__ == "env_py":  # the name under which Alembic loads this file; a plain import does nothing
    run()
