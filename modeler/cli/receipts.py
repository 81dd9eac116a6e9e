"""A receipt as the command line tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeler.cli.output import out
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.publish.receipt import Receipt


def print_receipt(receipt: Receipt) -> None:
    """What was done, its number, the digest, and who signed it."""
    from runner.bundle.signature import short

    word = _("Unchanged, it was published before.") if receipt.state == "unchanged" else _("Published.")
    out().print(f"[green]✔[/green] {word}")
    if not receipt.read_back:
        out().print(_("The receiver took it and gives nothing back, so what lies there was not compared."))
    out().print(_("Receipt {id}, {when}").format(id=receipt.id, when=receipt.when))
    out().print(f"sha256 {receipt.digest}")
    if receipt.smoke is not None and receipt.smoke.state == "passed":
        who = ", ".join(receipt.smoke.who) or "–"
        told = _("A case was tried: it came to {element}, for {who}, and was taken away again.")
        out().print(told.format(element=receipt.smoke.element, who=who))
    if receipt.signed_by:
        out().print(_("Signed by {name} ({mark}).").format(name=receipt.signer or "?", mark=short(receipt.signed_by)))
