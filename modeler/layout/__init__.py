"""Whole-diagram layout."""
