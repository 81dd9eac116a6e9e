"""Arranging: in line with each other, or the same space between each other. Pure figures: how far each goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Literal

from modeler.geometry.shapes import Bounds, Point

Side = Literal["left", "centre", "right", "top", "middle", "bottom"]
Axis = Literal["x", "y"]

SIDES: tuple[Side, ...] = ("left", "centre", "right", "top", "middle", "bottom")


def aligned(boxes: Mapping[str, Bounds], side: Side) -> dict[str, Point]:
    """How far each box goes so that all touch the outermost one's side, or share one middle: the middle that
    most of them have already, else that of the whole."""
    axis: Axis = "x" if side in ("left", "centre", "right") else "y"
    if side in ("left", "top"):
        goal = min(low(box, axis) for box in boxes.values())
        steps = {own: goal - low(box, axis) for own, box in boxes.items()}
    elif side in ("right", "bottom"):
        goal = max(high(box, axis) for box in boxes.values())
        steps = {own: goal - high(box, axis) for own, box in boxes.items()}
    else:
        goal = _shared_middle(boxes, axis)
        steps = {own: goal - _middle(box, axis) for own, box in boxes.items()}
    return _shifts(steps, axis)


def distributed(boxes: Mapping[str, Bounds], axis: Axis) -> dict[str, Point]:
    """How far each box goes so that the space between neighbours is the same everywhere. The first and the
    last stay; boxes beside each other are one neighbour. Nothing where there are fewer than three."""
    groups = _groups(boxes, axis)
    if len(groups) < 3:
        return {}
    spans = [
        (min(low(boxes[own], axis) for own in group), max(high(boxes[own], axis) for own in group))
        for group in groups
    ]
    room = spans[-1][0] - spans[0][1]
    gap = (room - sum(end - start for start, end in spans[1:-1])) / (len(groups) - 1)
    steps: dict[str, float] = {}
    at = spans[0][1]
    for group, (start, end) in list(zip(groups, spans, strict=True))[1:-1]:
        steps |= dict.fromkeys(group, at + gap - start)
        at += gap + end - start
    return _shifts(steps, axis)


def low(box: Bounds, axis: Axis) -> float:
    """The left or upper side."""
    return box.x if axis == "x" else box.y


def high(box: Bounds, axis: Axis) -> float:
    """The right or lower side."""
    return box.right if axis == "x" else box.bottom


def _middle(box: Bounds, axis: Axis) -> float:
    return box.centre[0 if axis == "x" else 1]


def _shared_middle(boxes: Mapping[str, Bounds], axis: Axis) -> float:
    (middle, count), *others = Counter(round(_middle(box, axis)) for box in boxes.values()).most_common()
    if count > 1 and (not others or others[0][1] < count):
        return middle
    return (min(low(box, axis) for box in boxes.values()) + max(high(box, axis) for box in boxes.values())) / 2


def _groups(boxes: Mapping[str, Bounds], axis: Axis) -> list[list[str]]:
    """In order, what overlaps in this direction together."""
    groups: list[list[str]] = []
    reach = float("-inf")
    for own in sorted(boxes, key=lambda item: low(boxes[item], axis)):
        if low(boxes[own], axis) < reach:
            groups[-1].append(own)
        else:
            groups.append([own])
        reach = max(reach, high(boxes[own], axis))
    return groups


def _shifts(steps: Mapping[str, float], axis: Axis) -> dict[str, Point]:
    rounded = {own: float(round(step)) for own, step in steps.items()}
    return {own: (step, 0.0) if axis == "x" else (0.0, step) for own, step in rounded.items() if step}
