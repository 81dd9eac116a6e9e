"""The organisation chart: where each department stands. Pure geometry, a tidy tree from top to bottom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from runner.organization.directory import Directory

WIDTH, HEIGHT = 168.0, 64.0
GAP, RISE = 20.0, 44.0
INDENT, STEP = 24.0, 16.0


@dataclass(frozen=True)
class Box:
    """A department in the chart: its upper left corner in chart units, whether it stands in a column under the one
    above, how many people work in it and below, how many departments lie directly below, and whether they are folded
    away."""

    id: str
    x: float
    y: float
    in_column: bool
    parent: str | None
    people: int
    children: int
    folded: bool

    @property
    def centre(self) -> float:
        """The middle of its width."""
        return self.x + WIDTH / 2


@dataclass(frozen=True)
class Chart:
    """All boxes that are not folded away, parents before children, and the size of the whole."""

    boxes: dict[str, Box]
    width: float
    height: float

    def within(self, left: float, top: float, right: float, bottom: float) -> Iterator[Box]:
        """The boxes that a rectangle shows a part of."""
        for box in self.boxes.values():
            if box.x <= right and box.x + WIDTH >= left and box.y <= bottom and box.y + HEIGHT >= top:
                yield box

    def at(self, x: float, y: float) -> Box | None:
        """The box at a place."""
        return next(iter(self.within(x, y, x, y)), None)


def chart_of(directory: Directory, folded: Collection[str] = ()) -> Chart:
    """The chart of an organisation; what lies below a folded department is left out. Departments in a circle hang
    from the first of them."""
    order = _walked(directory)
    parents = {one: parent for one, parent, _depth in order}
    people = {one: set(directory.members(one)) for one in parents}  # who works in two departments is one person above
    below: dict[str, list[str]] = {}
    for one, parent, _depth in reversed(order):
        if parent is not None:
            people[parent] |= people[one]
            below.setdefault(parent, []).insert(0, one)
    shown: list[tuple[str, int]] = []
    hidden: set[str] = set()
    for one, parent, depth in order:
        if parent is not None and (parent in hidden or parent in folded):
            hidden.add(one)
        else:
            shown.append((one, depth))
    places, width = _placed(shown, {one: kids for one, kids in below.items() if one not in folded})
    boxes = {
        one: Box(
            one, *places[one], parents[one], len(people[one]), len(below.get(one, [])), one in folded and one in below
        )
        for one, _depth in shown
    }  # fmt: skip
    height = max((box.y for box in boxes.values()), default=0.0) + HEIGHT
    return Chart(boxes, width, height)


def _placed(
    shown: list[tuple[str, int]], below: dict[str, list[str]]
) -> tuple[dict[str, tuple[float, float, bool]], float]:
    """x, y and whether a box stands in a column, and the width of the whole. Departments with nothing below them
    stand in a column under theirs; otherwise side by side with the one above over their middle."""
    columns = {one for one, kids in below.items() if len(kids) > 1 and not any(kid in below for kid in kids)}
    in_column = {kid for one in columns for kid in below[one]}
    places: dict[str, tuple[float, float, bool]] = {}
    edge = 0.0
    for one, depth in reversed(shown):  # from the right to the left, moved over at the end
        if one in in_column:
            continue
        y = depth * (HEIGHT + RISE)
        if one in columns:
            edge -= INDENT
            for at, kid in enumerate(below[one]):
                places[kid] = (edge + INDENT, y + HEIGHT + STEP + at * (HEIGHT + STEP), True)
            places[one] = (edge, y, False)
        elif one in below:
            first, last = places[below[one][0]][0], places[below[one][-1]][0]
            places[one] = ((first + last) / 2, y, False)
            continue
        else:
            places[one] = (edge, y, False)
        edge -= WIDTH + GAP
    least = min((x for x, _y, _column in places.values()), default=0.0)
    most = max((x for x, _y, _column in places.values()), default=-WIDTH)
    return {one: (x - least, y, column) for one, (x, y, column) in places.items()}, most - least + WIDTH


def _walked(directory: Directory) -> list[tuple[str, str | None, int]]:
    """All departments with the one above and their depth, parents first, a sub-tree at a time."""
    departments = directory.organization.departments
    children: dict[str | None, list[str]] = {}
    for item in departments:
        parent = item.parent if item.parent in directory.departments and item.parent != item.id else None
        children.setdefault(parent, []).append(item.id)
    order: list[tuple[str, str | None, int]] = []
    seen: set[str] = set()
    above = {kid: parent for parent, kids in children.items() for kid in kids if parent is not None}
    circles = (item.id for item in departments if _is_in_circle(item.id, above))
    for root in (*children.get(None, []), *circles):  # circles have no root
        waiting: list[tuple[str, str | None, int]] = [(root, None, 0)]
        while waiting:
            one, parent, depth = waiting.pop()
            if one not in seen:
                seen.add(one)
                order.append((one, parent, depth))
                waiting.extend((child, one, depth + 1) for child in reversed(children.get(one, [])))
    return order


def _is_in_circle(one: str, above: Mapping[str, str]) -> bool:
    """Whether a department lies above itself; one that only hangs from a circle does not."""
    passed: set[str] = set()
    at = above.get(one)
    while at is not None and at != one and at not in passed:
        passed.add(at)
        at = above.get(at)
    return at == one
