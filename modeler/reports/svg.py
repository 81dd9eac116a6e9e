"""The diagram as SVG, drawn from the same looks as the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from modeler.bpmn.drawing import STROKES, Figure, Path
from modeler.bpmn.elements import SPECS
from modeler.bpmn.lines import LineTraits, line
from modeler.bpmn.looks import draw
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry import labels
from modeler.geometry.boxes import flow_box, node_box
from modeler.geometry.layers import layer
from modeler.geometry.shapes import Bounds, Point, around
from modeler.geometry.texts import LabelBox, Line, Measure, lay_out
from runner.core.tokens import CANVAS_FONTS, LIGHT, UI_FONTS, Theme

MARGIN = 20.0
"""White space round the drawing, in diagram units."""


class Drawing(Protocol):
    """What is drawn: the part of the document's index that pictures need."""

    @property
    def nodes(self) -> Mapping[str, NodeRecord]:
        """Shapes by id."""

    @property
    def flows(self) -> Mapping[str, FlowRecord]:
        """Lines by id."""


Outline = Callable[[str, float], str]


def to_svg(index: Drawing, theme: Theme, measure: Measure, outline: Outline | None = None) -> str:
    """The whole diagram as one SVG text in diagram units. `measure` gives the width of a text in the canvas
    font; `outline` its letters as path data, so that it looks the same where
    that font is missing. Elements without diagram interchange are left out; what lies inside a folded
    sub-process too."""
    shown = visible_nodes(index)
    flows = visible_flows(index, shown)
    extent = _extent(shown, flows)
    body: list[str] = []
    texts: list[str] = []
    for record in sorted(shown, key=lambda record: _layer(index, record)):
        if record.spec == "group" or SPECS[record.spec].category == "artifact":
            continue
        body.append(_node(record, theme))
    body += [_flow(record, index, theme) for record in flows]
    body += [_node(record, theme) for record in shown if SPECS[record.spec].category == "artifact"]
    for record in shown:
        texts += _texts(
            record.caption, label_of(record, index), theme, measure, text_colour(record, theme), outline=outline
        )
    for flow in flows:
        if flow.name:
            box = flow_box(flow.waypoints, flow.label_bounds, mark=bool(flow.message_mark))
            texts += _texts(flow.name, box, theme, measure, theme.ink, over_line=True, outline=outline)
    families = ", ".join(f"'{name}'" for name in (*CANVAS_FONTS, *UI_FONTS))
    x, y, width, height = (_n(value) for value in (extent.x, extent.y, extent.width, extent.height))
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="{x} {y} {width} {height}" font-family="{families}" stroke-linejoin="round">',
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{theme.paper}"/>',
            *body,
            *texts,
            "</svg>",
            "",
        ]
    )


def visible_nodes(index: Drawing) -> list[NodeRecord]:
    """Nodes that have a place and do not lie inside a folded sub-process."""
    return [
        record
        for record in index.nodes.values()
        if record.bounds is not None and record.spec in SPECS and ground(index, record) is None
    ]


def folded_ancestor(index: Drawing, record: NodeRecord | FlowRecord) -> str | None:
    """The id of the nearest folded sub-process round an element, or None: it lies on the main plane then."""
    above = _around(index, record)
    while above is not None:
        if not above.expanded and SPECS[above.spec].category == "activity":
            return above.id
        above = _around(index, above)
    return None


def _around(index: Drawing, record: NodeRecord | FlowRecord) -> NodeRecord | None:
    """What an element is inside of; for one of a called process, the call that it is drawn in."""
    found = index.nodes.get(record.parent or "")
    if found is not None or record.parent is None:
        return found
    node = record if isinstance(record, NodeRecord) else index.nodes.get(record.source)
    home = index.nodes.get(node.home or "") if node is not None else None
    return home if home is not None and home.tag == "callActivity" else None


def ground(index: Drawing, record: NodeRecord | FlowRecord) -> str | None:
    """The plane that an element is seen on, in the words of `NodeRecord.plane`."""
    return beyond(index, record, folded_ancestor(index, record))


def beyond(index: Drawing, record: NodeRecord | FlowRecord, around: str | None) -> str | None:
    """The same, where the folded sub-process round the element is known: it, or the further diagram."""
    node = record if isinstance(record, NodeRecord) else index.nodes.get(record.source)
    if around is not None or node is None or node.plane is None or node.plane in index.nodes:
        return around
    return node.plane


def visible_flows(index: Drawing, shown: Iterable[NodeRecord]) -> list[FlowRecord]:
    """Flows that have a way and touch something that is shown."""
    known = {record.id for record in shown}
    return [
        record
        for record in index.flows.values()
        if len(record.waypoints) > 1
        and ground(index, record) is None
        and (record.source in known or record.target in known or record.kind != "sequenceFlow")
    ]


def depth_of(index: Drawing, record: NodeRecord) -> int:
    """How many drawn containers lie round a node."""
    depth = 0
    above = index.nodes.get(record.home or "")
    while above is not None and depth < 99:
        depth += 1
        above = index.nodes.get(above.home or "")
    return depth


def label_of(record: NodeRecord, index: Drawing | None = None) -> LabelBox | None:
    """The room for the name of a node; None where it has no name or no place. An external label that nobody
    has put anywhere goes to a side where no line docks (for that the index is needed)."""
    if record.bounds is None or not record.caption:
        return None
    spec = SPECS[record.spec]
    label = record.label_bounds
    if label is None and index is not None and spec.category in ("event", "gateway"):
        label = free_place(record, record.bounds, index)
    above = label is not None and label.height <= labels.HEIGHT and label.bottom <= record.bounds.y
    foot = bool(record.markers & {"loop", "parallel", "sequential", "compensation", "ad-hoc", "collapsed"})
    foot = foot or (record.tag == "callActivity" and not record.expanded and not _calls_a_task(record))
    box = node_box(
        spec,
        record.bounds,
        label,
        expanded=record.expanded,
        horizontal=record.horizontal,
        has_foot=foot,
    )
    return replace(box, down="bottom") if box is not None and above else box  # a long name grows upwards


def _calls_a_task(record: NodeRecord) -> bool:
    """Whether a call activity calls a global task: it has no plus sign."""
    return any(mark.startswith("calls-") for mark in record.markers)


def free_place(record: NodeRecord, bounds: Bounds, index: Drawing) -> Bounds:
    """Where the name of an event or gateway stands that nobody has put anywhere: where no line docks."""
    host = index.nodes.get(record.attached_to or "")
    return labels.standing(bounds, host.bounds if host is not None else None, _line_ends(record, index))


def _line_ends(record: NodeRecord, index: Drawing) -> list[Point]:
    ends = [flow.waypoints[0] for i in record.outgoing if (flow := index.flows.get(i)) and flow.waypoints]
    return ends + [flow.waypoints[-1] for i in record.incoming if (flow := index.flows.get(i)) and flow.waypoints]


def line_traits(record: FlowRecord, source: NodeRecord | None) -> LineTraits:
    """What decides how a flow is drawn."""
    from_gateway = source is not None and SPECS[source.spec].category == "gateway"
    conditional = record.condition is not None and not from_gateway and not record.is_default
    return _traits(record.kind, record.is_default, conditional, record.direction, record.message_mark)


_traits = lru_cache(maxsize=256)(LineTraits)  # a handful of them, and thousands of flows


def text_colour(record: NodeRecord, theme: Theme) -> str:
    """The colour of a name: the theme's ink, or what can be read on the element's own background."""
    spec = SPECS[record.spec]
    if record.fill and spec.category != "artifact" and spec.label_place in ("inside", "header"):
        return LIGHT.text if luminance(record.fill) > 0.4 else LIGHT.surface
    return theme.ink


def luminance(colour: str) -> float:
    """Rough lightness of `#RRGGBB`, 0 to 1; 1 for what is no colour."""
    try:
        red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    except ValueError:
        return 1.0
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _layer(index: Drawing, record: NodeRecord) -> int:
    return layer(SPECS[record.spec], expanded=record.expanded, depth=depth_of(index, record))


def _extent(nodes: list[NodeRecord], flows: list[FlowRecord]) -> Bounds:
    boxes = [box for record in nodes for box in (record.bounds, record.label_bounds) if box is not None]
    boxes += [around(flow.waypoints) for flow in flows]
    boxes += [flow.label_bounds for flow in flows if flow.label_bounds]
    whole = boxes[0] if boxes else Bounds(0, 0, 100, 100)
    for box in boxes[1:]:
        whole = whole.united(box)
    return whole.grown(MARGIN)


def _node(record: NodeRecord, theme: Theme) -> str:
    assert record.bounds is not None
    b = record.bounds
    figures = draw(
        SPECS[record.spec],
        b.width,
        b.height,
        markers=record.markers,
        expanded=record.expanded,
        horizontal=record.horizontal,
    )
    ink, paper = record.stroke or theme.ink, record.fill or theme.paper
    paths = "".join(_figure(figure, ink, paper, record.fill or "none") for figure in figures)
    return f'<g id="{_escaped(record.id)}" transform="translate({_n(b.x)} {_n(b.y)})">{paths}</g>'


def _flow(record: FlowRecord, index: Drawing, theme: Theme) -> str:
    figures = line(record.waypoints, line_traits(record, index.nodes.get(record.source)))
    ink = record.stroke or theme.ink
    return f'<g id="{_escaped(record.id)}">{"".join(_figure(figure, ink, theme.paper) for figure in figures)}</g>'


def _escaped(text: str, *, quote: bool = True) -> str:
    from html import escape  # it comes with all entities there are, and the screen draws from this module too

    return escape(text, quote)


def _figure(figure: Figure, ink: str, paper: str, tint: str = "none") -> str:
    colours = {"none": "none", "ink": ink, "paper": paper, "tint": tint}
    style = STROKES[figure.stroke]
    stroke = f' stroke="{colours[figure.pen]}" stroke-width="{_n(style.width)}"' if style.width else ""
    if style.dashes:
        stroke += f' stroke-dasharray="{" ".join(_n(length) for length in style.dashes)}"'
    if style.round_caps:
        stroke += ' stroke-linecap="round"'
    return f'<path d="{_data(figure.path)}" fill="{colours[figure.fill]}"{stroke}/>'


def _data(path: Path) -> str:
    parts: list[str] = []
    for letter, numbers in path:
        if letter == "E":
            cx, cy, rx, ry = numbers
            arc = f"A{_n(rx)} {_n(ry)} 0 1 1"
            # from the right, clockwise: the dashes lie as on the screen
            parts.append(f"M{_n(cx + rx)} {_n(cy)}{arc} {_n(cx - rx)} {_n(cy)}{arc} {_n(cx + rx)} {_n(cy)}Z")
        else:
            parts.append(letter + " ".join(_n(number) for number in numbers))
    return "".join(parts)


def _texts(
    name: str,
    box: LabelBox | None,
    theme: Theme,
    measure: Measure,
    colour: str,
    over_line: bool = False,
    outline: Outline | None = None,
) -> list[str]:
    if box is None or not name:
        return []
    lines = lay_out(name, box, measure)
    if outline is not None:
        texts = [_outlined(run, colour, outline) for run in lines]
    else:
        texts = [_line(run, colour, measure(run.text, run.size)) for run in lines]
    if not over_line or not lines:
        return texts
    left, right = min(run.x for run in lines), max(run.x + measure(run.text, run.size) for run in lines)
    top, bottom = lines[0].y - lines[0].size, lines[-1].y + 3
    behind = f'x="{_n(left - 1)}" y="{_n(top + 1)}" width="{_n(right - left + 2)}" height="{_n(bottom - top)}"'
    return [f'<rect {behind} fill="{theme.paper}" fill-opacity="0.88"/>', *texts]


def _line(run: Line, colour: str, width: float) -> str:
    """One text; its length is stated, so that another font on another machine takes no more room."""
    turn = f' transform="rotate({run.angle} {_n(run.x)} {_n(run.y)})"' if run.angle else ""
    return (
        f'<text x="{_n(run.x)}" y="{_n(run.y)}" font-size="{_n(run.size)}" fill="{colour}" '
        f'textLength="{_n(width)}" lengthAdjust="spacingAndGlyphs"{turn}>'
        f"{_escaped(run.text, quote=False)}</text>"
    )


def _outlined(run: Line, colour: str, outline: Outline) -> str:
    """One text as letters drawn; what it says stands beside for those who listen and search."""
    turn = f" rotate({run.angle})" if run.angle else ""
    return (
        f'<g role="img" aria-label="{_escaped(run.text)}" transform="translate({_n(run.x)} {_n(run.y)}){turn}" '
        f'fill="{colour}"><path d="{outline(run.text, run.size)}"/></g>'
    )


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
