"""Widgets of the run time."""
