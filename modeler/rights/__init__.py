"""Editing side of rights: tables of who may do what."""
