"""Where the names of events, gateways, data and lines go: the freest of the usual places, free of shapes, lines and
other names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil

from modeler.bpmn.elements import SPECS
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry.labels import GAP, WIDTH
from modeler.geometry.nearby import Nearby, Piece
from modeler.geometry.shapes import Bounds, Point
from modeler.geometry.texts import LINE_HEIGHT, SMALL, Measure, is_wide, wrap

_SHAPE, _NAME, _LINE, _FRAME = 60.0, 40.0, 25.0, 15.0
"""How bad it is that a name lies on a shape, on another name, on a line, on the border of a pool or lane."""

_AIR = 3.0


def rough_measure(text: str, size: float) -> float:
    """About the width of a text, where nobody has a font at hand."""
    return sum(size if is_wide(character) else 0.56 * size for character in text)


def text_size(text: str, measure: Measure, width: float = WIDTH) -> tuple[float, float]:
    """Width and height that an external name takes when it is broken into lines."""
    lines = wrap(text.replace("\r\n", "\n").strip(), width, SMALL, measure)
    return float(ceil(max(measure(line, SMALL) for line in lines))), float(ceil(len(lines) * SMALL * LINE_HEIGHT))


def is_outside(node: NodeRecord) -> bool:
    """Whether the name of a node stands outside of it."""
    spec = SPECS.get(node.spec)
    return bool(node.name) and spec is not None and spec.label_place == "below"


class Labelling:
    """Places names one after the other; those that are placed keep others away."""

    def __init__(self, around: Nearby, measure: Measure) -> None:
        self._around = around
        self._measure = measure
        self._names = Nearby()
        self._borders = Nearby()

    def keep(self, own: str, box: Bounds) -> None:
        """A name that stays where it is."""
        self._names.put_box(own, box)

    def border(self, own: str, box: Bounds) -> None:
        """A frame that names should not lie across."""
        corners = ((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom), (box.x, box.y))
        self._borders.put_line(own, corners)

    def node(self, node: NodeRecord, bounds: Bounds, host: Bounds | None, inside: Iterable[str]) -> Bounds:
        """The place of a node's name. `host`: what its event sits on; `inside`: ids of what it lies in."""
        size = text_size(node.name, self._measure)
        places = list(_on_border(bounds, host, size) if host is not None else _beside(bounds, size, node.tag))
        return self._best(node.id, places, {*inside, node.id, node.attached_to or ""})

    def flow(self, flow: FlowRecord, points: Sequence[Point], inside: Iterable[str]) -> Bounds:
        """The place of a line's name, most of all where the line begins to be its own."""
        size = text_size(flow.name, self._measure)
        own = [piece for piece in pairwise(points) if not self._is_shared(flow.id, piece)]
        rest = [piece for piece in pairwise(points) if piece not in own]
        return self._best(flow.id, [*_along(own, size), *_along(rest, size)], set(inside))

    def _is_shared(self, flow: str, piece: Piece) -> bool:
        """Whether another line lies on most of a piece: a name there would seem to be that one's too."""
        (ax, ay), (bx, by) = piece
        level = ay == by
        low, high = sorted((ax, bx) if level else (ay, by))
        box = Bounds(min(ax, bx) - 1, min(ay, by) - 1, abs(ax - bx) + 2, abs(ay - by) + 2)
        for other, ((cx, cy), (dx, dy)) in self._around.pieces(box):
            if other == flow or (cy != dy if level else cx != dx):
                continue
            least, most = sorted((cx, dx) if level else (cy, dy))
            if min(high, most) - max(low, least) > (high - low) / 2:
                return True
        return False

    def _best(self, own: str, places: list[Bounds], passed: set[str]) -> Bounds:
        best, least = places[0], float("inf")
        for rank, place in enumerate(places):
            flaw = float(rank) + self._flaws(place, passed)
            if flaw < least:
                best, least = place, flaw
            if flaw <= rank:  # nothing later can be better
                break
        self._names.put_box(own, best)
        return best

    def _flaws(self, place: Bounds, passed: set[str]) -> float:
        area = Bounds(place.x - _AIR, place.y, place.width + 2 * _AIR, place.height)
        flaw = sum(_SHAPE for own, _ in self._around.boxes(area) if own not in passed)
        flaw += sum(_NAME for _ in self._names.boxes(area))
        flaw += sum(_FRAME for _ in self._borders.pieces(area))
        return flaw + sum(_LINE for _ in self._around.pieces(area))


def _beside(shape: Bounds, size: tuple[float, float], tag: str) -> Iterator[Bounds]:
    """Below, above, then at the corners, then at the sides."""
    width, height = size
    x, y = shape.centre
    near = GAP / 2
    below, above = shape.bottom + near, shape.y - near - height
    yield Bounds(x - width / 2, below, width, height)
    yield Bounds(x - width / 2, above, width, height)
    step = 6.0 if tag.endswith("Gateway") else 0.0
    for top in (above + step, below - step):
        yield Bounds(x - near - width - step, top, width, height)
        yield Bounds(x + near + step, top, width, height)
    yield Bounds(shape.right + GAP, y - height / 2, width, height)
    yield Bounds(shape.x - GAP - width, y - height / 2, width, height)
    yield Bounds(shape.right + GAP, y - height - near, width, height)
    yield Bounds(shape.right + GAP, y + near, width, height)


def _on_border(event: Bounds, host: Bounds, size: tuple[float, float]) -> Iterator[Bounds]:
    """Outside of the host, left or right of where its line leaves."""
    width, height = size
    x, y = event.centre
    near = GAP / 2
    upright = min(abs(y - host.y), abs(y - host.bottom)) <= min(abs(x - host.x), abs(x - host.right))
    if upright:
        below = abs(y - host.bottom) <= abs(y - host.y)
        side = host.bottom + near if below else host.y - near - height
        far = event.bottom + near if below else event.y - near - height
        yield Bounds(event.x - near / 2 - width, side, width, height)
        yield Bounds(x - near - width, far, width, height)
        yield Bounds(event.right + near / 2, side, width, height)
        yield Bounds(x + near, far, width, height)
        yield Bounds(x - width / 2, far, width, height)
        away = 14.0 if below else -14.0
        for step in (1, 2, 3, 4, 5, 6):  # past where its line turns
            yield Bounds(event.x - near / 2 - width, side + step * away, width, height)
            yield Bounds(x + near, far + step * away, width, height)
        return
    right = abs(x - host.right) <= abs(x - host.x)
    side = host.right + near if right else host.x - near - width
    yield Bounds(side, event.bottom + near / 2, width, height)
    yield Bounds(side, event.y - near / 2 - height, width, height)
    far = event.right + near if right else event.x - near - width
    yield Bounds(far, y + near, width, height)
    yield Bounds(far, y - near - height, width, height)


def _along(pieces: Sequence[Piece], size: tuple[float, float]) -> Iterator[Bounds]:
    """Above and below level pieces, right and left of upright ones, long pieces first."""
    width, height = size
    near = GAP / 2
    fitting = [piece for piece in pieces if _room(piece, width, height)]
    rest = [piece for piece in pieces if piece not in fitting]
    for (ax, ay), (bx, by) in (*fitting, *rest):
        if abs(by - ay) <= abs(bx - ax):
            y = (ay + by) / 2
            left, right = min(ax, bx), max(ax, bx)
            begin = left + near if ax < bx else right - near - width
            end = right - 3 * near - width if ax < bx else left + 3 * near
            for x in (begin, (left + right - width) / 2, end):
                yield Bounds(x, y - near / 2 - height, width, height)
            for x in (begin, (left + right - width) / 2, end):
                yield Bounds(x, y + near, width, height)
        else:
            x = (ax + bx) / 2
            top, bottom = min(ay, by), max(ay, by)
            for y in (top + near, (top + bottom - height) / 2, bottom - near - height):
                yield Bounds(x + near, y, width, height)
                yield Bounds(x - near - width, y, width, height)


def _room(piece: tuple[Point, Point], width: float, height: float) -> bool:
    (ax, ay), (bx, by) = piece
    level = abs(by - ay) <= abs(bx - ax)
    return abs(bx - ax) >= width + GAP if level else abs(by - ay) >= height + GAP


def name_rooms(flows: Mapping[str, FlowRecord], measure: Measure) -> dict[str, float]:
    """The width that each line's name takes."""
    return {flow.id: text_size(flow.name, measure)[0] for flow in flows.values() if flow.name}
