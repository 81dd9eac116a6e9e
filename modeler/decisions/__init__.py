"""Editing side of decisions."""
