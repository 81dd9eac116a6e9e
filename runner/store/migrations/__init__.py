"""How older stores become the current one: Alembic revisions, applied when a store is opened."""
