"""Queueing theory: the machine gives what the formulas say, within four standard errors, with fixed seeds.

Sizes are an eighth of those of the scenario files; `make soak` runs the full ones.
"""

from __future__ import annotations

import pytest

from runner.simulate.statistics import mean_of, standard_error
from tests.unit.simulate.models import run

CASES = [
    ("s1", "cycle", 5.0),
    ("s1", "waiting", 4.0),
    ("s2", "cycle", 2.078652 * 60),
    ("s4-constant", "waiting", 2.0),
    ("s4-erlang", "waiting", 2.5),
    ("s4-uniform", "waiting", 8 / 3),
    ("s4-lognormal", "waiting", 10.0),
    ("s8", "cycle", 25 / 3),
    ("s9", "cycle", 3.717949),
    ("s10-half", "cycle", 2.875),
    ("s10-busy", "cycle", 7.0),
    ("s11-and", "cycle", 7 / 3),
    ("s11-several", "cycle", 2.283333),
    ("s12", "cycle", 0.632121),
]
SMALL = {"cases": 3000, "replications": 8}
_results: dict = {}


def result_of(name: str, **changes):
    key = (name, tuple(sorted(changes.items())))
    if key not in _results:
        _results[key] = run(name, **changes)[0]
    return _results[key]


def off_by(samples: list[float], expected: float) -> float:
    """How many standard errors the mean of the replications is away."""
    return abs(mean_of(samples) - expected) / standard_error(samples)


@pytest.mark.parametrize(("name", "figure", "expected"), CASES)
def test_simulation_agrees_with_theory(name, figure, expected):
    assert off_by(getattr(result_of(name, **SMALL).samples, figure), expected) < 4


def test_mm1_percentile_load_and_queue_agree_with_theory():
    result = result_of("s1", **SMALL)
    assert off_by(result.samples.p95, 14.979) < 4
    assert off_by(result.samples.utilisation["server"], 0.8) < 4
    assert result.pools["server"].queue.mean == pytest.approx(3.2, rel=0.15)


def test_littles_law_holds_on_the_measured_figures():
    result = result_of("s1", **SMALL)
    pool = result.pools["server"]
    rate = result.throughput_per_hour / 3600
    assert pool.queue.mean == pytest.approx(rate * pool.wait.mean, rel=0.01)


def test_priorities_follow_cobham():
    result, trace = run("s5", cases=7000, replications=1)
    later = [record for record in trace if record.enabled > 1_000_000_000]
    for node, expected in (("Task_high", 4 / 3), ("Task_low", 20 / 3)):
        waits = [(record.started - record.enabled) / 1e6 for record in later if record.node == node]
        batches = [mean_of(waits[index : index + 200]) for index in range(0, len(waits) - 200, 200)]
        assert off_by(batches, expected) < 4
    assert result.counted > 0


def test_timer_interrupts_as_often_as_theory_says():
    result = result_of("s12", **SMALL)
    assert result.flows["Flow_late"] == pytest.approx(0.367879, abs=4 * (0.367879 * 0.632121 / 24000) ** 0.5)


def test_loan_model_loads_its_people_as_computed():
    result = result_of("s15", cases=1500, replications=10)
    for pool, expected in (("clerk", 0.7575), ("appraiser", 0.75), ("officer", 0.8166667)):
        assert off_by(result.samples.utilisation[pool], expected) < 4, pool
    visits = {"check": 1.25, "resubmit": 0.25, "credit": 1, "appraise": 1, "assess": 1, "reject": 0.4,
              "prepare": 0.6, "insure": 0.18, "approve": 0.6}  # fmt: skip
    for name, expected in visits.items():
        assert result.activities[f"Task_{name}"].visits == pytest.approx(expected, abs=0.03), name
    assert off_by(result.samples.work, 3689) < 4
    assert off_by(result.samples.cycle, 7460) < 4


@pytest.mark.soak
@pytest.mark.parametrize(
    ("name", "figure", "expected"), [*CASES, ("s3", "cycle", 1.668732 * 60), ("s15", "cycle", 7460)]
)
def test_simulation_agrees_with_theory_at_full_size(name, figure, expected):
    assert off_by(getattr(run(name)[0].samples, figure), expected) < 4
