"""Where a term is used: fields bound to it, and expressions over the variables that such fields fill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from runner.core.errors import AppError
from runner.data.dictionary import Dictionary
from runner.feel import compile_expression
from runner.forms.checks import expressions_of
from runner.forms.schema import Form, places

Way = Literal["field", "expression", "condition", "handler", "rights", "choices"]


@dataclass(frozen=True)
class Use:
    """One use: the file, the id of the element or component in it, how it is used, and the words there."""

    file: str
    element: str
    way: Way
    text: str = ""


def where_used(
    code: str,
    forms: Mapping[str, Form],
    processes: Mapping[str, Any] | None = None,
    dictionary: Dictionary | None = None,
) -> list[Use]:
    """All uses of a term in a workspace.

    `forms`: file name -> form; `processes`: file name -> index of its document. A process takes part
    through the names that fields bound to the term write: conditions, handler rules, field rights.
    """
    uses: list[Use] = []
    names: set[str] = set()
    for file, form in forms.items():
        for place in places(form.components):
            if place.component.element == code:
                uses.append(Use(file, place.component.id or "", "field", place.component.caption))
                names.add(place.path)
    for file, form in forms.items():
        uses.extend(_in_expressions(file, form, names))
    for file, index in (processes or {}).items():
        uses.extend(_in_process(file, index, names))
    if dictionary is not None:
        uses.extend(
            Use("dictionary.json", item.code, "choices", item.choices or "")
            for item in dictionary.elements
            if item.choices == code
        )
    return uses


def mentions(text: str, names: Iterable[str]) -> bool:
    """Whether a FEEL text uses one of the variables (of a path: its first word)."""
    try:
        free = compile_expression(text.strip().removeprefix("=")).names
    except AppError:
        return False
    return bool(free & {name.partition(".")[0] for name in names})


def _in_expressions(file: str, form: Form, names: set[str]) -> Iterator[Use]:
    for place in places(form.components):
        for text in expressions_of(place.component):
            if names and mentions(text, names):
                yield Use(file, place.component.id or "", "expression", text)


def _in_process(file: str, index: Any, names: set[str]) -> Iterator[Use]:
    for flow in index.flows.values():
        if flow.condition and names and mentions(flow.condition, names):
            yield Use(file, flow.id, "condition", flow.condition)
    for node in index.nodes.values():
        handler = node.extension.get("handler")
        path = handler.get("path") if isinstance(handler, Mapping) else None
        if path and (path in names or path.partition(".")[0] in names):
            yield Use(file, node.id, "handler", str(path))
        for line in node.extension.get("fields") or ():
            if line.get("path") in names:
                yield Use(file, node.id, "rights", str(line["path"]))
