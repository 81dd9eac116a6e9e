"""Coverage: how much of a process its runs have reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from runner.bundle.bundle import Bundle
from runner.bundle.graph import Graph
from runner.forms.access import access_of
from runner.pilot.result import RunResult
from runner.rights.model import Access
from runner.service.sight import step_rights

WRITABLE = ("edit", "required")


@dataclass(frozen=True)
class Coverage:
    """Reached and total of: nodes entered; flows taken; `conditions`, flows with a condition that was seen
    to hold; `rights`, cells of field × step: one that may be edited when somebody filled it in there, any other when
    somebody acted at the step, and so was bound by it."""

    nodes: tuple[int, int]
    flows: tuple[int, int]
    conditions: tuple[int, int]
    rights: tuple[int, int]
    missing: tuple[str, ...] = ()
    """The nodes and flows never reached, in document order."""
    untested: tuple[tuple[str, str], ...] = ()
    """The cells never reached: step and path of the field."""

    def to_json(self) -> dict[str, object]:
        """As the `test` verb prints it."""
        figures = {name: getattr(self, name) for name in ("nodes", "flows", "conditions", "rights")}
        return {
            **{name: {"reached": reached, "total": total} for name, (reached, total) in figures.items()},
            "missing": list(self.missing),
            "untested": [list(cell) for cell in self.untested],
        }


class _Reached:
    """What the runs have reached of one process."""

    def __init__(self, graph: Graph, runs: Iterable[RunResult]) -> None:
        self.graph = graph
        self.entered: set[str] = set()
        self.taken: set[str] = set()
        self.acted: set[str] = set()
        self.written: set[tuple[str, str]] = set()
        for run in runs:
            self.entered.update(run.elements)
            self.taken.update(run.flows)
            self.acted.update(visit.element for visit in run.path if visit.by)
            self.written.update((element, path) for element, paths in run.written.items() for path in paths)

    def is_tested(self, cell: tuple[str, str], access: Access) -> bool:
        """Whether a cell of field × step was put to the test."""
        return cell in self.written if access in WRITABLE else cell[0] in self.acted


def coverage_of(bundles: Iterable[Bundle], runs: Iterable[RunResult]) -> Coverage:
    """The coverage of all runs over all processes in the bundles; a process counts once. A run counts for the
    processes of its own bundle, whose ids others may have too."""
    bundles, runs = list(bundles), list(runs)
    holders = {process: bundle for bundle in bundles for process in bundle.graphs}
    places = []
    for process, bundle in holders.items():
        models = {one.hash for one in bundles if process in one.graphs}
        places.append((bundle, _Reached(bundle.graphs[process], (run for run in runs if run.model in models))))
    nodes = [(node.id, node.id in at.entered) for _bundle, at in places for node in at.graph.nodes]
    flows = [(flow.id, flow.id in at.taken) for _bundle, at in places for flow in at.graph.flows]
    conditions = [
        flow.id in at.taken for _bundle, at in places for flow in at.graph.flows if flow.condition is not None
    ]
    cells = [(cell, at.is_tested(cell, access)) for bundle, at in places for cell, access in _cells(bundle, at.graph)]
    return Coverage(
        (sum(reached for _id, reached in nodes), len(nodes)),
        (sum(reached for _id, reached in flows), len(flows)),
        (sum(conditions), len(conditions)),
        (sum(reached for _cell, reached in cells), len(cells)),
        tuple(element for element, reached in (*nodes, *flows) if not reached),
        tuple(cell for cell, reached in cells if not reached),
    )


def _cells(bundle: Bundle, graph: Graph) -> Iterator[tuple[tuple[str, str], Access]]:
    """Each field of the form of each step, and what the step may do with it."""
    for node in graph.nodes:
        form = bundle.forms.get(node.form.ref) if node.form is not None else None
        if form is not None:
            for path, access in access_of(form, step_rights(node)).items():
                yield (node.id, path), access
