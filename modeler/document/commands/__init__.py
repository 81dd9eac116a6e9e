"""Verbs that change a document inside a transaction."""
