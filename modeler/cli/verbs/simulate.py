"""Simulate a process under load."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from modeler.cli.bundles import require_bundle
from modeler.cli.output import err, out, print_json, print_table, progress_bar, seconds_text
from modeler.cli.verb import Verb
from runner.core.atomic import read_bytes, write_bytes
from runner.core.i18n import N_, current_language, pick, trn
from runner.core.i18n import tr as _

SHOWN_PEOPLE = 10
"""Of so many people a line is printed; --json holds all."""


def simulate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A BPMN file or a package (.slip)."))],
    scenario: Annotated[Path, typer.Option("--scenario", help=_("A scenario (JSON)."))],
    cases: Annotated[int | None, typer.Option("--cases", min=1, help=_("Cases per replication."))] = None,
    seed: Annotated[int | None, typer.Option("--seed", help=_("Seed of the random numbers."))] = None,
    replications: Annotated[
        int | None, typer.Option("--replications", min=1, help=_("Number of replications."))
    ] = None,
    process: Annotated[str | None, typer.Option("--process", help=_("Id of the process."))] = None,
    workspace: Annotated[Path | None, typer.Option("--workspace", help=_("Workspace folder."))] = None,
    report: Annotated[Path | None, typer.Option("--report", help=_("Also write an HTML report."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Print the figures with their 95 % intervals."""
    bundle = require_bundle(file, process, workspace, as_json)
    from runner.simulate import read_scenario
    from runner.simulate import simulate as run_simulation

    beside = {path.stem: read_bytes(path) for path in sorted(scenario.parent.glob("*.json")) if path != scenario}
    loaded = read_scenario(read_bytes(scenario), str(scenario), beside)
    chosen = {"cases": cases, "seed": seed, "replications": replications}
    loaded = loaded.model_copy(update={key: value for key, value in chosen.items() if value is not None})
    with progress_bar(_("Simulating")) as progress:
        result = run_simulation(bundle, loaded, progress=progress)
    data = result.to_json()
    if report is not None:
        from modeler.reports.simulation import simulation_report

        write_bytes(report, simulation_report(result, bundle.graph, loaded, current_language()).encode())
    if as_json:
        print_json(data)
        return
    show(data)


def show(data: dict[str, Any]) -> None:
    """The main figures as tables."""
    for warning in data["warnings"]:
        element = f" [dim]({escape(warning['element'])})[/dim]" if warning["element"] else ""
        err().print(f"[yellow]▲[/yellow] {escape(warning['message'])}{element}")
    out().print(
        _("{cases} cases × {replications} replications, seed {seed}; 95 % intervals over replications").format(
            cases=data["cases"], replications=data["replications"], seed=data["seed"]
        )
    )
    rows = []
    for key, label in (("cycle", _("Cycle time")), ("waiting", _("Waiting time")), ("work", _("Working time"))):
        figure = data[key]
        interval = figure["ci"]
        span = f"{seconds_text(interval[0])} – {seconds_text(interval[1])}" if interval else "–"
        rows.append(
            (label, seconds_text(figure["mean"]), span, seconds_text(figure["p50"]), seconds_text(figure["p95"]))
        )
    print_table(_("Per case"), ["", _("mean"), _("interval"), _("median"), "95 %"], rows)
    print_table(
        _("Pools"),
        ["", _("utilisation"), _("mean queue"), _("mean wait")],
        [
            (
                pick(pool["name"]) or name,
                f"{pool['utilisation']['mean']:.1%}",
                f"{pool['queue']['mean']:.2f}",
                seconds_text(pool["wait"]["mean"]),
            )
            for name, pool in _shown(data["pools"])
        ],
    )
    if left := len(data["pools"]) - len(_shown(data["pools"])):
        out().print(trn("and {count} person less busy", "and {count} people less busy", left))


def _shown(pools: dict[str, Any]) -> list[tuple[str, Any]]:
    """The pools of the scenario, and the busiest people."""
    people = [item for item in pools.items() if item[1]["name"]]
    return [item for item in pools.items() if not item[1]["name"]] + people[:SHOWN_PEOPLE]


VERB = Verb("simulate", simulate, N_("Simulate a process under load and print the figures."))
