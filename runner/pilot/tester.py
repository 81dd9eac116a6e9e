"""The random tester: one case played by chance in this process, stopped in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from runner.bundle.bundle import Bundle
from runner.bundle.capability import unsupported
from runner.core.errors import AppError, RunError
from runner.core.problem import Problem
from runner.pilot.chance import Chance
from runner.pilot.result import RunResult, result_of
from runner.service import Service

BUDGET = 10_000
"""Steps after which the tester gives up."""


def random_tester(
    bundle: Bundle,
    seed: int | str = 1,
    *,
    process: str | None = None,
    as_user: str | None = None,
    budget: int = BUDGET,
    store: str = "sqlite://",
    clock: str | None = "2026-03-02T09:00:00+08:00",
    tried: Counter[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> RunResult:
    """Run one case by chance: equal seeds give equal runs. `tried` counts flows over several runs and is
    added to; steps count people's and the tester's acts and timers. Raises `StoreError`."""
    problems = [problem for graph in bundle.graphs.values() for problem in unsupported(graph)]
    if problems:
        return RunResult("refused", bundle.hash, str(seed), problems=tuple(problems))
    service = Service(store, clock=clock, budget=budget)
    try:
        model = service.deploy(bundle)
        chance = Chance(service, bundle, model, seed, process=process, tried=tried)
        try:
            case = chance.start(as_user, or_another=as_user is None)
        except AppError as error:
            return RunResult("refused", model, str(seed), problems=(_problem(error),))
        steps, status, stop = _play(service, chance, case, budget, progress)
        lines = service.history(case)
        flows = [line.element for line in lines if line.kind == "flow"]
        in_vain = [one for one in lines if one.kind == "incident" and one.payload.get("code") == "run.stuck"]
        result = result_of(service.case(case), flows, status=status, steps=steps)
        result = replace(result, helped=tuple(dict.fromkeys(line.element for line in in_vain)))
        return replace(result, problems=(*result.problems, _problem(stop))) if stop is not None else result
    finally:
        service.close()


def _play(
    service: Service, chance: Chance, case: str, budget: int, progress: Callable[[int, int], None] | None
) -> tuple[int, str | None, RunError | None]:
    """Play until the case ends, rests for good, or the budget is spent; the steps, the status where it is not the
    case's own, and what was refused again and again."""
    steps = 0
    while service.case_status(case) not in ("completed", "budget"):
        if steps >= budget:
            return steps, "budget", None
        try:
            if not chance.step(case):
                break
        except RunError as error:
            return steps, None, error
        steps += 1
        if progress is not None:
            progress(steps, budget)
    return steps, None, None


def _problem(error: AppError) -> Problem:
    return Problem(error.code, params=dict(error.params))
