"""Draw a model as SVG, PNG or PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modeler.cli.output import out, print_json
from modeler.cli.verb import Verb
from runner.core.atomic import write_bytes
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.registry import load_object


def render(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A BPMN file."))],
    output: Annotated[Path, typer.Option("--output", "-o", help=_("A file ending in .svg, .png or .pdf."))],
    theme: Annotated[str, typer.Option("--theme", help=_("light or dark."))] = "light",
    scale: Annotated[float, typer.Option("--scale", min=0.1, max=8, help=_("Pixels per unit, PNG only."))] = 2.0,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Draw with the window's own fonts, without a screen."""
    from modeler.document.io import open_document

    kind = output.suffix.lower()
    if kind not in (".svg", ".png", ".pdf") or theme not in ("light", "dark"):
        raise typer.BadParameter(_("Choose a file ending in .svg, .png or .pdf, and the theme light or dark."))
    picture = load_object("modeler.ui.picture:picture")
    document = open_document(file)
    try:
        data: bytes = picture(document, kind=kind[1:], theme=theme, scale=scale)
    finally:
        document.close()
    write_bytes(output, data)
    if as_json:
        print_json({"file": str(output), "bytes": len(data), "ok": True})
    else:
        out().print(_("{file} written.").format(file=output))


VERB = Verb("render", render, N_("Draw a model as SVG, PNG or PDF."), draws=True)
