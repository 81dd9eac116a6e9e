"""From a document to the Bundle that runner, simulator and publisher take."""

from __future__ import annotations

from modeler.compile.bundle import Compiled, compile_process
from modeler.compile.graph import compile_graph

__all__ = ["Compiled", "compile_graph", "compile_process"]
