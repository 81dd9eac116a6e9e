"""Show the window on the sample, close it, and say what was found: the frozen program is tested with it."""

from __future__ import annotations

import pkgutil
from typing import Annotated

import typer

from modeler.cli.output import print_json
from modeler.cli.verb import Verb
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.registry import load_object


def smoke(
    packages: Annotated[list[str], typer.Argument(help=_("Registry packages to count."))],
) -> None:
    """Print one JSON object with the opened document and the number of modules of each registry package."""
    counts = {}
    for name in packages:
        path = load_object(f"{name}:__path__")
        counts[name] = sum(not item.name.startswith("_") for item in pkgutil.iter_modules(path))
    opened = load_object("modeler.ui.app:show_sample_once")
    print_json({"opened": opened(), "registries": counts}, indent=None)


VERB = Verb(
    "smoke", smoke, N_("Show the window once on the sample and count the registries."), draws=True, hidden=True
)
