"""Open a model and save it: an untouched file keeps every byte."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modeler.cli.output import out, print_json
from modeler.cli.verb import Verb
from runner.core.atomic import digest, read_bytes, write_bytes
from runner.core.i18n import N_
from runner.core.i18n import tr as _


def format_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A BPMN file."))],
    output: Annotated[Path, typer.Option("--output", "-o", help=_("Where to write."))],
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Open and save."""
    from modeler.document.io import open_document, to_bytes

    document = open_document(file)
    try:
        written = write_bytes(output, to_bytes(document))
    finally:
        document.close()
    same = written == digest(read_bytes(file))
    if as_json:
        print_json({"file": str(output), "digest": written, "same": same, "ok": True})
    else:
        out().print(_("{file} written, byte for byte the same.") .format(file=output) if same
                    else _("{file} written.").format(file=output))  # fmt: skip


VERB = Verb("format", format_, N_("Open a model and save it elsewhere; nothing in it is lost."))
