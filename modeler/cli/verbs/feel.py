"""Evaluate a FEEL expression."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modeler.cli.output import err, out, print_json
from modeler.cli.verb import Verb
from runner.core.atomic import read_bytes
from runner.core.i18n import N_
from runner.core.i18n import tr as _


def feel(
    expression: Annotated[str, typer.Argument(metavar="EXPR", help=_("A FEEL expression."))],
    context: Annotated[str, typer.Option("--context", help=_("Variables as JSON, or @FILE."))] = "{}",
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Print the value; warnings go to standard error."""
    from runner.data.model import load_json
    from runner.feel import evaluate, from_json, to_json

    data = read_bytes(Path(context[1:])) if context.startswith("@") else context.encode()
    variables = load_json(data, "--context")
    if not isinstance(variables, dict):
        raise typer.BadParameter(_("The context is a JSON object: {example}").format(example='{"days": 4}'))
    result = evaluate(expression, {name: from_json(value) for name, value in variables.items()})
    value = to_json(result.value)
    warnings = [str(warning) for warning in result.warnings]
    if as_json:
        print_json({"value": value, "type": result.type, "warnings": warnings})
        return
    for warning in warnings:
        err().print(f"[yellow]▲[/yellow] {warning}")
    out().print_json(data=value, ensure_ascii=False)


VERB = Verb("feel", feel, N_("Evaluate a FEEL expression with variables given as JSON."))
