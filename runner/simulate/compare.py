"""Two results beside each other: each difference with its 95 % interval and a plain verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from runner.simulate.result import SimulationResult
from runner.simulate.special import t_quantile
from runner.simulate.statistics import half_width, mean_of, standard_error

Verdict = Literal["less", "more", "unclear"]


@dataclass(frozen=True)
class Difference:
    """`after` minus `before` of one figure. `key` is `cycle`, `p95`, `waiting`, `work`, `offShift`, `cost`, or
    `utilisation:<pool>`, `wait:<pool>`; seconds, money or shares. `ci` is None where either side has one
    replication; `paired` says that replications were compared one by one (same seed and number)."""

    key: str
    before: float
    after: float
    ci: tuple[float, float] | None
    paired: bool

    @property
    def difference(self) -> float:
        """After minus before."""
        return self.after - self.before

    @property
    def verdict(self) -> Verdict:
        """`unclear` where the interval holds 0, or there is none."""
        if self.ci is None or self.ci[0] <= 0 <= self.ci[1]:
            return "unclear"
        return "less" if self.ci[1] < 0 else "more"


def compare(before: SimulationResult, after: SimulationResult) -> list[Difference]:
    """The differences of two results, case figures first, then those of the pools that both have.

    With the same seed and number of replications the pairs are compared: keyed random numbers give both
    the same luck, which narrows the interval. Otherwise Welch's interval of two independent means.
    """
    paired = before.seed == after.seed and before.replications == after.replications
    rows = [("cycle", before.samples.cycle, after.samples.cycle), ("p95", before.samples.p95, after.samples.p95)]
    rows += [
        ("waiting", before.samples.waiting, after.samples.waiting),
        ("work", before.samples.work, after.samples.work),
        ("offShift", before.samples.off_shift, after.samples.off_shift),
        ("cost", before.samples.cost, after.samples.cost),
    ]
    for pool in before.pools:
        if pool in after.pools:
            rows.append((f"wait:{pool}", before.samples.wait.get(pool, []), after.samples.wait.get(pool, [])))
            rows.append(
                (
                    f"utilisation:{pool}",
                    before.samples.utilisation.get(pool, []),
                    after.samples.utilisation.get(pool, []),
                )
            )
    return [
        Difference(key, mean_of(left), mean_of(right), _interval(left, right, paired), paired)
        for key, left, right in rows
        if left and right
    ]


def _interval(left: Sequence[float], right: Sequence[float], paired: bool) -> tuple[float, float] | None:
    if len(left) < 2 or len(right) < 2:
        return None
    if paired and len(left) == len(right):
        differences = [b - a for a, b in zip(left, right, strict=True)]
        mean, half = mean_of(differences), half_width(differences)
        return mean - half, mean + half
    a, b = standard_error(left) ** 2, standard_error(right) ** 2
    mean = mean_of(right) - mean_of(left)
    if a + b == 0:
        return mean, mean
    freedom = (a + b) ** 2 / (a**2 / (len(left) - 1) + b**2 / (len(right) - 1))
    half = t_quantile(max(1, int(freedom))) * (a + b) ** 0.5
    return mean - half, mean + half
