"""What the cases of one model share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from runner.bundle.graph import Graph
from runner.engine.decisions import DecisionFiles
from runner.engine.lowering import Program, lower


@dataclass(frozen=True)
class Model:
    """All processes that a case may enter, lowered once and shared by all its cases, and the decisions that their
    steps ask."""

    programs: Mapping[str, Program]
    decisions: DecisionFiles = field(default_factory=lambda: DecisionFiles({}))

    @classmethod
    def of(cls, graphs: Iterable[Graph], decisions: Mapping[str, bytes] | None = None) -> Model:
        """Lower the graphs; `decisions` are the bytes of DMN files by name."""
        return cls({graph.process: lower(graph) for graph in graphs}, DecisionFiles(decisions or {}))
