"""A simulation result as one self-contained HTML page: figures, plots, assumptions, and how to repeat it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from runner.bundle.graph import Graph
from runner.core import i18n, messages, tokens
from runner.core.i18n import N_, pick
from runner.core.i18n import tr as _
from runner.core.resources import resource_folder
from runner.simulate import figures
from runner.simulate.distributions import Distribution
from runner.simulate.result import SimulationResult
from runner.simulate.scenario import Scenario
from runner.simulate.sentences import pool_name, rows_of, shown_pools, verdict

WIDTH, HEIGHT = 640, 180
"""Size of a plot's drawing area in its own units."""

TEMPLATE = "simulation.html.j2"
TEMPLATE_TEXTS = (
    N_("To know before reading the figures"),
    N_("Figures"),
    N_("Mean per case"),
    N_("Mean"),
    N_("95 % interval"),
    N_("The process"),
    N_("How busy people are"),
    N_("Share of their working time; the line is the 95 % interval."),
    N_("Queues over time"),
    N_("Pieces of work that wait, first replication."),
    N_("How long cases take"),
    N_("mean"),
    N_("95 %"),
    N_("The last bar holds all longer ones."),
    N_("Steps"),
    N_("Step"),
    N_("Visits a case"),
    N_("Wait"),
    N_("Work"),
    N_("Cost a case"),
    N_("Assumptions"),
    N_("People"),
    N_("How many"),
    N_("Working hours"),
    N_("Cost an hour"),
    N_("How to repeat it"),
    N_(
        "The same scenario, seed and table give the same figures on any machine. "
        "Intervals are 95 % over replications."
    ),
)
"""What the template says: listed here because texts are collected from Python files."""


@dataclass(frozen=True)
class Bar:
    """A bar of a plot: place and size in units of the drawing area, its text, and the whisker's ends."""

    x: float
    y: float
    width: float
    height: float
    label: str = ""
    value: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Curve:
    """A line of a plot as points of a polyline."""

    name: str
    points: str
    colour: str


def simulation_report(
    result: SimulationResult, graph: Graph, scenario: Scenario, language: str, svg: str | None = None
) -> str:
    """The page in `en` or `zh`. `svg` is the process diagram as drawn by this program, put in as it is."""
    before = i18n.current_language()
    if language != before:
        i18n.set_language(language)
    try:
        return _render(result, graph, scenario, language, svg)
    finally:
        if language != before:
            i18n.set_language(before)


def _render(result: SimulationResult, graph: Graph, scenario: Scenario, language: str, svg: str | None) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(resource_folder() / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(
        _=_,
        language=language,
        theme=tokens.LIGHT,
        fonts=", ".join(f"'{name}'" for name in tokens.UI_FONTS),
        body=tokens.BODY + (1 if language == "zh" else 0),
        title=pick(scenario.name) or graph.name,
        process=graph.name or graph.process,
        sentence=verdict(scenario, result, {}),
        about=_about(result),
        rows=_rows(result, scenario),
        activities=_activities(result, graph),
        assumptions=_assumptions(graph, scenario),
        people=_people(result, scenario),
        warnings=[
            (item.severity, messages.sentence(item.code, item.params), messages.hint(item.code, item.params))
            for item in result.warnings
        ],
        queue=_queue(result, scenario),
        use=_use(result, scenario),
        cycle=_cycle(result),
        width=WIDTH,
        height=HEIGHT,
        diagram=Markup(svg) if svg else None,  # noqa: S704  # our own drawing, made from escaped names
    )


def _about(result: SimulationResult) -> list[tuple[str, str]]:
    return [
        (_("Cases counted"), figures.count(result.counted)),
        (_("Cases simulated"), figures.count(result.cases * result.replications)),
        (_("Replications"), figures.count(result.replications)),
        (_("Seed"), str(result.seed)),
        (_("Cases an hour"), figures.plain(result.throughput_per_hour)),
        (_("Engine"), result.backend),
        (_("Table"), result.table_hash),
    ]


def _rows(result: SimulationResult, scenario: Scenario) -> list[tuple[str, str, str]]:
    return [
        (
            row.title,
            figures.figure(row.key, row.mean, result.currency),
            figures.interval_text(row.key, row.ci, result.currency),
        )
        for row in rows_of(scenario, result)
    ]


def _name(graph: Graph, element: str) -> str:
    return next((node.name for node in graph.nodes if node.id == element and node.name), element)


def _activities(result: SimulationResult, graph: Graph) -> list[tuple[str, ...]]:
    return [
        (
            _name(graph, key),
            figures.plain(item.visits),
            figures.length(item.wait.mean),
            figures.interval_text("wait", item.wait.ci, result.currency),
            figures.length(item.duration.mean),
            figures.money(item.cost, result.currency),
        )
        for key, item in result.activities.items()
    ]


def _people(result: SimulationResult, scenario: Scenario) -> list[tuple[str, ...]]:
    return [
        (
            pool_name(scenario, pool.id),
            figures.count(pool.capacity),
            pool.calendar or _("always"),
            figures.money(float(pool.cost_per_hour or 0), result.currency),
        )
        for pool in scenario.pools
    ]


def _assumptions(graph: Graph, scenario: Scenario) -> list[tuple[str, str]]:
    found = [(_("Start"), scenario.start), (_("Warm-up"), scenario.warm_up or "—")]
    if scenario.people.by == "rules":
        found.append((_("Who does the work"), _("Whom the rules of the steps name")))
    for arrival in scenario.arrivals:
        title = _("Arrivals") + (f" · {_name(graph, arrival.at)}" if arrival.at else "")
        every = arrival.every
        found.append((title, distribution_words(every) if every else _("at given times")))
    for key, given in scenario.activities.items():
        if given.duration is not None:
            needs = [
                pool_name(scenario, item) if isinstance(item, str)
                else _(" or ").join(pool_name(scenario, one) for one in item)
                for item in given.pools
            ]  # fmt: skip
            people = f" · {' + '.join(needs)}" if needs else ""
            found.append((_name(graph, key), distribution_words(given.duration) + people))
    for key, event in scenario.events.items():
        if event.delay is not None:
            found.append((_name(graph, key), distribution_words(event.delay)))
    for flow in graph.flows:
        if flow.id in scenario.flows:
            text = flow.name or f"{_name(graph, flow.source)} → {_name(graph, flow.target)}"
            found.append((text, figures.share(scenario.flows[flow.id])))
    return found


def distribution_words(given: Distribution) -> str:
    """A distribution on one line, `triangular: min PT2M, mode PT4M, max PT15M`."""
    parts = []
    for name, value in given.params.items():
        if isinstance(value, list):
            parts.append(_("{count} values").replace("{count}", str(len(value))))
        else:
            parts.append(f"{name} {value}")
    return f"{given.kind}: {', '.join(parts)}"


# ---- plots


def _queue(result: SimulationResult, scenario: Scenario) -> dict[str, Any] | None:
    series = {pool: values for pool, values in result.queue_series.items() if values}
    if not series:
        return None
    top = max(max(values) for values in series.values()) or 1.0
    colours = (tokens.LIGHT.waiting, tokens.LIGHT.accent, tokens.LIGHT.good, tokens.LIGHT.muted)
    busiest = sorted(series, key=lambda pool: -max(series[pool]))[: len(colours)]
    curves = [
        Curve(pool_name(scenario, pool, result), _points(series[pool], top), colour)
        for pool, colour in zip(busiest, colours, strict=False)
    ]
    span = result.series_step * len(next(iter(series.values())))
    return {"curves": curves, "top": figures.plain(top), "span": figures.length(span)}


def _points(values: Sequence[float], top: float) -> str:
    step = WIDTH / len(values)
    return " ".join(
        f"{(index + 0.5) * step:.1f},{HEIGHT - value / top * HEIGHT:.1f}" for index, value in enumerate(values)
    )


def _use(result: SimulationResult, scenario: Scenario) -> list[Bar]:
    shown = shown_pools(result)
    step = WIDTH / max(1, len(shown))
    bars = []
    for place, pool in enumerate(shown):
        item = result.pools[pool]
        share, ci = item.utilisation.mean, item.utilisation.ci
        bars.append(
            Bar(
                x=round((place + 0.2) * step, 1),
                y=round(HEIGHT * (1 - share), 1),
                width=round(step * 0.6, 1),
                height=round(HEIGHT * share, 1),
                label=pool_name(scenario, pool, result),
                value=figures.share(share),
                low=None if ci is None else round(HEIGHT * (1 - ci[0]), 1),
                high=None if ci is None else round(HEIGHT * (1 - min(1.0, ci[1])), 1),
            )
        )
    return bars


def _cycle(result: SimulationResult) -> dict[str, Any] | None:
    edges, counts = result.histogram.get("edges", []), result.histogram.get("counts", [])
    if not counts:
        return None
    top, total, step = max(counts), sum(counts), WIDTH / len(counts)
    bars = [
        Bar(
            x=round(place * step, 1),
            y=round(HEIGHT * (1 - count / top), 1),
            width=round(step * 0.92, 1),
            height=round(HEIGHT * count / top, 1),
        )
        for place, count in enumerate(counts)
    ]
    size, unit = figures.unit_of([edges[-1]])
    return {
        "bars": bars,
        "n": figures.count(total),
        "end": f"{figures.plain(edges[-1] / size)} {_(unit)}",
        "mean": round(min(1.0, result.cycle.mean / edges[-1]) * WIDTH, 1),
        "p95": round(min(1.0, result.cycle.p95 / edges[-1]) * WIDTH, 1),
    }
