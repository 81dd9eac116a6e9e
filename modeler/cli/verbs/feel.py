"""Evaluate a FEEL expression, explain it, type it, translate it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from modeler.cli.output import NOT_IN_ORDER, err, out, print_json
from modeler.cli.verb import Verb
from runner.core.atomic import read_bytes
from runner.core.i18n import N_
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from runner.feel.tree import Ast

_LANGUAGES = ("juel", "python")


def feel(
    expression: Annotated[str, typer.Argument(metavar="EXPR", help=_("A FEEL expression."))],
    context: Annotated[str, typer.Option("--context", help=_("Variables as JSON, or @FILE."))] = "{}",
    trace: Annotated[bool, typer.Option("--trace", help=_("Each part with its result, and why."))] = False,
    types: Annotated[bool, typer.Option("--types", help=_("Types of result and variables; portability."))] = False,
    to: Annotated[str, typer.Option("--to", metavar="juel|python", help=_("Translate to that language."))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object on standard output."))] = False,
) -> None:
    """Print the value; warnings go to standard error."""
    from runner.data.model import load_json
    from runner.feel import compile_expression, from_json, to_json

    if to and to not in _LANGUAGES:
        raise typer.BadParameter(_("The languages are {languages}.").format(languages=", ".join(_LANGUAGES)))
    data = read_bytes(Path(context[1:])) if context.startswith("@") else context.encode()
    variables = load_json(data, "--context")
    if not isinstance(variables, dict):
        raise typer.BadParameter(_("The context is a JSON object: {example}").format(example='{"days": 4}'))
    values = {name: from_json(value) for name, value in variables.items()}
    compiled = compile_expression(expression)
    result = compiled.evaluate(values)
    found: dict[str, Any] = {
        "value": to_json(result.value),
        "type": result.type,
        "warnings": [
            {"code": warning.code, "at": warning.column, "message": warning.message} for warning in result.warnings
        ],
    }
    if trace:
        found["trace"] = _trace(compiled.ast, values)
    if types:
        found["types"] = _types(compiled.ast, values, sorted(compiled.names | compiled.possible_names), result.type)
    if to:
        found["translation"] = _translation(compiled.ast, values, to)
    if as_json:
        print_json(found)
    else:
        _print(found, number=result.value if isinstance(result.value, Decimal) else None)
    if to and found["translation"]["text"] is None:
        raise typer.Exit(NOT_IN_ORDER)


def _trace(node: Ast, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    from runner.feel import to_json
    from runner.feel.explain import explain

    return [
        {
            "at": step.at + 1,
            "depth": step.depth,
            "text": step.text,
            "value": to_json(step.value),
            "type": step.type,
            "because": [{"text": text, "value": to_json(value)} for text, value in step.because],
            "message": step.sentence,
        }
        for step in explain(node, values).steps
    ]


def _types(node: Ast, values: Mapping[str, Any], names: list[str], result: str) -> dict[str, Any]:
    from runner.feel.calls import function_of
    from runner.feel.translate import portability, variables_of

    known = variables_of(values)
    found = portability(node, known)
    return {
        "result": result,
        "variables": {
            name: known[name].type if name in known else "any"
            for name in names
            if name in known or function_of(name) is None
        },
        "portability": {"level": found.level, "reasons": [reason.message for reason in found.reasons]},
    }


def _translation(node: Ast, values: Mapping[str, Any], language: str) -> dict[str, Any]:
    from runner.feel.translate import to_juel, to_python, variables_of

    found = to_juel(node, variables_of(values)) if language == "juel" else to_python(node)
    refusal = found.refusal
    return {
        "language": language,
        "text": found.text,
        "refusal": None
        if refusal is None
        else {"code": refusal.code, "at": refusal.at + 1, "message": refusal.message, "hint": refusal.hint},
        "notes": [note.message for note in found.notes],
    }


def _print(found: Mapping[str, Any], number: Decimal | None) -> None:
    from runner.feel.functions.conversion import text_of

    translation = found.get("translation", {})
    # what the value lacks is of no interest where a translation is asked for
    warnings = translation["notes"] if translation else [_placed(warning) for warning in found["warnings"]]
    for warning in warnings:
        err().print(f"[yellow]▲[/yellow] {escape(warning)}")
    if translation:
        refusal = translation["refusal"]
        if refusal is None:
            out().print(translation["text"], markup=False)
        else:
            err().print(f"[red]✖[/red] {escape(refusal['message'])}\n  {escape(refusal['hint'])}".rstrip())
    elif number is not None:
        out().print(text_of(number), markup=False)  # to the last digit, which a number of JSON would lose
    else:
        out().print_json(data=found["value"], ensure_ascii=False)
    for step in found.get("trace", ()):
        out().print(f"{step['at']:>4}  {'  ' * step['depth']}{step['message']}", markup=False)
    if "types" in found:
        _print_types(found["types"])


def _placed(warning: Mapping[str, Any]) -> str:
    """A warning with its place, as far as that is known."""
    if warning["at"] is None:
        return str(warning["message"])
    return _("Character {column}: {message}").format(column=warning["at"], message=warning["message"])


def _print_types(types: Mapping[str, Any]) -> None:
    out().print(_("Result: {type}").format(type=types["result"]), markup=False)
    for name, kind in types["variables"].items():
        out().print(f"  {name}: {kind}", markup=False)
    level = types["portability"]["level"]
    meaning = {
        "A": _("runs everywhere, JUEL engines included"),
        "B": _("runs in Camunda 8 and here"),
        "C": _("runs here and where the whole standard is known"),
    }[level]
    out().print(_("Portability {level}: {meaning}").format(level=level, meaning=meaning), markup=False)
    for reason in types["portability"]["reasons"]:
        out().print(f"  {reason}", markup=False)


VERB = Verb("feel", feel, N_("Evaluate a FEEL expression with variables given as JSON."))
