"""One measurement: what stands in build/bench.json and in the table."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TypedDict


class Row(TypedDict):
    """Ours beside the peer's; the peer is None where none is installed. `ratio`: how many times better ours is."""

    name: str
    size: int | str
    value: float
    unit: str
    peer: str | None
    peer_value: float | None
    ratio: float | None


def row(
    name: str,
    size: int | str,
    value: float,
    unit: str = "ms",
    peer: str | None = None,
    peer_value: float | None = None,
) -> Row:
    """A row; with a peer the ratio is reckoned so that more than 1 is in our favour."""
    ratio = None
    if peer_value and value:
        ratio = value / peer_value if unit.endswith("/s") else peer_value / value
    return {
        "name": name, "size": size, "value": round(value, 3), "unit": unit,
        "peer": peer if peer_value is not None else None,
        "peer_value": None if peer_value is None else round(peer_value, 3),
        "ratio": None if ratio is None else round(ratio, 2),
    }  # fmt: skip


def timed(act: Callable[[int], object], count: int) -> list[float]:
    """Milliseconds of each of `count` turns."""
    times: list[float] = []
    for turn in range(count):
        started = perf_counter()
        act(turn)
        times.append((perf_counter() - started) * 1000)
    return times


def median(times: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(times)


def p95(times: Sequence[float]) -> float:
    """What 19 of 20 stay under."""
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]
