"""Form schema, validation and field permissions."""
