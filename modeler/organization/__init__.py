"""Editing side of the organisation: verbs and table import."""
