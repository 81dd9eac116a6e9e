"""Run a scenario: replications, progress, cancelling, and what to know before believing the numbers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from runner.bundle.bundle import Bundle
from runner.bundle.graph import Graph
from runner.core import collecting
from runner.core.errors import RunError
from runner.core.i18n import pick
from runner.core.problem import Problem, Severity
from runner.simulate import messages  # noqa: F401  # declares the sentences
from runner.simulate.compile import Compilation, compile_table
from runner.simulate.gather import Gathered
from runner.simulate.load import expected_load
from runner.simulate.machine import Cancelled, Machine
from runner.simulate.result import SimulationResult, Warned
from runner.simulate.scenario import Scenario
from runner.simulate.table import Table
from runner.simulate.tally import WorkRecord

PAUSE_S = 0.15
"""Least time between two tellings of progress within a replication."""

Progress = Callable[[int, int], None]
"""Told now and then: cases simulated so far, cases in all (an estimate where the end is a time)."""


def prepare(bundle: Bundle | Graph, scenario: Scenario) -> Compilation:
    """The flat table of the bundle's entry process under the scenario, and all problems of both."""
    if isinstance(bundle, Graph):
        return compile_table({bundle.process: bundle}, bundle.process, scenario)
    info = bundle.workspace
    return compile_table(
        bundle.graphs, bundle.entry, scenario, calendars=info.calendars, time_zone=info.time_zone,
        organization=bundle.organization, rights=bundle.rights,
    )  # fmt: skip


def check_scenario(bundle: Bundle | Graph, scenario: Scenario) -> list[Problem]:
    """What is not in order before anything runs, overload included."""
    compiled = prepare(bundle, scenario)
    return compiled.problems + (_overload(compiled.table, scenario) if compiled.table else [])


def simulate(
    bundle: Bundle | Graph,
    scenario: Scenario,
    *,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
    trace: list[WorkRecord] | None = None,
) -> SimulationResult:
    """Simulate the scenario on the process and return the figures.

    `cancel()` is asked every few thousand events: what is done by then is returned, with a warning.
    `trace` takes every piece of work of the first replication. Raises `RunError`: `simulate.refused` with
    the first problem where the scenario is not in order, `simulate.cancelled` where no replication was
    done, and the reasons for which a run cannot go on.
    """
    compiled = prepare(bundle, scenario)
    if compiled.table is None:
        first = next(problem for problem in compiled.problems if problem.severity is Severity.ERROR)
        raise RunError("simulate.refused", problem=first.message, element=first.element or "")
    table = compiled.table
    problems = compiled.problems + _overload(table, scenario)
    gathered = Gathered(table)
    total = (table.cases or _expected_cases(table)) * scenario.replications
    with collecting.paused():  # a run leaves no circles behind; looking for them costs a seventh of its time
        done = _replicate(table, scenario, gathered, total, progress=progress, cancel=cancel, trace=trace)
    if not done:
        raise RunError("simulate.cancelled")
    problems += _afterwards(gathered, scenario, done) + _of_people(table, gathered)
    if table.calendar_problems is not None:
        problems += table.calendar_problems(gathered.last)
    currency = scenario.currency or (bundle.workspace.currency if isinstance(bundle, Bundle) else "CNY")
    return gathered.result(
        name=pick(scenario.name),
        replications=done,
        seed=scenario.seed,
        currency=currency,
        warnings=[warned(problem) for problem in problems],
    )


def _of_people(table: Table, gathered: Gathered) -> list[Problem]:
    """What to know where the rules were asked who does the work."""
    if table.staff is None:
        return []
    names = {row.activity.rule.node.id: row.activity.rule.node.name for row in table.nodes
             if row.activity is not None and row.activity.rule is not None}  # fmt: skip
    return [
        Problem("simulate.nobody", Severity.WARNING, node, {"name": names.get(node) or node, "count": str(count)})
        for node, count in table.staff.unfound.items()
    ] + [
        Problem("simulate.always-busy", Severity.WARNING, None, {"name": pick(name), "load": f"{share:.0%}"})
        for name, share in gathered.always_busy()
    ]


def _replicate(
    table: Table,
    scenario: Scenario,
    gathered: Gathered,
    total: int,
    *,
    progress: Progress | None,
    cancel: Callable[[], bool] | None,
    trace: list[WorkRecord] | None,
) -> int:
    """Run the replications into `gathered`; how many were done."""
    done = 0
    told = 0.0
    for replication in range(scenario.replications):
        machine = Machine(
            table,
            scenario.seed,
            replication,
            trace=trace if replication == 0 else None,
            series=replication == 0,
        )

        def pulse(cases: int) -> None:
            nonlocal told
            if cancel is not None and cancel():
                raise Cancelled
            now = time.monotonic()
            if progress is not None and now - told >= PAUSE_S:
                told = now
                progress(min(gathered.arrived + cases, total), total)  # called in this turn only

        try:
            gathered.add(machine.run(pulse))
        except Cancelled:
            break
        done += 1
        if progress is not None:
            progress(min(gathered.arrived, total), total)
        if cancel is not None and done < scenario.replications and cancel():
            break
    return done


def warned(problem: Problem) -> Warned:
    """A problem as it stands in the result."""
    return Warned(
        code=problem.code,
        severity=problem.severity.value,
        element=problem.element,
        params=dict(problem.params),
        message=problem.message,
        hint=problem.hint,
    )


def _expected_cases(table: Table) -> int:
    """About how many cases arrive until the end."""
    count = 0.0
    for row in table.arrivals:
        if row.times:
            count += len(row.times)
        elif row.every is not None and row.every.mean and table.until is not None:
            count += table.until / row.every.mean
    return max(1, round(count))


def _overload(table: Table, scenario: Scenario) -> list[Problem]:
    names: Mapping[str, str] = {pool.id: pick(pool.name) or pool.id for pool in scenario.pools}
    return [
        Problem(
            "simulate.overload",
            Severity.WARNING,
            params={"name": names[pool], "load": f"{share:.0%}", "pool": pool},
        )
        for pool, share in expected_load(table).items()
        if share >= 1
    ]


def _afterwards(gathered: Gathered, scenario: Scenario, done: int) -> list[Problem]:
    found = []
    if gathered.stuck:
        where = gathered.stuck_at
        params = {"count": str(gathered.stuck), "name": where}
        found.append(Problem("simulate.stuck", Severity.WARNING, where.rpartition("/")[2] or None, params))
    if gathered.open:
        found.append(Problem("simulate.unfinished", Severity.WARNING, None, {"count": str(gathered.open)}))
    if not gathered.counted:
        found.append(Problem("simulate.few-cases", Severity.WARNING))
    if done < scenario.replications:
        params = {"done": str(done), "asked": str(scenario.replications)}
        found.append(Problem("simulate.partial", Severity.WARNING, None, params))
    if done == 1:
        found.append(Problem("simulate.one-replication", Severity.INFO))
    return found
