"""A result in words: its rows of figures, and one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.simulate import figures
from runner.simulate.compare import Difference
from runner.simulate.result import Estimate, SimulationResult
from runner.simulate.scenario import Scenario
from runner.simulate.statistics import interval


class Row(NamedTuple):
    """One figure of a result."""

    key: str
    title: str
    mean: float
    ci: tuple[float, float] | None


SHOWN_PEOPLE = 10
"""Of so many people the figures are listed; the result holds those of all."""


def pool_name(scenario: Scenario, pool_id: str, result: SimulationResult | None = None) -> str:
    """The name of a pool, or of a person in a result, in the user's language."""
    pool = scenario.pool(pool_id)
    if pool is not None:
        return pick(pool.name) or pool.id
    known = result.pools.get(pool_id) if result is not None else None
    return pick(known.name) or pool_id if known is not None else pool_id


def shown_pools(result: SimulationResult) -> list[str]:
    """The pools of the scenario, and the busiest people."""
    people = [pool for pool, item in result.pools.items() if item.name]
    return [pool for pool, item in result.pools.items() if not item.name] + people[:SHOWN_PEOPLE]


def rows_of(scenario: Scenario, result: SimulationResult) -> list[Row]:
    """The figures of a result in the order in which one asks for them."""
    cycle = result.cycle
    rows = [
        Row("cycle", _("Cycle time"), cycle.mean, cycle.ci),
        Row("p95", _("95 of 100 cases within"), cycle.p95, _span(result.samples.p95)),
        Row("waiting", _("Waiting for people"), result.waiting.mean, result.waiting.ci),
        Row("work", _("Work"), result.work.mean, result.work.ci),
        Row("cost", _("Cost"), result.cost.mean, result.cost.ci),
    ]
    if result.off_shift.mean > 0:
        rows.insert(4, Row("offShift", _("Pauses off hours"), result.off_shift.mean, result.off_shift.ci))
    for pool in shown_pools(result):
        figures_of = result.pools[pool]
        name = pool_name(scenario, pool, result)
        use: Estimate = figures_of.utilisation
        rows.append(Row(f"utilisation:{pool}", _("{name}, busy").replace("{name}", name), use.mean, use.ci))
        wait = figures_of.wait
        rows.append(Row(f"wait:{pool}", _("{name}, wait").replace("{name}", name), wait.mean, wait.ci))
        queue = figures_of.queue
        rows.append(Row(f"queue:{pool}", _("{name}, queue").replace("{name}", name), queue.mean, queue.ci))
    return rows


def _span(values: list[float]) -> tuple[float, float] | None:
    return interval(values)


def verdict(scenario: Scenario, result: SimulationResult, differences: Mapping[str, Difference]) -> str:
    """The result in one plain sentence; with differences (by key) from another one, what changed."""
    item = differences.get("cycle")
    if item is None:
        busiest = max(result.pools, key=lambda pool: result.pools[pool].utilisation.mean, default=None)
        if busiest is None:
            text = _("A case takes {cycle}; nobody is needed for it.")
            return text.replace("{cycle}", figures.length(result.cycle.mean))
        text = (
            _("A case takes {cycle}, {wait} of it waiting; {name} is the busiest, at {use}.")
            if result.pools[busiest].name
            else _("A case takes {cycle}, {wait} of it waiting; the busiest are {name} at {use}.")
        )
        return (
            text.replace("{cycle}", figures.length(result.cycle.mean))
            .replace("{wait}", figures.length(result.waiting.mean))
            .replace("{name}", pool_name(scenario, busiest, result))
            .replace("{use}", figures.share(result.pools[busiest].utilisation.mean))
        )
    if item.verdict == "unclear" or item.ci is None:
        return _(
            "Between the two no difference in cycle time can be told; more replications would show a smaller one."
        )
    unit = figures.unit_of([item.difference])
    by = figures.length(abs(item.difference), unit)
    half = figures.length((item.ci[1] - item.ci[0]) / 2, unit)
    text = (
        _("{name} shortens a case by about {by} (sure to ±{half}).")
        if item.verdict == "less"
        else _("{name} lengthens a case by about {by} (sure to ±{half}).")
    )
    text = text.replace("{name}", pick(scenario.name)).replace("{by}", by).replace("{half}", half)
    cost = differences.get("cost")
    if cost is not None and cost.verdict != "unclear":
        more = _("It costs {cost} more a case.") if cost.verdict == "more" else _("It costs {cost} less a case.")
        text += " " + more.replace("{cost}", figures.money(abs(cost.difference), result.currency))
    return text
