"""Service-task connectors, each with its mock."""
