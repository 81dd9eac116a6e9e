"""Publish a package to a target."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modeler.cli.output import print_json, print_problems
from modeler.cli.places import Way, authority_file, certificate_file, key_file, place_of, plain_allowed, proxy_address
from modeler.cli.receipts import print_receipt
from modeler.cli.verb import Verb
from modeler.cli.verbs.plan import plan_fields
from runner.core.i18n import N_
from runner.core.i18n import tr as _


def publish(
    package: Annotated[Path, typer.Argument(metavar="PACKAGE", help=_("A package (.slip)."))],
    target: Annotated[str, typer.Option("--target", help=_("Where to, e.g. folder:/srv/processes."))] = "",
    environment: Annotated[str, typer.Option("--environment", help=_("An environment of the workspace."))] = "",
    workspace: Annotated[
        Path | None, typer.Option("--workspace", help=_("Workspace that knows the environments; else the nearest."))
    ] = None,
    note: Annotated[str, typer.Option("--note", help=_("Why; an environment can ask for it."))] = "",
    authority: Annotated[Path | None, authority_file()] = None,
    certificate: Annotated[Path | None, certificate_file()] = None,
    key: Annotated[Path | None, key_file()] = None,
    proxy: Annotated[str, proxy_address()] = "",
    allow_plain: Annotated[bool, plain_allowed()] = False,
    smoke: Annotated[
        bool | None,
        typer.Option("--smoke/--no-smoke", help=_("Try a case afterwards; else as the environment says.")),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Exit 0 when published or unchanged, 1 where the case that was tried did not go as it should."""
    from modeler.publish import pipeline

    address, stage = place_of(target, environment, workspace)
    stage = Way(authority, certificate, key, proxy, allow_plain).to(address, stage)
    agreed = pipeline.plan(package, address, stage)
    receipt = pipeline.publish(package, address, stage, note=note, smoke=smoke, agreed=agreed)
    failed = [one.problem for one in receipt.smoke.problems] if receipt.smoke is not None else []
    if as_json:
        print_json(
            {**plan_fields(agreed), "receipt": receipt.model_dump(mode="json", by_alias=True), "ok": not failed}
        )
    else:
        print_problems([*agreed.problems, *failed])
        print_receipt(receipt)
    if failed:
        raise typer.Exit(1)


VERB = Verb("publish", publish, N_("Publish a package to a target; keeps a receipt."))
