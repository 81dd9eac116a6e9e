"""Publish a package to a target."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modeler.cli.output import out, print_json, print_problems
from modeler.cli.verb import Verb
from modeler.cli.verbs.plan import plan_fields
from runner.core.i18n import N_
from runner.core.i18n import tr as _


def publish(
    package: Annotated[Path, typer.Argument(metavar="PACKAGE", help=_("A package (.slip)."))],
    target: Annotated[str, typer.Option("--target", help=_("Where to, e.g. folder:/srv/processes."))],
    environment: Annotated[str, typer.Option("--environment", help=_("Name of the environment."))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Exit 0 when published or unchanged."""
    from modeler.publish import pipeline

    agreed = pipeline.plan(package, target, environment or None)
    receipt = pipeline.publish(package, target, environment or None, agreed=agreed)
    if as_json:
        print_json({**plan_fields(agreed), "receipt": receipt.model_dump(mode="json", by_alias=True), "ok": True})
        return
    print_problems(agreed.problems)
    word = _("Unchanged, it was published before.") if receipt.state == "unchanged" else _("Published.")
    out().print(f"[green]✔[/green] {word}")
    if not receipt.read_back:
        out().print(_("The receiver took it and gives nothing back, so what lies there was not compared."))
    out().print(_("Receipt {id}, {when}").format(id=receipt.id, when=receipt.when))
    out().print(f"sha256 {receipt.digest}")


VERB = Verb("publish", publish, N_("Publish a package to a target; keeps a receipt."))
