"""One file per layout strategy."""
