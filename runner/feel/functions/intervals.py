"""Relations of points and ranges (Allen's interval algebra). Source: DMN 1.5, table 78."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runner.feel.budget import Run
from runner.feel.calls import BuiltIn, built_in
from runner.feel.operators import order
from runner.feel.types import Range

Relation = Callable[[Range, Range], bool]


class _Unordered(Exception):
    """Two ends have no order."""


def _sign(left: Any, right: Any) -> int:
    sign = None if left is None or right is None else order(left, right)
    if sign is None:
        raise _Unordered
    return sign


def _as_range(value: Any) -> Range:
    return value if isinstance(value, Range) else Range(value, value)


def _before(one: Range, other: Range) -> bool:
    sign = _sign(one.high, other.low)
    return sign < 0 or (sign == 0 and not (one.high_included and other.low_included))


def _meets(one: Range, other: Range) -> bool:
    return one.high_included and other.low_included and _sign(one.high, other.low) == 0


def _overlaps(one: Range, other: Range) -> bool:
    return not _before(one, other) and not _before(other, one)


def _starts_first(one: Range, other: Range) -> int:
    sign = _sign(one.low, other.low)
    if sign == 0 and one.low_included != other.low_included:
        return -1 if one.low_included else 1
    return sign


def _ends_first(one: Range, other: Range) -> int:
    sign = _sign(one.high, other.high)
    if sign == 0 and one.high_included != other.high_included:
        return 1 if one.high_included else -1
    return sign


def _overlaps_before(one: Range, other: Range) -> bool:
    return _overlaps(one, other) and _starts_first(one, other) < 0 and _ends_first(one, other) <= 0


def _finishes(one: Range, other: Range) -> bool:
    return _ends_first(one, other) == 0 and _starts_first(one, other) >= 0


def _starts(one: Range, other: Range) -> bool:
    return _starts_first(one, other) == 0 and _ends_first(one, other) <= 0


def _includes(one: Range, other: Range) -> bool:
    return _starts_first(one, other) <= 0 and _ends_first(one, other) >= 0


def _same(one: Range, other: Range) -> bool:
    return _starts_first(one, other) == 0 and _ends_first(one, other) == 0


def _turned(relation: Relation) -> Relation:
    return lambda one, other: relation(other, one)


def _relation(name: str, names: str, relation: Relation, *, ranges: str = "both") -> BuiltIn:
    def ask(run: Run, one: Any, other: Any) -> bool | None:
        if ranges != "any" and not isinstance(one if ranges == "first" else other, Range):
            return run.warn("feel.arguments", name=name)
        if ranges == "both" and not isinstance(one, Range):
            return run.warn("feel.arguments", name=name)
        if one is None or other is None:
            return run.warn("feel.arguments", name=name)
        try:
            return relation(_as_range(one), _as_range(other))
        except _Unordered:
            return run.warn("feel.arguments", name=name)

    pairs = [pair.split() for pair in names.split("|")]
    return built_in(name, *((f"{first}, {second}", ask) for first, second in pairs))


_POINTS = "point1 point2|point range|range point|range1 range2"
_RANGES = "range1 range2"

FUNCTIONS = [
    _relation("before", _POINTS, _before, ranges="any"),
    _relation("after", _POINTS, _turned(_before), ranges="any"),
    _relation("meets", _RANGES, _meets),
    _relation("met by", _RANGES, _turned(_meets)),
    _relation("overlaps", _RANGES, _overlaps),
    _relation("overlaps before", _RANGES, _overlaps_before),
    _relation("overlaps after", _RANGES, _turned(_overlaps_before)),
    _relation("finishes", "point range|range1 range2", _finishes, ranges="second"),
    _relation("finished by", "range point|range1 range2", _turned(_finishes), ranges="first"),
    _relation("includes", "range point|range1 range2", _includes, ranges="first"),
    _relation("during", "point range|range1 range2", _turned(_includes), ranges="second"),
    _relation("starts", "point range|range1 range2", _starts, ranges="second"),
    _relation("started by", "range point|range1 range2", _turned(_starts), ranges="first"),
    _relation("coincides", "point1 point2|range1 range2", _same, ranges="any"),
]
