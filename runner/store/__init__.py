"""The store of cases: SQLite through SQLAlchemy, migrated by Alembic, one transaction a command."""
