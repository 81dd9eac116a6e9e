"""Editing side of forms: verbs and queries."""
