"""Means with intervals over replications, percentiles, and the series behind the plots."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from runner.simulate.special import t_quantile

PERCENTILES = (50, 90, 95, 99)


def mean_of(values: Sequence[float]) -> float:
    """The mean, 0 for none; summed exactly, so that the order does not matter."""
    return math.fsum(values) / len(values) if values else 0.0


def interval(values: Sequence[float], level: float = 0.975) -> tuple[float, float] | None:
    """The two-sided 95 % interval of the mean by Student's t; None for fewer than two values.

    Where no value is negative neither is the interval.
    """
    if len(values) < 2:
        return None
    mean, half = mean_of(values), half_width(values, level)
    low = mean - half
    return (max(0.0, low) if min(values) >= 0 else low), mean + half


def standard_error(values: Sequence[float]) -> float:
    """The standard error of the mean."""
    mean = mean_of(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values))


def half_width(values: Sequence[float], level: float = 0.975) -> float:
    """Half the width of the 95 % interval."""
    return t_quantile(len(values) - 1, level) * standard_error(values)


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The percentile of sorted values, linear between neighbours; 0 for none."""
    if not ordered:
        return 0.0
    position = (len(ordered) - 1) * percent / 100
    low = int(position)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (position - low)


def histogram(values: Sequence[float], bins: int = 40) -> dict[str, Any]:
    """Counts in equal bins from 0 to where most values end; what lies above is in the last bin.

    That is the 99.5th percentile, or three times the 90th where a few values lie far out.
    """
    if not values:
        return {"edges": [], "counts": []}
    ordered = sorted(values)
    top = percentile(ordered, 99.5)
    usual = 3 * percentile(ordered, 90)
    top = (min(top, usual) if usual > 0 else top) or ordered[-1] or 1.0
    width = top / bins
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int(value / width))] += 1
    return {"edges": [width * index for index in range(bins + 1)], "counts": counts}


def bucketed(series: Sequence[tuple[int, int]], begin: int, end: int, buckets: int = 200) -> list[float]:
    """The time-weighted mean of a step series in equal buckets between two moments."""
    if end <= begin:
        return []
    width = (end - begin) / buckets
    areas = [0.0] * buckets
    level, since = 0, begin
    for moment, value in [*series, (end, 0)]:
        if level and moment > since:
            _spread(areas, since - begin, min(moment, end) - begin, level, width)
        level, since = value, max(moment, begin)
    return [area / width for area in areas]


def _spread(areas: list[float], low: float, high: float, level: int, width: float) -> None:
    place = int(low / width)
    while low < high and place < len(areas):
        edge = min(high, (place + 1) * width)
        areas[place] += level * (edge - low)
        low = edge
        place += 1
