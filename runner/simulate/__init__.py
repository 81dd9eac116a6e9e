"""A flat token-event machine."""
