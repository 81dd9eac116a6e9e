"""Bands: rectangles that lie side by side and share borders, as the lanes of a pool do.

All functions speak of level bands, stacked from top to bottom with their header at the left. Upright ones are
turned over before and after (`turned`): so there is one set of sums for both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from modeler.geometry.shapes import Bounds

SAME = 3.0
"""Borders nearer than this are one border; other programs do not always write them exactly."""

LEAST_POOL, LEAST_LANE = (300.0, 150.0), (300.0, 60.0)
"""Least length and height of a pool and of a lane (bpmn-js)."""


def turned(bounds: Bounds) -> Bounds:
    """The rectangle with both axes exchanged; turned twice it is itself."""
    return Bounds(bounds.y, bounds.x, bounds.height, bounds.width)


def pulled(boxes: Mapping[str, Bounds], own: str, new: Bounds) -> dict[str, Bounds]:
    """What becomes of a pool and its lanes (`boxes`) when one of them takes the bounds `new`: every band that
    shares the border that was pulled goes along, on both sides of it. Only those that differ."""
    old = boxes[own]
    left, right = new.x - old.x, new.right - old.right
    changed: dict[str, Bounds] = {}
    for name, box in boxes.items():
        x = box.x + left
        end = box.right + right if abs(box.right - old.right) <= SAME else box.right
        top, bottom = _moved(box.y, old, new), _moved(box.bottom, old, new)
        after = new if name == own else Bounds(x, top, end - x, bottom - top)
        if after != box:
            changed[name] = after
    return changed


def _moved(border: float, old: Bounds, new: Bounds) -> float:
    if abs(border - old.y) <= SAME:
        return new.y
    if abs(border - old.bottom) <= SAME:
        return new.bottom
    return border


def held(
    boxes: Mapping[str, Bounds], own: str, new: Bounds, content: Bounds | None = None, pool: str | None = None,
    least_pool: tuple[float, float] = LEAST_POOL,
) -> Bounds:  # fmt: skip
    """The bounds nearest to `new` that leave every band its least height and the one pulled its least length,
    and keep `content` (what stands in the pool, with its margin) inside the pool."""
    old = boxes[own]
    top, bottom, left, right = new.y, new.bottom, new.x, new.right
    for name, box in boxes.items():
        least = least_pool[1] if name == pool else LEAST_LANE[1]
        if abs(box.y - old.y) <= SAME and name != own:
            top = min(top, max(old.y, box.bottom - least))
        if abs(box.bottom - old.y) <= SAME:
            top = max(top, min(old.y, box.y + least))
        if abs(box.bottom - old.bottom) <= SAME and name != own:
            bottom = max(bottom, min(old.bottom, box.y + least))
        if abs(box.y - old.bottom) <= SAME:
            bottom = min(bottom, max(old.bottom, box.bottom - least))
    outer = boxes.get(pool or "")
    if content is not None and outer is not None:
        left = min(left, max(old.x, old.x + content.x - outer.x))
        right = max(right, min(old.right, content.right))
        if abs(outer.y - old.y) <= SAME:
            top = min(top, max(old.y, content.y))
        if abs(outer.bottom - old.bottom) <= SAME:
            bottom = max(bottom, min(old.bottom, content.bottom))
    smallest = least_pool if own == pool else LEAST_LANE
    return not_below(Bounds(left, top, right - left, bottom - top), smallest, new, old)


def not_below(bounds: Bounds, least: tuple[float, float], wanted: Bounds, old: Bounds) -> Bounds:
    """The rectangle, no smaller than `least` (width, height): the sides that a hand did not pull from `old` to
    `wanted` stay."""
    x, y, width, height = bounds.x, bounds.y, bounds.width, bounds.height
    if width < least[0]:
        x, width = (x if wanted.x == old.x else bounds.right - least[0]), least[0]
    if height < least[1]:
        y, height = (y if wanted.y == old.y else bounds.bottom - least[1]), least[1]
    return Bounds(x, y, width, height)


def shares(bounds: Bounds, count: int) -> list[Bounds]:
    """The rectangle cut into bands of the same height, in whole units; the last one takes what is over."""
    height = float(round(bounds.height / count))
    found = [Bounds(bounds.x, bounds.y + index * height, bounds.width, height) for index in range(count)]
    last = found[-1]
    found[-1] = Bounds(last.x, last.y, last.width, bounds.bottom - last.y)
    return found


def parted(
    boxes: Mapping[str, Bounds], holders: Collection[str], y: float, height: float, *, upwards: bool
) -> dict[str, Bounds]:
    """Bands with `height` more room at the border `y`: what lies below it goes down (or what lies above goes
    up), those that hold the place grow. Only those that differ."""
    changed = {}
    for name, box in boxes.items():
        if name in holders:
            changed[name] = _grown_up(box, height) if upwards else _grown_down(box, height)
        elif upwards and box.bottom <= y + SAME:
            changed[name] = box.moved(0, -height)
        elif not upwards and box.y >= y - SAME:
            changed[name] = box.moved(0, height)
    return changed


def _grown_up(box: Bounds, height: float) -> Bounds:
    return Bounds(box.x, box.y - height, box.width, box.height + height)


def _grown_down(box: Bounds, height: float) -> Bounds:
    return Bounds(box.x, box.y, box.width, box.height + height)


def place_in_stack(others: Iterable[Bounds], middle: float) -> int:
    """Which place a band takes among others when its middle is let go at `middle`: 0 is the first."""
    return sum(1 for band in others if band.centre[1] < middle)
