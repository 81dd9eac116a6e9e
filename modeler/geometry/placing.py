"""Placing: where an appended element goes by itself."""

from __future__ import annotations

from collections.abc import Iterable

from modeler.geometry.shapes import Bounds, Point, centred

GAP = 50.0
BOUNDARY_GAP = 80.0
STEP = 80.0
VERTICAL_STEP = 90.0
MARGIN = 30.0
NOTE_STEP = 20.0


def append_position(
    source: Bounds,
    size: tuple[float, float],
    occupied: Iterable[Bounds] = (),
    *,
    kind: str = "activity",
    gap: float = GAP,
    vertical: bool = False,
) -> Point:
    """The centre for a new element after `source`: beside it on the same line, `gap` away, and stepping
    aside while something stands there. `kind` as in `docking`; from a boundary event outwards."""
    width, height = size
    taken = [box.grown(MARGIN / 2) for box in occupied]
    x, y = source.centre
    if kind.startswith("boundary"):
        side = kind.removeprefix("boundary-")
        if side in ("top", "bottom"):
            sign = 1 if side == "bottom" else -1
            at = (source.right + GAP + width / 2, y + sign * (BOUNDARY_GAP + height / 2))
            return _free(at, size, taken, (0.0, sign * STEP))
        sign = 1 if side == "right" else -1
        return _free((x + sign * (source.width / 2 + BOUNDARY_GAP + width / 2), y), size, taken, (0.0, STEP))
    if vertical:
        return _free((x, source.bottom + gap + height / 2), size, taken, (max(VERTICAL_STEP, width + MARGIN), 0.0))
    return _free((source.right + gap + width / 2, y), size, taken, (0.0, max(STEP, height + MARGIN)))


def annotation_position(source: Bounds, size: tuple[float, float]) -> Point:
    """The centre for a text annotation: above, to the right."""
    return source.right + size[0] / 2, source.y - GAP - size[1] / 2


def flow_annotation_position(
    at: Point, size: tuple[float, float], occupied: Iterable[Bounds] = (), *, vertical: bool = False
) -> Point:
    """The centre for a text annotation at a place on a flow: above it to the right, higher where something stands;
    `vertical`: below it to the right, and further right."""
    step = (NOTE_STEP, 0.0) if vertical else (0.0, -NOTE_STEP)
    return _free((at[0] + 2 * GAP, at[1] + (GAP if vertical else -GAP)), size, list(occupied), step)


def used_gap(source: Bounds, followers: Iterable[Bounds], *, vertical: bool = False) -> float:
    """The gap already used to what follows at the right (`vertical`: below); the usual one where nothing does."""
    gaps = [box.y - source.bottom if vertical else box.x - source.right for box in followers]
    return min((gap for gap in gaps if 0 < gap <= 3 * GAP), default=GAP)


def _free(at: Point, size: tuple[float, float], taken: list[Bounds], step: Point) -> Point:
    for _ in range(100):
        box = centred(at, *size)
        if not any(box.meets(other) for other in taken):
            return at
        at = (at[0] + step[0], at[1] + step[1])
    return at
