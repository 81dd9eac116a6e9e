"""Editing side of decisions: which there are in a workspace, and bringing them in."""

from __future__ import annotations

from modeler.decisions.shelf import Shelf, shelf_of

__all__ = ["Shelf", "shelf_of"]
