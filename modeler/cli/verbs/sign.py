"""Sign a package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modeler.cli.output import out, print_json
from modeler.cli.signers import signer
from modeler.cli.verb import Verb
from runner.core.i18n import N_
from runner.core.i18n import tr as _


def sign(
    package: Annotated[Path, typer.Argument(metavar="PACKAGE", help=_("A package (.slip)."))],
    key: Annotated[str, typer.Option("--key", help=_("A key of this account, or an encrypted file (.pem)."))],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=_("The signed package; in place without it."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """One key gives the same bytes each time; a signature that is there already gives way."""
    from runner.bundle.archive import read_package, signed
    from runner.core import atomic

    data = atomic.read_bytes(package)
    read_package(data, file=str(package))
    found = signer(key)
    made = signed(data, found.private, file=str(package))
    atomic.write_bytes(output or package, made)
    known, digest = found.public, atomic.digest(made)
    if as_json:
        told = {"file": str(output or package), "digest": digest, "signed_by": known.fingerprint}
        print_json({**told, "signer": known.name, "ok": True})
        return
    out().print("[green]✔[/green] " + _("Signed by {name} ({mark}).").format(name=known.name, mark=known.mark))
    out().print(f"sha256 {digest}")


VERB = Verb("sign", sign, N_("Sign a package with a key of your own."))
