"""The connectors, one a file."""
