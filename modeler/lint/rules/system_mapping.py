"""A step that asks a system names one of the register, and says what goes into each field that must be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.records import NodeRecord
from modeler.lint.model import Model, problem
from modeler.lint.rule import Fix, Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.data.systems import Operation, System

declare(
    {
        "system-mapping": (
            N_("“{name}” says nothing for the field {field} of the system {system}, which must be there."),
            N_("Say what goes into it: properties of the step, rules."),
        ),
        "system-mapping.system": (
            N_("“{name}” asks the system {system}, which is not in the register."),
            N_("Choose one of the register, or add it to systems.json."),
        ),
        "system-mapping.operation": (
            N_("“{name}” asks the system {system} for “{operation}”, which it does not offer."),
            N_("Choose what the register offers."),
        ),
        "system-mapping.field": (
            N_("“{name}” fills the field {field}, which the system {system} does not take."),
            N_("Take the line away, or choose a field of the system."),
        ),
        "system-mapping.codes": (
            N_("“{name}” fills {field} from the code list {choices}, which has no value of {system} for {codes}."),
            N_("Enter the external values in the dictionary."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Service and send tasks with a system; without a workspace there is no register to compare with."""
    if model.contents is None:
        return
    for node in model.flow_nodes("serviceTask", "sendTask"):
        block = node.extension.get("service")
        code = str(block.get("system") or "") if isinstance(block, Mapping) else ""
        if not code or not isinstance(block, Mapping):
            continue
        system = model.contents.systems.system(code)
        asked = str(block.get("operation") or "")
        operation = system.operation(asked) if system is not None else None
        if system is None:
            yield problem("system-mapping.system", node, Severity.ERROR, field="service", system=code)
        elif operation is None:
            params = {"system": code, "operation": asked}
            yield problem("system-mapping.operation", node, Severity.ERROR, field="service", **params)
        else:
            yield from _fields(model, node, block, system, operation)


def _fields(
    model: Model, node: NodeRecord, block: Mapping[str, object], system: System, operation: Operation
) -> Iterator[Problem]:
    rows = block.get("in")
    lines = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []
    filled = {str(row.get("name") or "") for row in lines if str(row.get("value") or "").strip(" =")}
    for item in operation.input:
        if item.name in filled:
            if item.choices:
                yield from _codes(model, node, system, item.name, item.choices)
        elif item.required:
            params = {"system": system.code}
            yield _of_field("system-mapping", node, item.name, params)
    known = {item.name for item in operation.input}
    for name in sorted(filled - known) if known else ():
        yield _of_field("system-mapping.field", node, name, {"system": system.code})


def _codes(model: Model, node: NodeRecord, system: System, name: str, choices: str) -> Iterator[Problem]:
    """Codes that the system has no word for."""
    listed = model.contents.dictionary.choice_list(choices) if model.contents is not None else None
    items = listed.items if listed is not None else []
    codes = [item.value for item in items if not item.external.get(system.code)]
    if codes or listed is None:
        shown = ", ".join(codes[:5]) + ("…" if len(codes) > 5 else "") if codes else "*"
        params = {"system": system.code, "choices": choices, "codes": shown}
        yield _of_field("system-mapping.codes", node, name, params)


def _of_field(code: str, node: NodeRecord, name: str, params: Mapping[str, str]) -> Problem:
    told = {"name": node.name or node.id, "field": name, **params}
    return Problem(code, Severity.ERROR, node.id, told, line=node.line, field="service")


def fix(problem: Problem) -> Fix | None:
    """Take the line away that the system does not take."""
    element, name = problem.element, problem.params.get("field")
    if problem.code != "system-mapping.field" or element is None:
        return None

    def apply(doc: Document) -> None:
        node = doc.index.nodes.get(element)
        block = node.extension.get("service") if node is not None else None
        if isinstance(block, Mapping):
            kept = [dict(row) for row in block.get("in") or () if row.get("name") != name]
            commands.set_extension(doc, element, "service", {**block, "in": kept})

    return Fix(N_("Take the line away"), apply)


RULE = Rule("system-mapping", N_("What a system must be given is given"), check, Severity.ERROR, fix)
