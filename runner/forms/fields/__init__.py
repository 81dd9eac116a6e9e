"""One file per field kind."""
