"""The way into a folded sub-process, or to the process that is called: a small button in the lower right corner."""

from __future__ import annotations

from collections.abc import Iterable

from modeler.bpmn import names
from modeler.bpmn.drawing import Figure, path, rectangle
from modeler.bpmn.elements import SPECS
from modeler.geometry.shapes import Bounds, Point

_SIZE, _AIR = 16.0, 4.0


def is_folded(spec_id: str, expanded: bool) -> bool:
    """Whether a shape is a sub-process whose inside has a plane of its own."""
    return not expanded and SPECS[spec_id].tag in names.SUB_PROCESSES


def calls_a_process(spec_id: str, markers: Iterable[str]) -> bool:
    """Whether a shape is a call activity that may call a process: one that calls a global task has no inside."""
    return SPECS[spec_id].tag == "callActivity" and not any(mark.startswith("calls-") for mark in markers)


def button(bounds: Bounds) -> Bounds:
    """Where the button of a sub-process is."""
    return Bounds(bounds.right - _SIZE - _AIR, bounds.bottom - _SIZE - _AIR, _SIZE, _SIZE)


def is_hit(bounds: Bounds, point: Point) -> bool:
    """Whether a point lies on the button."""
    return button(bounds).contains(point)


def figures(width: float, height: float) -> tuple[Figure, ...]:
    """How the button looks in a shape of this size: an arrow that leads down and in."""
    box = button(Bounds(0, 0, width, height))
    x, y = box.x, box.y
    arrow = path(
        f"M {x + 4.5} {y + 4.5} L {x + 11} {y + 11} M {x + 11.5} {y + 5.5} L {x + 11.5} {y + 11.5} "
        f"L {x + 5.5} {y + 11.5}"
    )
    return Figure(rectangle(x, y, _SIZE, _SIZE, 4), "hairline", "paper"), Figure(arrow, "inner")
