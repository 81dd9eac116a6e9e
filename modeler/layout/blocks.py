"""What a level is made of before and after it is placed: blocks, the edges between them, and where all went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from modeler.geometry.shapes import Point


@dataclass(frozen=True)
class Block:
    """A thing in a column: a node of `width` x `height` with room round it for what belongs to it.

    `above`, `below`: extra room over and under the node. `side`: extra room to both sides. `is_gateway`:
    its edges may leave and enter by the upper and lower corner. `is_first`: a start, which stands at the left.
    `has_company`: what stands over or under it is more than its own name, so that no edge may leave there.
    """

    width: float
    height: float
    band: int = 0
    above: float = 0.0
    below: float = 0.0
    side: float = 0.0
    is_gateway: bool = False
    is_first: bool = False
    has_company: bool = False


@dataclass(frozen=True)
class Edge:
    """An edge between blocks. `exit` is set for one that leaves below the source, at an event on its border:
    how far from the source's left side, how far below its top it begins, and how far down it turns. `room`:
    width of the text that stands on it. `is_usual`: the way that is taken when nothing special happens."""

    source: int
    target: int
    exit: tuple[float, float, float] | None = None
    room: float = 0.0
    is_usual: bool = False


@dataclass
class Placed:
    """Where all went, from (0, 0): upper left corners of the nodes, points of the edges, heights of the
    bands, and the size of it all."""

    corners: list[Point]
    ways: list[tuple[Point, ...]]
    bands: list[float]
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True)
class Link:
    """A step of an edge between vertices of neighbouring columns, left first. `weight`: how much it wants to
    be level. `port`: 1 where it leaves at the foot of its left end."""

    left: int
    right: int
    weight: int = 1
    port: int = 0


@dataclass
class Work:
    """The vertices: blocks first, then the points where edges pass a column. `trails`: for each edge the points
    that it passes, in the order of its way. `pinned`: -1 or 1 for points that run above or below all blocks."""

    blocks: Sequence[Block]
    edges: Sequence[Edge]
    columns: list[int]
    bands: list[int]
    backward: frozenset[int] = frozenset()
    links: list[Link] = field(default_factory=list)
    trails: list[list[int]] = field(default_factory=list)
    pinned: dict[int, tuple[int, int]] = field(default_factory=dict)

    def passing(self, column: int, band: int) -> int:
        """A new point in a column."""
        self.columns.append(column)
        self.bands.append(band)
        return len(self.columns) - 1
