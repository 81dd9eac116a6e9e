"""Run the process tests of a workspace."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Annotated, Any

import typer

from modeler.cli.bundles import compile_file
from modeler.cli.output import NOT_IN_ORDER, has_errors, out, print_json, stop
from modeler.cli.verb import Verb
from runner.core.atomic import read_bytes, write_bytes
from runner.core.errors import FileError
from runner.core.i18n import N_, pick
from runner.core.i18n import tr as _
from runner.core.messages import declare
from runner.data.model import load_json

declare(
    {
        "test.no-cases": (
            N_("{folder} has no process tests."),
            N_("Put recorded runs into its folder `cases`; Rehearse can save one."),
        )
    }
)


def test(
    workspace: Annotated[Path, typer.Argument(metavar="WORKSPACE", help=_("Workspace folder."))],
    junit: Annotated[Path | None, typer.Option("--junit", help=_("Also write a JUnit report."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Exit 0 when every test met its expectation."""
    from runner.pilot.cases import run_answers
    from runner.pilot.coverage import coverage_of

    files = sorted((workspace / "cases").glob("*.json"))
    if not files:
        raise FileError("test.no-cases", folder=workspace)
    results, runs = [], []
    for path in files:
        case = load_json(read_bytes(path), str(path))
        bundle, problems = compile_file(workspace / case["process"], None, workspace)
        differences = [problem.message for problem in problems] if bundle is None or has_errors(problems) else []
        if bundle is not None and not differences:
            outcome = run_answers(bundle, case)
            differences = outcome.to_json()["differences"]
            runs.append((bundle, outcome))
        results.append({"name": pick(case.get("name")) or path.stem, "file": path.name, "ok": not differences,
                        "differences": differences})  # fmt: skip
    ok = all(result["ok"] for result in results)
    if junit:
        write_bytes(junit, _junit(results).encode())
    coverage = coverage_of(runs)
    if as_json:
        print_json({"cases": results, "coverage": coverage, "ok": ok})
    else:
        for result in results:
            out().print(("[green]✔[/green] " if result["ok"] else "[red]✖[/red] ") + str(result["name"]))
            for difference in result["differences"]:
                out().print(f"    {difference}")
        for what, (reached, total) in ((key, (value["reached"], value["total"])) for key, value in coverage.items()):
            out().print(_("{what}: {reached} of {total} reached").format(what=what, reached=reached, total=total))
    stop(0 if ok else NOT_IN_ORDER)


def _junit(results: list[dict[str, Any]]) -> str:
    failures = sum(not item["ok"] for item in results)
    lines = [f'<testsuite name="slipway" tests="{len(results)}" failures="{failures}">']
    for item in results:
        name = escape(str(item["name"]))
        text = escape("\n".join(str(line) for line in item["differences"]))
        failure = "" if item["ok"] else f"<failure>{text}</failure>"
        lines.append(f'  <testcase name="{name}">{failure}</testcase>')
    return "\n".join([*lines, "</testsuite>", ""])


VERB = Verb("test", test, N_("Run the process tests of a workspace."))
