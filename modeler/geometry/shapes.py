"""The two plain values that all geometry is made of: a point and a rectangle, in diagram units."""

from __future__ import annotations

from runner.core.values import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, init=False)
class Bounds:
    """A rectangle in diagram units (pixels at 100 %)."""

    x: float
    y: float
    width: float
    height: float

    def __init__(self, x: float, y: float, width: float, height: float) -> None:
        values = self.__dict__  # twice as fast as what a frozen dataclass does, and opening a model makes thousands
        values["x"] = x
        values["y"] = y
        values["width"] = width
        values["height"] = height

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Bounds) and self.__dict__ == other.__dict__)

    @property
    def centre(self) -> Point:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def right(self) -> float:
        """The x of the right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower side."""
        return self.y + self.height

    def moved(self, dx: float, dy: float) -> Bounds:
        """The same rectangle elsewhere."""
        return Bounds(self.x + dx, self.y + dy, self.width, self.height)

    def grown(self, by: float) -> Bounds:
        """The rectangle with `by` more on each side."""
        return Bounds(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def contains(self, point: Point) -> bool:
        """Whether the point lies inside or on the border."""
        return self.x <= point[0] <= self.right and self.y <= point[1] <= self.bottom

    def encloses(self, other: Bounds) -> bool:
        """Whether the other rectangle lies wholly inside."""
        x, y, other_x, other_y = self.x, self.y, other.x, other.y
        return (
            x <= other_x
            and y <= other_y
            and x + self.width >= other_x + other.width
            and y + self.height >= other_y + other.height
        )

    def meets(self, other: Bounds) -> bool:
        """Whether the two share an area."""
        x, y, other_x, other_y = self.x, self.y, other.x, other.y  # asked of thousands: without the properties
        return (
            x < other_x + other.width
            and other_x < x + self.width
            and y < other_y + other.height
            and other_y < y + self.height
        )

    def united(self, other: Bounds) -> Bounds:
        """The smallest rectangle round both."""
        x = self.x if self.x < other.x else other.x
        y = self.y if self.y < other.y else other.y
        right, beyond = self.x + self.width, other.x + other.width
        bottom, below = self.y + self.height, other.y + other.height
        return Bounds(x, y, (right if right > beyond else beyond) - x, (bottom if bottom > below else below) - y)


def centred(centre: Point, width: float, height: float) -> Bounds:
    """The rectangle of this size round a centre."""
    return Bounds(centre[0] - width / 2, centre[1] - height / 2, width, height)


def around(points: list[Point] | tuple[Point, ...]) -> Bounds:
    """The smallest rectangle round all points; there is at least one."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    left, top = min(xs), min(ys)
    return Bounds(left, top, max(xs) - left, max(ys) - top)
