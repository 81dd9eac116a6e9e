"""Coverage: how much of a process its runs have reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from runner.bundle.bundle import Bundle
from runner.pilot.result import RunResult


@dataclass(frozen=True)
class Coverage:
    """Reached and total of: nodes entered; flows taken; `conditions`, flows with a condition that was seen
    to hold; `rights`, steps with a handler or field rights at which someone acted."""

    nodes: tuple[int, int]
    flows: tuple[int, int]
    conditions: tuple[int, int]
    rights: tuple[int, int]
    missing: tuple[str, ...] = ()
    """The nodes and flows never reached, in document order."""

    def to_json(self) -> dict[str, object]:
        """As the `test` verb prints it."""
        figures = {name: getattr(self, name) for name in ("nodes", "flows", "conditions", "rights")}
        return {
            **{name: {"reached": reached, "total": total} for name, (reached, total) in figures.items()},
            "missing": list(self.missing),
        }


def coverage_of(bundles: Iterable[Bundle], runs: Iterable[RunResult]) -> Coverage:
    """The coverage of all runs over all processes in the bundles; a process counts once."""
    entered: set[str] = set()
    taken: set[str] = set()
    acted: set[str] = set()
    for run in runs:
        entered.update(run.elements)
        taken.update(run.flows)
        acted.update(visit.element for visit in run.path if visit.by)
    graphs = {graph.process: graph for bundle in bundles for graph in bundle.graphs.values()}
    nodes = [node for graph in graphs.values() for node in graph.nodes]
    flows = [flow for graph in graphs.values() for flow in graph.flows]
    conditional = [flow.id for flow in flows if flow.condition is not None]
    guarded = [node.id for node in nodes if node.handler is not None or (node.form is not None and node.form.fields)]
    missing = [node.id for node in nodes if node.id not in entered]
    missing += [flow.id for flow in flows if flow.id not in taken]
    return Coverage(
        (sum(node.id in entered for node in nodes), len(nodes)),
        (sum(flow.id in taken for flow in flows), len(flows)),
        (sum(flow in taken for flow in conditional), len(conditional)),
        (sum(node in acted for node in guarded), len(guarded)),
        tuple(missing),
    )
