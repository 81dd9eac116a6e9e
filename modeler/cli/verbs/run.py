"""Run one case: by recorded answers, or by the random tester."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from modeler.cli.bundles import require_bundle
from modeler.cli.output import NOT_IN_ORDER, out, print_json, print_table, progress_bar, stop
from modeler.cli.verb import Verb
from runner.core.atomic import read_bytes
from runner.core.i18n import N_, listed, pick
from runner.core.i18n import tr as _
from runner.core.messages import word

if TYPE_CHECKING:
    from runner.bundle.bundle import Bundle


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A BPMN file or a package (.slip)."))],
    answers: Annotated[Path | None, typer.Option("--answers", help=_("A recorded run (JSON)."))] = None,
    auto: Annotated[int | None, typer.Option("--auto", metavar="SEED", help=_("Let the random tester act."))] = None,
    store: Annotated[
        str, typer.Option("--store", help=_("Where cases are kept, e.g. sqlite:///cases.db."))
    ] = "sqlite://",
    process: Annotated[str | None, typer.Option("--process", help=_("Id of the process to start."))] = None,
    who: Annotated[str | None, typer.Option("--as", metavar="WHO", help=_("Who starts, e.g. user:zhang."))] = None,
    workspace: Annotated[Path | None, typer.Option("--workspace", help=_("Workspace folder."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Exit 0 when the case ended, or still runs after all steps of the answers; else 1."""
    if (answers is None) == (auto is None):
        raise typer.BadParameter(_("Choose either --answers FILE or --auto SEED."))
    bundle = require_bundle(file, process, workspace, as_json)
    from runner.pilot.case_file import read_test
    from runner.pilot.replay import run_answers
    from runner.pilot.tester import random_tester

    if answers is not None:
        test = read_test(read_bytes(answers), str(answers))
        result = run_answers(bundle, test, process=process, as_user=who, store=store)
    else:
        with progress_bar(_("Trying it out")) as progress:
            result = random_tester(bundle, auto or 0, process=process, as_user=who, store=store, progress=progress)
    data = result.to_json()
    if as_json:
        print_json(data)
    else:
        _show(data, bundle)
    passed = result.status == "completed" or (result.status == "running" and answers is not None)
    stop(0 if passed and result.ok else NOT_IN_ORDER)


def _show(data: dict[str, Any], bundle: Bundle) -> None:
    """The path in the names that people know; the ids stand in `--json`."""
    nodes = {node.id: node.name or node.id for graph in bundle.graphs.values() for node in graph.nodes}
    users = {f"user:{user.id}": pick(user.name) or user.id for user in bundle.organization.users}
    print_table(
        _("Path"),
        [_("step"), _("entered"), _("left"), _("by")],
        [
            (
                nodes.get(item["element"], item["element"]),
                _clock(item["enter"]),
                _clock(item["leave"]),
                listed(users.get(one, one) for one in item["by"]),
            )
            for item in data["path"]
        ],
    )
    for difference in data["differences"]:
        out().print(f"[red]✖[/red] {escape(difference['message'])}")
    for problem in data["problems"]:
        out().print(f"[red]✖[/red] {escape(problem['message'])} [dim]({problem['element'] or '–'})[/dim]")
    status, end = word("status", data["status"]), listed(nodes.get(one, one) for one in data["end"])
    out().print(_("Status: {status}. End: {end}.").format(status=status, end=end or "–"))


def _clock(instant: str | None) -> str:
    """`2026-03-02 09:00:02` of an ISO 8601 instant; empty where there is none."""
    return (instant or "")[:19].replace("T", " ")


VERB = Verb("run", run, N_("Run one case by recorded answers or with the random tester."))
