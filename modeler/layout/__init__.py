"""Whole-diagram layout."""

from __future__ import annotations

from modeler.layout.engine import STRATEGIES, Layout, Strategy, layout

__all__ = ["STRATEGIES", "Layout", "Strategy", "layout"]
