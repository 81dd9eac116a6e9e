"""Laying out a whole diagram: records in, plain positions out; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from modeler.bpmn.elements import SPECS
from modeler.document.records import Bounds, FlowRecord, NodeRecord, Point
from runner.core.registry import Registry

Size = tuple[float, float]
_TASK: Size = (100.0, 80.0)


@dataclass(frozen=True)
class Layout:
    """Bounds by node id and points by flow id, in diagram units."""

    bounds: dict[str, Bounds]
    waypoints: dict[str, tuple[Point, ...]]

    @property
    def positions(self) -> dict[str, Bounds | tuple[Point, ...]]:
        """Both in one mapping, as `set_layout` takes them."""
        return {**self.bounds, **self.waypoints}


Run = Callable[[Mapping[str, NodeRecord], Iterable[FlowRecord], Callable[[NodeRecord], Size]], Layout]


@dataclass(frozen=True)
class Strategy:
    """A way to lay out a diagram. `label` is an English source text."""

    id: str
    label: str
    run: Run


STRATEGIES: Registry[Strategy] = Registry("modeler.layout.strategies", "STRATEGY")


def layout(
    nodes: Mapping[str, NodeRecord] | Iterable[NodeRecord],
    flows: Mapping[str, FlowRecord] | Iterable[FlowRecord],
    sizes: Mapping[str, Size] | None = None,
    strategy: str = "layered",
) -> Layout:
    """Positions for all nodes and flows, in the order given; bounds the records have are not looked at.

    `sizes` gives width and height of single nodes by id; others have the size of their ElementSpec, and
    sub-processes with contents the size these ask for. Raises `KeyError` for an unknown strategy.
    """
    given = sizes or {}
    known = nodes if isinstance(nodes, Mapping) else {node.id: node for node in nodes}
    lines = flows.values() if isinstance(flows, Mapping) else flows

    def size_of(node: NodeRecord) -> Size:
        return given.get(node.id) or _usual(node)

    return STRATEGIES[strategy].run(known, lines, size_of)


def _usual(node: NodeRecord) -> Size:
    spec = SPECS.get(node.spec)
    if spec is None:
        return (36.0, 36.0) if node.tag.endswith("Event") else (50.0, 50.0) if node.tag.endswith("Gateway") else _TASK
    # a sub-process without contents is drawn small; with contents these decide
    return _TASK if spec.category == "activity" else spec.size
