"""Rehearse: try the process as the people who will do it, with a clock that can be pushed forward."""

from __future__ import annotations

from modeler.ui.places.rehearse.place import Rehearse

__all__ = ["Rehearse"]
