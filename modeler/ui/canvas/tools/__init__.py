"""One gesture per file."""
