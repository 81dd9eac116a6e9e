"""The Simulate place: scenarios, assumptions, the heatmap and plots, results and their comparison."""

from __future__ import annotations

from modeler.ui.places.simulate.place import Simulate

SimulatePlace = Simulate

__all__ = ["Simulate", "SimulatePlace"]
