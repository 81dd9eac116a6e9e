"""Show what publishing would change, and change nothing."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modeler.cli.output import NOT_IN_ORDER, err, out, print_json, print_problems, print_table, problem_fields, stop
from modeler.cli.places import Way, authority_file, certificate_file, key_file, place_of, plain_allowed, proxy_address
from modeler.cli.verb import Verb
from runner.core.i18n import N_
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.publish.pipeline import Plan


def plan(
    package: Annotated[Path, typer.Argument(metavar="PACKAGE", help=_("A package (.slip)."))],
    target: Annotated[str, typer.Option("--target", help=_("Where to, e.g. folder:/srv/processes."))] = "",
    environment: Annotated[str, typer.Option("--environment", help=_("An environment of the workspace."))] = "",
    workspace: Annotated[
        Path | None, typer.Option("--workspace", help=_("Workspace that knows the environments; else the nearest."))
    ] = None,
    authority: Annotated[Path | None, authority_file()] = None,
    certificate: Annotated[Path | None, certificate_file()] = None,
    key: Annotated[Path | None, key_file()] = None,
    proxy: Annotated[str, proxy_address()] = "",
    allow_plain: Annotated[bool, plain_allowed()] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Exit 1 when something forbids it."""
    from modeler.publish import pipeline

    address, stage = place_of(target, environment, workspace)
    stage = Way(authority, certificate, key, proxy, allow_plain).to(address, stage)
    made = pipeline.plan(package, address, stage)
    if as_json:
        print_json({**plan_fields(made), "receipt": None, "ok": made.ok})
    else:
        print_problems(made.problems, err())
        print_table(
            _("Plan"), [_("what"), _("state")], [(item.resource, state_text(item.state)) for item in made.items]
        )
        _print_changes(made)
        print_rights(made)
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


def print_rights(made: Plan) -> None:
    """Who may do what, and what becomes of it there."""
    from modeler.publish.right_words import action_words, change_words, fate_words, right_who, taken_words

    rows = [
        (
            right_who(line.right),
            action_words(line.right),
            line.right.process,
            fate_words(line.fate),
            change_words(line),
        )
        for line in made.rights.lines
    ]
    if rows:
        print_table(_("Rights"), [_("who"), _("may"), _("process"), _("there"), _("change")], rows)
    for one in made.rights.taken:
        out().print(taken_words(one))


def plan_fields(made: Plan) -> dict[str, Any]:
    """A plan as `--json` shows it."""
    return {
        "target": made.target,
        "environment": made.environment,
        "items": [item.model_dump(mode="json", by_alias=True) for item in made.items],
        "changes": {file: [asdict(one) for one in found] for file, found in made.changes.items()},
        "problems": [problem_fields(problem) for problem in made.problems],
        "enforced": made.rights.enforced,
        "rights": [
            {
                "process": line.right.process,
                "action": line.right.action,
                "who": line.right.who,
                "allowed": line.right.allowed,
                "scope": line.right.scope,
                "fate": line.fate,
                "state": line.state,
            }
            for line in made.rights.lines
        ],
        "taken": [one.model_dump(mode="json", by_alias=True) for one in made.rights.taken],
    }


VERB = Verb("plan", plan, N_("Show what publishing would change; changes nothing."))
