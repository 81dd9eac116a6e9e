"""Boxes: which room the text of a shape or flow has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from modeler.bpmn.looks import HEADER
from modeler.bpmn.spec import ElementSpec
from modeler.geometry import labels
from modeler.geometry.shapes import Bounds, Point
from modeler.geometry.texts import SMALL, LabelBox

_PADDING = 7.0
_LABEL_WIDTH = 90.0
_LINE = 1.25 * SMALL  # one line of a name with the room round it
_MARK = 12.0  # what an envelope on the line takes of the room


def node_box(
    spec: ElementSpec,
    bounds: Bounds,
    label_bounds: Bounds | None = None,
    *,
    expanded: bool = True,
    horizontal: bool = True,
    has_foot: bool = False,
) -> LabelBox | None:
    """The room for the name of a shape; None where the spec shows no name. `has_foot`: markers stand at the
    foot of the activity."""
    place = "inside" if spec.look == "pool" and not expanded else spec.label_place
    if place == "none":
        return None
    if place == "header":
        if horizontal:
            return LabelBox(Bounds(bounds.x, bounds.y, HEADER, bounds.height), upright=True)
        return LabelBox(Bounds(bounds.x + 4, bounds.y, bounds.width - 8, HEADER))
    if spec.look == "pool" and not horizontal:
        return LabelBox(bounds, upright=True)
    if place == "below":
        return _external(label_bounds or labels.place(bounds, "top" if spec.id == "group" else "bottom"))
    if spec.look == "annotation":
        inner = Bounds(bounds.x + _PADDING, bounds.y + 5, bounds.width - _PADDING - 3, bounds.height - 5)
        return LabelBox(inner, across="left", down="top", limited=False)
    inner = Bounds(
        bounds.x + _PADDING, bounds.y + _PADDING, bounds.width - 2 * _PADDING, bounds.height - 2 * _PADDING
    )
    if spec.category == "activity" and expanded and spec.resizable == "both":
        return LabelBox(inner, down="top")
    if has_foot:
        inner = Bounds(inner.x, inner.y, inner.width, inner.height - 13)
    if spec.category == "activity" and spec.marker:
        corner = min(20.0, 0.25 * bounds.width, 0.25 * bounds.height)
        return LabelBox(inner, sign=(1.3 * corner - _PADDING + 2, 1.25 * corner - _PADDING + 1))
    return LabelBox(inner)


def flow_box(points: Sequence[Point], label_bounds: Bounds | None = None, *, mark: bool = False) -> LabelBox:
    """The room for the name of a flow. A name that nobody has put anywhere grows away from a level line; `mark`: an
    envelope sits on the line, and the name stands clear of it."""
    if label_bounds is not None:
        return _external(label_bounds)
    aside = _MARK if mark else 0.0
    if not labels.is_level(points):
        return _external(labels.flow_label(points).moved(aside, 0))
    line = labels.flow_label(points, height=_LINE)
    return replace(_external(line.moved(0, -aside)), down="bottom")


def _external(bounds: Bounds) -> LabelBox:
    """Labels that other programs made tight to their own font keep their middle and get room to breathe."""
    width = max(bounds.width, _LABEL_WIDTH)
    room = Bounds(bounds.centre[0] - width / 2, bounds.y, width, max(bounds.height, SMALL))
    return LabelBox(room, SMALL, down="top", limited=False)
