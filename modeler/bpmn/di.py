"""Diagram interchange: reading bounds, way points, labels and colours, and new elements for them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from modeler.bpmn import names
from modeler.geometry.shapes import Bounds, Point

SHAPE = names.q("BPMNShape", names.BPMNDI)
EDGE = names.q("BPMNEdge", names.BPMNDI)
LABEL = names.q("BPMNLabel", names.BPMNDI)
DIAGRAM = names.q("BPMNDiagram", names.BPMNDI)
PLANE = names.q("BPMNPlane", names.BPMNDI)
BOUNDS = names.q("Bounds", names.DC)
WAYPOINT = names.q("waypoint", names.DI)

FILL = (names.q("background-color", names.COLOR), names.q("fill", names.BIOC))
STROKE = (names.q("border-color", names.COLOR), names.q("stroke", names.BIOC))
"""The attributes for colours, ours first: the standard's own extension and bpmn-js's."""

_HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")


def number(text: str | None, otherwise: float = 0.0) -> float:
    """A coordinate; what is not a finite number counts as `otherwise`."""
    try:
        value = float(text) if text is not None else otherwise
    except ValueError:
        return otherwise
    return value if -1e9 < value < 1e9 else otherwise


def text_of(value: float) -> str:
    """A coordinate as text: whole numbers plain, others with up to three decimals."""
    whole = int(value)
    if whole == value:
        return str(whole)
    rounded = round(value, 3)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)


def differing(element: etree._Element, wanted: Iterable[tuple[str, float, float]]) -> list[tuple[str, str]]:
    """Of these coordinates (name, value now, value to be) those that change, as texts; a number that is written
    in another way stays as it is."""
    return [
        (name, text_of(value))
        for name, was, value in wanted
        if was != value and (was != round(value, 3) or element.get(name) is None)
    ]


def bounds_of(element: etree._Element | None) -> Bounds | None:
    """The bounds of a shape or label; None where there are none."""
    found = element.find(BOUNDS) if element is not None else None
    return None if found is None else _bounds(found)


def shape_of(shape: etree._Element | None) -> tuple[Bounds | None, Bounds | None]:
    """The bounds of a shape and of its label, in one pass: a model has thousands."""
    bounds = label = None
    for child in shape if shape is not None else ():
        tag = child.tag
        if tag == BOUNDS:
            bounds = _bounds(child)
        elif tag == LABEL:
            label = bounds_of(child)
    return bounds, label


def edge_of(edge: etree._Element | None) -> tuple[tuple[Point, ...], Bounds | None]:
    """The way points of an edge and the bounds of its label, in one pass."""
    points: list[Point] = []
    label = None
    for child in edge if edge is not None else ():
        tag = child.tag
        if tag == WAYPOINT:
            points.append(_point(child))
        elif tag == LABEL:
            label = bounds_of(child)
    return tuple(points), label


def _point(found: etree._Element) -> Point:
    get = found.get
    try:
        x, y = float(get("x")), float(get("y"))
        if -1e9 < x < 1e9 and -1e9 < y < 1e9:
            return x, y
    except (TypeError, ValueError):
        pass  # one of them is missing or no number: the other still counts
    return number(get("x")), number(get("y"))


def _bounds(found: etree._Element) -> Bounds:
    get = found.get
    try:
        x, y, width, height = float(get("x")), float(get("y")), float(get("width")), float(get("height"))
        if -1e9 < x < 1e9 and -1e9 < y < 1e9 and -1e9 < width < 1e9 and -1e9 < height < 1e9:
            return Bounds(x, y, width, height)
    except (TypeError, ValueError):
        pass  # one of them is missing or no number: the others still count
    return Bounds(number(get("x")), number(get("y")), number(get("width")), number(get("height")))


def label_bounds_of(element: etree._Element) -> Bounds | None:
    """The bounds of the label of a shape or edge."""
    label = element.find(LABEL)
    return None if label is None else bounds_of(label)


def waypoints_of(edge: etree._Element) -> tuple[Point, ...]:
    """The way points of an edge."""
    return tuple(_point(item) for item in edge.iterchildren(WAYPOINT))


def colour_of(element: etree._Element, attributes: tuple[str, ...]) -> str:
    """A colour as `#RRGGBB`, or empty."""
    for name in attributes:
        value = element.get(name)
        if value and _HEX.fullmatch(value := value.strip()):
            return value if len(value) == 7 else "#" + "".join(letter * 2 for letter in value[1:])
    return ""


def flag(element: etree._Element, name: str) -> bool | None:
    """A truth value of the interchange; None where it is not given."""
    value = element.get(name)
    return None if value is None else value.strip() in ("true", "1")


def new_bounds(bounds: Bounds) -> etree._Element:
    """A `dc:Bounds` element."""
    values = {"x": bounds.x, "y": bounds.y, "width": bounds.width, "height": bounds.height}
    return etree.Element(BOUNDS, {key: text_of(value) for key, value in values.items()})


def new_label(bounds: Bounds | None) -> etree._Element:
    """A label with or without a place of its own."""
    label = etree.Element(LABEL)
    if bounds is not None:
        label.append(new_bounds(bounds))
    return label


def new_shape(
    di_id: str, element_id: str, bounds: Bounds, attributes: dict[str, str] | None = None
) -> etree._Element:
    """A shape for an element."""
    shape = etree.Element(SHAPE, {"id": di_id, "bpmnElement": element_id, **(attributes or {})})
    shape.append(new_bounds(bounds))
    return shape


def new_waypoint(point: Point) -> etree._Element:
    """A `di:waypoint` element."""
    return etree.Element(WAYPOINT, {"x": text_of(point[0]), "y": text_of(point[1])})


def new_edge(di_id: str, element_id: str, points: Iterable[Point]) -> etree._Element:
    """An edge for an element."""
    edge = etree.Element(EDGE, {"id": di_id, "bpmnElement": element_id})
    for point in points:
        edge.append(new_waypoint(point))
    return edge
