"""The main job from end to end, headless: open, rehearse, simulate, package, publish, verify, report."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Annotated, Any

import typer

from modeler.cli.bundles import compile_file
from modeler.cli.output import (
    NOT_IN_ORDER,
    err,
    has_errors,
    out,
    print_json,
    print_problems,
    progress_bar,
    seconds_text,
    stop,
)
from modeler.cli.verb import Verb
from runner.core.atomic import write_bytes
from runner.core.i18n import N_, current_language
from runner.core.i18n import tr as _
from runner.core.messages import word
from runner.core.registry import load_object

DEFAULT = Path("build") / "demo"
REPLICATIONS = 10


def demo(
    output: Annotated[Path, typer.Option("--output", help=_("Folder for everything that is made."))] = DEFAULT,
    seed: Annotated[int, typer.Option("--seed", help=_("Seed of decisions and random numbers."))] = 1,
    cases: Annotated[int, typer.Option("--cases", min=1, help=_("Cases to simulate."))] = 10_000,
    pictures: Annotated[bool, typer.Option(help=_("Also take pictures of the window."))] = True,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Do the main job on a fresh copy of the sample."""
    output = output.resolve()
    if output.exists():
        shutil.rmtree(output)
    workspace = output / "workspace"
    load_object("modeler.catalog.samples:copy_sample")(workspace)
    facts = Demonstration(output, workspace, seed, cases).run(pictures)
    write_bytes(output / "summary.json", json.dumps(facts, ensure_ascii=False, indent=2, default=str).encode())
    if as_json:
        print_json(facts)
    else:
        show(facts)
    stop(0 if facts["ok"] else NOT_IN_ORDER)


class Demonstration:
    """The steps of the main job, each on the result of the one before."""

    def __init__(self, output: Path, workspace: Path, seed: int, cases: int) -> None:
        self.output = output
        self.workspace = workspace
        self.seed = seed
        self.cases = cases
        self.model = workspace / "processes" / "leave.bpmn"

    def run(self, pictures: bool) -> dict[str, Any]:
        """All steps; returns what happened."""
        bundle, problems = compile_file(self.model)
        if bundle is None or has_errors(problems):
            print_problems(problems, err())
            stop(NOT_IN_ORDER)
        assert bundle is not None
        facts: dict[str, Any] = {
            "opened": {"file": str(self.model), "nodes": len(bundle.graph.nodes), "problems": len(problems)}
        }
        facts["rehearsed"] = self._rehearse(bundle)
        facts["simulated"] = self._simulate(bundle)
        facts.update(self._publish())
        facts["pictures"] = self._pictures() if pictures else []
        facts["report"] = str(self.output / "report.html")
        facts["ok"] = facts["rehearsed"]["status"] == "completed" and facts["verified"]["ok"]
        return facts

    def _rehearse(self, bundle: Any) -> dict[str, Any]:
        from runner.pilot.tester import random_tester

        store = f"sqlite:///{self.output / 'cases.sqlite'}"
        with progress_bar(_("Rehearsing one case")) as progress:
            result = random_tester(bundle, self.seed, store=store, progress=progress).to_json()
        return {
            "status": result["status"],
            "end": result["end"],
            "steps": len(result["path"]),
            "path": result["path"],
        }

    def _simulate(self, bundle: Any) -> dict[str, Any]:
        from modeler.reports.simulation import simulation_report
        from runner.core.atomic import read_bytes
        from runner.data.model import read_value
        from runner.simulate import Scenario, simulate

        path = self.workspace / "scenarios" / "leave-usual.json"
        times = REPLICATIONS if self.cases >= 10 * REPLICATIONS else 1
        each = max(self.cases // times, 1)
        scenario = read_value(Scenario, read_bytes(path), str(path))
        scenario = scenario.model_copy(update={"cases": each, "replications": times, "seed": self.seed})
        with progress_bar(_("Simulating {count} cases").format(count=f"{self.cases:,}")) as progress:
            result = simulate(bundle, scenario, progress=progress)
        html = simulation_report(result, bundle.graph, scenario, current_language())
        write_bytes(self.output / "report.html", html.encode())
        data: dict[str, Any] = result.to_json()
        return {
            key: data[key] for key in ("cases", "replications", "seed", "cycle", "cost", "pools", "throughputPerHour")
        }

    def _publish(self) -> dict[str, Any]:
        from modeler.publish import pipeline
        from modeler.publish.packing import pack_workspace, verify_fully

        package, server = self.output / "leave.slip", self.output / "published"
        server.mkdir()
        with progress_bar(_("Packaging and publishing")):
            report, problems = pack_workspace(self.workspace, package)
            if report is None:
                print_problems(problems, err())
                stop(NOT_IN_ORDER)
            assert report is not None
            receipt = pipeline.publish(package, f"folder:{server}")
            stored = next(server.rglob("*.slip"))
            checked = verify_fully(stored, receipt.digest)
        return {
            "packaged": {"file": str(package), "digest": report.digest, "members": len(report.members)},
            "published": receipt.model_dump(mode="json", by_alias=True),
            "verified": {"file": str(stored), "ok": checked.ok, "digest": checked.digest},
        }

    def _pictures(self) -> list[str]:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        take = load_object("modeler.ui.pictures:take_demo_pictures")
        with progress_bar(_("Taking pictures of the window")) as progress:
            taken = take(self.workspace, self.output / "pictures", progress)
        return [str(path) for path in taken]


def show(facts: dict[str, Any]) -> None:
    """The summary a person reads."""
    rehearsed, simulated = facts["rehearsed"], facts["simulated"]
    cycle = simulated["cycle"]
    lines = [
        (_("Opened"), _("{file}, {nodes} steps and events, {problems} problems").format(**facts["opened"])),
        (_("Rehearsed"), _("one case, {steps} steps, status {status}").format(
            **{**rehearsed, "status": word("status", rehearsed["status"])}
        )),
        (
            _("Simulated"),
            _("{cases} cases; cycle time {mean} on average, half below {median}, 95 % below {high}").format(
                cases=f"{simulated['cases'] * simulated['replications']:,}", mean=seconds_text(cycle["mean"]),
                median=seconds_text(cycle["p50"]), high=seconds_text(cycle["p95"]),
            ),
        ),
        (_("Packaged"), f"{facts['packaged']['file']}  sha256 {facts['packaged']['digest'][:16]}…"),
        (_("Published"), _("receipt {id} at {when}").format(**facts["published"])),
        (_("Verified"), _("intact") if facts["verified"]["ok"] else _("not intact")),
        (_("Report"), facts["report"]),
    ]  # fmt: skip
    if facts["pictures"]:
        lines.append((_("Pictures"), _("{count} in {folder}").format(
            count=len(facts["pictures"]), folder=Path(facts["pictures"][0]).parent)))  # fmt: skip
    for label, text in lines:
        out().print(f"[green]✔[/green] [bold]{label}[/bold]  {text}")


VERB = Verb("demo", demo, N_("Do the whole main job headless and report it."), draws=True)
