"""Distributions of scenario files, and the samplers made of them.

Every sampler turns one uniform number into one value by inversion, so that streams stay aligned when two
scenarios are compared. Limits (`min`, `max`) truncate the distribution itself, which moves its mean: the
sampler knows the mean that is really achieved.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from pydantic import model_serializer, model_validator

from runner.data.model import Value
from runner.simulate.durations import SECOND, parse_duration
from runner.simulate.special import QuantileTable, beta_cdf, gamma_cdf, normal_quantile

KINDS: dict[str, tuple[str, ...]] = {
    "constant": ("value",),
    "exponential": ("mean",),
    "normal": ("mean", "sd"),
    "lognormal": ("mean", "sd"),
    "gamma": ("mean", "sd"),
    "erlang": ("mean", "k"),
    "uniform": ("min", "max"),
    "triangular": ("min", "mode", "max"),
    "beta": ("min", "max", "mean", "sd"),
    "weibull": ("shape", "scale"),
    "histogram": ("edges", "counts"),
    "sample": ("values",),
    "list": ("values",),
    "times": ("values",),
}
"""Kind -> the parameters it needs. Means and standard deviations are those of the variable itself."""

PLAIN = frozenset({"k", "shape", "counts"})
"""Parameters that are plain numbers even where the distribution is one of time."""

OWN_LIMITS = frozenset({"constant", "uniform", "triangular", "beta", "histogram", "sample", "list", "times"})
"""Kinds that have no further `min` and `max`."""


class Distribution(Value):
    """A distribution as in the file, `{"triangular": {"min": "PT2M", ...}}`."""

    kind: str
    params: dict[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _unfold(cls, data: object) -> object:
        if not isinstance(data, dict) or "kind" in data:
            return data
        if len(data) != 1:
            raise ValueError("one distribution is expected, for example {'constant': {'value': 'PT1H'}}")
        ((kind, params),) = data.items()
        if kind not in KINDS:
            raise ValueError(f"unknown distribution; known: {', '.join(KINDS)}")
        if isinstance(params, list) and KINDS[kind] == ("values",):
            params = {"values": params}
        if not isinstance(params, dict):
            raise ValueError(f"{kind} takes {', '.join(KINDS[kind])}")
        allowed = {*KINDS[kind], "min", "max"}
        if set(KINDS[kind]) - params.keys() or params.keys() - allowed:
            raise ValueError(f"{kind} takes {', '.join(KINDS[kind])}")
        return {"kind": kind, "params": params}

    @model_serializer
    def _fold(self) -> dict[str, Any]:
        if self.kind == "times":
            return {self.kind: self.params["values"]}
        return {self.kind: dict(self.params)}


class BadDistribution(ValueError):
    """A distribution whose parameters make no sense; the argument names the parameter."""


@dataclass(frozen=True)
class Sampler:
    """What the machine draws from.

    `quantile` maps a uniform number to a value: microseconds for times (not yet rounded), else as given.
    `mean` is the achieved mean in the same unit and `asked` the mean written in the file, both None where
    values are no numbers. `values` is set for `list` and `times`, whose values are taken in order.
    """

    quantile: Callable[[float], Any]
    mean: float | None
    asked: float | None
    values: tuple[Any, ...] | None = None
    constant: float | None = None


def number_of(value: object, is_time: bool, name: str) -> float:
    """A parameter as a number: microseconds for a time. Raises `BadDistribution`."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadDistribution(name)
    try:
        if is_time:
            return float(parse_duration(value)) if isinstance(value, str) else float(value) * SECOND
        result = float(value)
    except ValueError:
        raise BadDistribution(name) from None
    if not math.isfinite(result):
        raise BadDistribution(name)
    return result


def compile_distribution(distribution: Distribution, *, is_time: bool) -> Sampler:
    """The sampler of a distribution; plain numbers given for a time are seconds.

    Times are never negative: where a distribution could give less than 0 it is truncated there.
    Raises `BadDistribution` with the name of the parameter that does not fit.
    """
    kind, params = distribution.kind, distribution.params
    if kind in ("sample", "list", "times"):
        return _of_values(kind, params["values"], is_time)
    if kind == "histogram":
        edges = [number_of(item, is_time, "edges") for item in _items(params["edges"], "edges")]
        counts = [number_of(item, False, "counts") for item in _items(params["counts"], "counts")]
        sampler = _histogram(edges, counts)
    else:
        known = {
            name: number_of(value, is_time and name not in PLAIN, name)
            for name, value in params.items()
            if value is not None
        }
        sampler = _MAKERS[kind](known)
        if kind not in OWN_LIMITS:
            sampler = _truncated(sampler, _low(known.get("min"), is_time), known.get("max"))
    if is_time and sampler.quantile(2.0**-53) < 0:
        sampler = _truncated(sampler, 0.0, None)
    return sampler


def _low(given: float | None, is_time: bool) -> float | None:
    if is_time:
        return max(0.0, given or 0.0)
    return given


def _items(value: object, name: str) -> list[object]:
    if not isinstance(value, list | tuple) or not value:
        raise BadDistribution(name)
    return list(value)


def _of_values(kind: str, given: object, is_time: bool) -> Sampler:
    items = _items(given, "values")
    values: tuple[Any, ...]
    if is_time and kind != "times":
        values = tuple(number_of(item, True, "values") for item in items)
        if min(values) < 0:
            raise BadDistribution("values")
    else:
        values = tuple(items)
    numbers = [item for item in values if isinstance(item, int | float) and not isinstance(item, bool)]
    mean = sum(numbers) / len(values) if len(numbers) == len(values) else None
    count = len(values)
    return Sampler(
        lambda u: values[int(u * count)],
        mean,
        mean,
        values if kind != "sample" else None,
    )


def _require(condition: bool, name: str) -> None:
    if not condition:
        raise BadDistribution(name)


def _constant(p: dict[str, float]) -> Sampler:
    value = p["value"]
    return Sampler(lambda u: value, value, value, constant=value)


def _exponential(p: dict[str, float]) -> Sampler:
    mean = p["mean"]
    _require(mean > 0, "mean")
    log1p = math.log1p
    return Sampler(lambda u: -mean * log1p(-u), mean, mean)


def _normal(p: dict[str, float]) -> Sampler:
    mean, sd = p["mean"], p["sd"]
    _require(sd >= 0, "sd")
    return Sampler(lambda u: mean + sd * normal_quantile(u), mean, mean)


def _lognormal(p: dict[str, float]) -> Sampler:
    mean, sd = p["mean"], p["sd"]
    _require(mean > 0, "mean")
    _require(sd >= 0, "sd")
    variance = math.log1p((sd / mean) ** 2)
    mu, sigma = math.log(mean) - variance / 2, math.sqrt(variance)
    exp = math.exp
    return Sampler(lambda u: exp(mu + sigma * normal_quantile(u)), mean, mean)


def _of_gamma(shape: float, mean: float) -> Sampler:
    spread = math.sqrt(shape)
    table = QuantileTable(lambda x: gamma_cdf(shape, x), 0.0, shape + 40 * spread + 60)
    scale = mean / shape
    return Sampler(lambda u: max(0.0, scale * table(u)), mean, mean)


def _gamma(p: dict[str, float]) -> Sampler:
    _require(p["mean"] > 0, "mean")
    _require(p["sd"] >= 0, "sd")
    if p["sd"] == 0:
        return _constant({"value": p["mean"]})
    return _of_gamma((p["mean"] / p["sd"]) ** 2, p["mean"])


def _erlang(p: dict[str, float]) -> Sampler:
    _require(p["mean"] > 0, "mean")
    _require(p["k"] >= 1 and p["k"] == int(p["k"]), "k")
    return _exponential(p) if p["k"] == 1 else _of_gamma(p["k"], p["mean"])


def _uniform(p: dict[str, float]) -> Sampler:
    low, width = p["min"], p["max"] - p["min"]
    _require(width >= 0, "max")
    return Sampler(lambda u: low + width * u, low + width / 2, low + width / 2)


def _triangular(p: dict[str, float]) -> Sampler:
    low, mode, high = p["min"], p["mode"], p["max"]
    _require(low <= mode <= high, "mode")
    width, mean, sqrt = high - low, (low + mode + high) / 3, math.sqrt
    if width == 0:
        return _constant({"value": low})
    turn, left, right = (mode - low) / width, width * (mode - low), width * (high - mode)
    return Sampler(lambda u: low + sqrt(u * left) if u < turn else high - sqrt((1 - u) * right), mean, mean)


def _beta(p: dict[str, float]) -> Sampler:
    low, width = p["min"], p["max"] - p["min"]
    _require(width > 0, "max")
    mean, variance = (p["mean"] - low) / width, (p["sd"] / width) ** 2
    _require(0 < mean < 1, "mean")
    _require(0 < variance < mean * (1 - mean), "sd")
    total = mean * (1 - mean) / variance - 1
    a, b = mean * total, (1 - mean) * total
    table = QuantileTable(lambda x: beta_cdf(a, b, x), 0.0, 1.0)
    return Sampler(lambda u: low + width * min(1.0, max(0.0, table(u))), p["mean"], p["mean"])


def _weibull(p: dict[str, float]) -> Sampler:
    shape, scale = p["shape"], p["scale"]
    _require(shape > 0, "shape")
    _require(scale > 0, "scale")
    log1p, power, mean = math.log1p, 1 / shape, scale * math.gamma(1 + 1 / shape)
    return Sampler(lambda u: scale * (-log1p(-u)) ** power, mean, mean)


def _histogram(edges: list[float], counts: list[float]) -> Sampler:
    _require(len(edges) == len(counts) + 1 and edges == sorted(edges), "edges")
    _require(min(counts) >= 0 and sum(counts) > 0, "counts")
    total = sum(counts)
    steps = [0.0, *accumulate(count / total for count in counts)]
    mean = sum((edges[i] + edges[i + 1]) / 2 * counts[i] / total for i in range(len(counts)))

    def quantile(u: float) -> float:
        low, high = 0, len(counts) - 1
        while low < high:
            middle = (low + high) // 2
            if steps[middle + 1] < u:
                low = middle + 1
            else:
                high = middle
        share = (u - steps[low]) / (steps[low + 1] - steps[low])
        return edges[low] + min(1.0, share) * (edges[low + 1] - edges[low])

    return Sampler(quantile, mean, mean)


def _truncated(sampler: Sampler, low: float | None, high: float | None) -> Sampler:
    """The sampler given that its value lies between `low` and `high`. Raises `BadDistribution`."""
    quantile = sampler.quantile
    first = _share_below(quantile, low) if low is not None else 0.0
    last = _share_below(quantile, high) if high is not None else 1.0
    if first <= 0.0 and last >= 1.0:
        return sampler
    _require(last > first, "max" if high is not None else "min")
    width = last - first

    def inner(u: float) -> float:
        value: float = quantile(min(max(first + width * u, 2.0**-53), 1 - 2.0**-53))
        if low is not None and value < low:
            return low
        return high if high is not None and value > high else value

    points = 4000
    mean = sum(inner((index + 0.5) / points) for index in range(points)) / points
    return Sampler(inner, mean, sampler.asked)


def _share_below(quantile: Callable[[float], float], limit: float) -> float:
    """The share of values below `limit`: the inverse of the quantile, by bisection."""
    smallest, largest = 2.0**-53, 1 - 2.0**-53
    if quantile(smallest) >= limit:
        return 0.0
    if quantile(largest) <= limit:
        return 1.0
    for _turn in range(60):
        middle = (smallest + largest) / 2
        if quantile(middle) < limit:
            smallest = middle
        else:
            largest = middle
    return (smallest + largest) / 2


_MAKERS: dict[str, Callable[[dict[str, float]], Sampler]] = {
    "constant": _constant,
    "exponential": _exponential,
    "normal": _normal,
    "lognormal": _lognormal,
    "gamma": _gamma,
    "erlang": _erlang,
    "uniform": _uniform,
    "triangular": _triangular,
    "beta": _beta,
    "weibull": _weibull,
}
