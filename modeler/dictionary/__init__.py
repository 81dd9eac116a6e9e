"""Editing side of the data dictionary: verbs, where-used."""
