"""Shared widgets, jobs and style."""
