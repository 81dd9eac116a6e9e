"""Promote what is in force in one environment to the next."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modeler.cli.output import NOT_IN_ORDER, err, print_json, print_problems, print_table, stop
from modeler.cli.places import Way, environments, plain_allowed
from modeler.cli.receipts import print_receipt
from modeler.cli.verb import Verb
from modeler.cli.verbs.plan import plan_fields, state_text
from runner.core.i18n import N_
from runner.core.i18n import tr as _


def promote(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("The id of the workspace."))],
    source: Annotated[str, typer.Option("--from", help=_("The environment where it was tried."))],
    to: Annotated[str, typer.Option("--to", help=_("The environment it goes to."))],
    version: Annotated[str, typer.Option("--version", help=_("A version; without it, the latest."))] = "",
    note: Annotated[str, typer.Option("--note", help=_("Why; an environment can ask for it."))] = "",
    look: Annotated[bool, typer.Option("--plan", help=_("Only show what it would change."))] = False,
    workspace: Annotated[
        Path | None, typer.Option("--workspace", help=_("Workspace that knows the environments; else the nearest."))
    ] = None,
    allow_plain: Annotated[bool, plain_allowed()] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """The very bytes that are in force there go on, signature and all; exit 1 where something forbids it."""
    from modeler.publish import promoting
    from modeler.publish.environments import environment_called

    known = environments(workspace)
    here, there = environment_called(known, source), environment_called(known, to)
    for one in (here, there):
        Way(allow_plain=allow_plain).to(one.address, one)
    found = promoting.promoting(name, here, there, version or None)
    receipt = None if look else promoting.promote(found, note=note)
    ok = receipt is not None or found.plan.ok
    if as_json:
        kept = receipt.model_dump(mode="json", by_alias=True) if receipt is not None else None
        told = {"name": name, "version": found.version, "from": source, "to": to}
        print_json({**told, **plan_fields(found.plan), "receipt": kept, "ok": ok})
    else:
        print_problems(found.plan.problems, err())
        if receipt is not None:
            print_receipt(receipt)
        else:
            rows = [(item.resource, state_text(item.state)) for item in found.plan.items]
            print_table(_("Plan"), [_("what"), _("state")], rows)
    stop(0 if ok else NOT_IN_ORDER)


VERB = Verb("promote", promote, N_("Put what was tried in one environment into the next, byte for byte."))
