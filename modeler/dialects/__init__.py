"""Dialects of execution engines, one file an engine."""
