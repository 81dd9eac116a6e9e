"""Long edges moved as a whole: above or below everything in their band, where that makes fewer crossings than the
place that the medians gave them."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence

ROUNDS = 2
WIDE = 4000
"""Where the columns that an edge passes have so many vertices together, it stays: counting would take too long."""

Ends = Mapping[int, list[tuple[int, int]]]
"""By vertex: port and other end of each link."""


def gap_crossings(column: Sequence[int], after: Sequence[int], right: Ends) -> int:
    """How many links cross between two neighbouring columns."""
    places = {vertex: index for index, vertex in enumerate(after)}
    total = 0
    seen: list[int] = []
    for vertex in column:
        ends = right.get(vertex)
        if not ends:
            continue
        if len(ends) == 1:
            found = [places[ends[0][1]]]
        else:  # those of one port come from one point and cannot cross; those at the foot begin below
            found = [place for _, place in sorted((port, places[target]) for port, target in ends)]
        for end in found:
            if not seen or end >= seen[-1]:
                seen.append(end)
            else:
                total += len(seen) - bisect_right(seen, end)
                insort(seen, end)
    return total


def sift(
    columns: list[list[int]],
    right: Ends,
    trails: Sequence[Sequence[int]],
    column_of: Mapping[int, int],
    ranks: Mapping[int, tuple[int, int, int]],
) -> None:
    """Move trails in place. Bands never mix, and vertices keep to what is pinned above and below."""
    for _ in range(ROUNDS):
        better = False
        for trail in trails:
            if trail and ranks[trail[0]][1] == 0:
                better = _sifted(columns, right, trail, column_of, ranks) or better
        if not better:
            return


def _sifted(
    columns: list[list[int]],
    right: Ends,
    trail: Sequence[int],
    column_of: Mapping[int, int],
    ranks: Mapping[int, tuple[int, int, int]],
) -> bool:
    first, last = column_of[trail[0]], column_of[trail[-1]]
    if sum(len(columns[index]) for index in range(first, last + 1)) > WIDE:
        return False

    def count(inner: Sequence[list[int]]) -> int:
        row = [columns[first - 1], *inner, columns[last + 1]]
        return sum(gap_crossings(row[index], row[index + 1], right) for index in range(len(row) - 1))

    best = columns[first : last + 1]
    fewest = was = count(best)
    if not was:
        return False
    for side in (-1, 1):
        tried = [_moved(columns[column_of[vertex]], vertex, side, ranks) for vertex in trail]
        found = count(tried)
        if found < fewest:
            best, fewest = tried, found
    columns[first : last + 1] = best
    return fewest < was


def _moved(column: list[int], vertex: int, side: int, ranks: Mapping[int, tuple[int, int, int]]) -> list[int]:
    """The column with a vertex first or last among those that it may stand among."""
    rest = [other for other in column if other != vertex]
    own = ranks[vertex]
    if side < 0:
        at = next((index for index, other in enumerate(rest) if ranks[other] >= own), len(rest))
    else:
        at = next((index for index, other in enumerate(rest) if ranks[other] > own), len(rest))
    return [*rest[:at], vertex, *rest[at:]]
