"""What was published from this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from modeler.cli.output import print_json, print_table
from modeler.cli.verb import Verb
from runner.core.i18n import N_
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.publish.receipt import Receipt


def ledger(
    target: Annotated[str, typer.Option("--target", help=_("Only what went there; all without it."))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Who published what, when and where, in the order of time."""
    from modeler.publish import ledger as kept

    entries = kept.entries(target) if target else kept.everything()
    if as_json:
        print_json({"entries": [entry.model_dump(mode="json", by_alias=True) for entry in entries], "ok": True})
        return
    words = {"published": _("published"), "unchanged": _("published already"), "undone": _("undone")}
    rows = []
    for entry in entries:
        version = f"{entry.previous} → {entry.version or '–'}" if entry.state == "undone" else entry.version
        cells = (entry.when[:19].replace("T", " "), f"{entry.package} {version}", words[entry.state], entry.who)
        where = f"{entry.environment}: {entry.server}" if entry.environment else entry.server
        rows.append((*cells, where, entry.digest[:12], entry.signer or entry.signed_by[:16], _why(entry)))
    print_table(
        "", [_("when"), _("what"), _("state"), _("who"), _("where"), "sha256", _("signed by"), _("note")], rows
    )


def _why(entry: Receipt) -> str:
    """The note, and where it came from."""
    came = _("from {environment}").format(environment=entry.came_from) if entry.came_from else ""
    return " · ".join(one for one in (came, entry.note) if one)


VERB = Verb("ledger", ledger, N_("List what was published from this machine."))
