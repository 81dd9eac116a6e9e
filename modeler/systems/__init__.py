"""Editing side of the register of systems: verbs and queries."""
