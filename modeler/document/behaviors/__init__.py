"""Consequences of a command, one per file."""
