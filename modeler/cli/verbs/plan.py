"""Show what publishing would change, and change nothing."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modeler.cli.output import NOT_IN_ORDER, err, print_json, print_problems, print_table, problem_fields, stop
from modeler.cli.verb import Verb
from runner.core.i18n import N_
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.publish.pipeline import Plan


def plan(
    package: Annotated[Path, typer.Argument(metavar="PACKAGE", help=_("A package (.slip)."))],
    target: Annotated[str, typer.Option("--target", help=_("Where to, e.g. folder:/srv/processes."))],
    environment: Annotated[str, typer.Option("--environment", help=_("Name of the environment."))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Exit 1 when something forbids it."""
    from modeler.publish import pipeline

    made = pipeline.plan(package, target, environment or None)
    if as_json:
        print_json({**plan_fields(made), "receipt": None, "ok": made.ok})
    else:
        print_problems(made.problems, err())
        print_table(
            _("Plan"), [_("what"), _("state")], [(item.resource, state_text(item.state)) for item in made.items]
        )
        _print_changes(made)
    stop(0 if made.ok else NOT_IN_ORDER)


def _print_changes(made: Plan) -> None:
    from modeler.compare.told import difference_words, type_of, what_differs

    rows = [
        (file, type_of(one.type), one.name, difference_words(one.kind), what_differs(one))
        for file, found in made.changes.items()
        for one in found
    ]
    if rows:
        print_table(_("Differences"), [_("file"), _("type"), _("name"), _("state"), _("what differs")], rows)


def state_text(state: str) -> str:
    """The state of a resource in words."""
    words = {
        "new": _("new"),
        "changed": _("changed"),
        "same": _("same"),
        "server-only": _("only on the server"),
        "drifted": _("changed on the server"),
    }
    return words.get(state, state)


def plan_fields(made: Plan) -> dict[str, Any]:
    """A plan as `--json` shows it."""
    return {
        "target": made.target,
        "environment": made.environment,
        "items": [item.model_dump(mode="json", by_alias=True) for item in made.items],
        "changes": {file: [asdict(one) for one in found] for file, found in made.changes.items()},
        "problems": [problem_fields(problem) for problem in made.problems],
    }


VERB = Verb("plan", plan, N_("Show what publishing would change; changes nothing."))
