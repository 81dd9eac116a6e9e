"""Whole-diagram layout."""

from __future__ import annotations

from modeler.layout.engine import STRATEGIES, Layout, Strategy, layout
from modeler.layout.tidy import Drawn, lead_again, tidy

__all__ = ["STRATEGIES", "Drawn", "Layout", "Strategy", "layout", "lead_again", "tidy"]
