"""Laying out a whole diagram: records in, plain positions out; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from modeler.bpmn.elements import SPECS
from modeler.document.records import Bounds, FlowRecord, NodeRecord, Point
from modeler.geometry.texts import NORMAL, Measure, wrap
from modeler.layout.labelling import rough_measure
from modeler.layout.noting import at_home
from runner.core.registry import Registry

Size = tuple[float, float]
_TASK: Size = (100.0, 80.0)
_NOTE_WIDTHS = (100.0, 160.0, 240.0)


@dataclass(frozen=True)
class Layout:
    """Bounds by node id, points by flow id, and the places of names outside of shapes, in diagram units."""

    bounds: dict[str, Bounds]
    waypoints: dict[str, tuple[Point, ...]]
    labels: dict[str, Bounds | None] = field(default_factory=dict)

    @property
    def positions(self) -> dict[str, Bounds | Sequence[Point]]:
        """Nodes and lines in one mapping, as `set_layout` takes them."""
        return {**self.bounds, **self.waypoints}


@dataclass(frozen=True)
class Asked:
    """What is to be laid out. `measure` gives the width of a text, `told` is called now and then and may raise, to
    end it."""

    nodes: Mapping[str, NodeRecord]
    flows: Sequence[FlowRecord]
    size_of: Callable[[NodeRecord], Size]
    measure: Measure = rough_measure
    told: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Strategy:
    """A way to lay out a diagram. `label` is an English source text."""

    id: str
    label: str
    run: Callable[[Asked], Layout]


STRATEGIES: Registry[Strategy] = Registry("modeler.layout.strategies", "STRATEGY")


def layout(
    nodes: Mapping[str, NodeRecord] | Iterable[NodeRecord],
    flows: Mapping[str, FlowRecord] | Iterable[FlowRecord],
    sizes: Mapping[str, Size] | None = None,
    strategy: str = "layered",
    measure: Measure = rough_measure,
    told: Callable[[], None] = lambda: None,
) -> Layout:
    """Positions for all nodes and flows, in the order given; bounds the records have are not looked at.

    `sizes` gives width and height of single nodes by id; others have the size of their ElementSpec, and
    sub-processes with contents the size these ask for. `measure`, `told`: as in `Asked`. Raises `KeyError` for an
    unknown strategy.
    """
    given = sizes or {}
    known = nodes if isinstance(nodes, Mapping) else {node.id: node for node in nodes}
    lines = tuple(flows.values() if isinstance(flows, Mapping) else flows)

    def size_of(node: NodeRecord) -> Size:
        return given.get(node.id) or usual_size(node, measure)

    return STRATEGIES[strategy].run(Asked(at_home(known, lines), lines, size_of, measure, told))


def usual_size(node: NodeRecord, measure: Measure) -> Size:
    """The size of a node for which nothing says how large it is."""
    spec = SPECS.get(node.spec)
    if node.tag == "textAnnotation":
        return _note(node.name, measure)
    if spec is None:
        return (36.0, 36.0) if node.tag.endswith("Event") else (50.0, 50.0) if node.tag.endswith("Gateway") else _TASK
    if spec.category == "activity":  # a sub-process without contents is drawn small; with contents these decide
        return _TASK
    return spec.minimum if spec.id == "group" else spec.size


def _note(text: str, measure: Measure) -> Size:
    """The smallest of some widths in which a note is not higher than wide."""
    for width in _NOTE_WIDTHS:
        lines = wrap(text.strip(), width - 10, NORMAL, measure) if text.strip() else []
        height = max(40.0, len(lines) * NORMAL * 1.2 + 12)
        if height <= 0.75 * width:
            break
    return width, float(round(height))
