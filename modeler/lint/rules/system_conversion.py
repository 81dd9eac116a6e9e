"""What goes into a field of a system, and what comes back out of one, converts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from modeler.lint.expressions import words_of
from modeler.lint.model import Model
from modeler.lint.rule import Rule
from modeler.systems.foresee import Foreseen, foresee_in, foresee_out, longest_of, shown
from runner.core.i18n import N_
from runner.core.problem import Problem, Severity
from runner.feel.vocabulary import NOTHING

_RESULT = "result."


def check(model: Model) -> Iterator[Problem]:
    """Service and send tasks that ask a system of the register; what is not in it is another rule's."""
    contents = model.contents
    if contents is None or not contents.systems.systems:
        return
    lengths = longest_of(contents.forms.values(), contents.dictionary)
    for node in model.flow_nodes("serviceTask", "sendTask"):
        block = node.extension.get("service")
        if not isinstance(block, Mapping) or not block.get("system"):
            continue
        system = contents.systems.system(str(block["system"]))
        operation = system.operation(str(block.get("operation") or "")) if system is not None else None
        if system is None or operation is None:
            continue
        words, found = words_of(model).get(node.process, NOTHING), list[Foreseen]()
        inputs = {item.name: item for item in operation.input}
        for name, value in _rows(block.get("in")):
            if name in inputs and value.strip(" ="):
                found += foresee_in(system, inputs[name], value, words, contents.dictionary, lengths)
        outputs = {_RESULT + item.name: item for item in operation.output}
        for name, value in _rows(block.get("out")):
            item = outputs.get(value.strip(" ="))
            if item is not None:
                found += foresee_out(system, item, name, words, contents.dictionary)
        for one in found:
            params = shown({**one.params, "name": node.name or node.id})
            yield Problem(one.code, one.severity, node.id, params, line=node.line, field="service")


def _rows(value: object) -> Iterator[tuple[str, str]]:
    for row in value if isinstance(value, list | tuple) else ():
        if isinstance(row, Mapping):
            yield str(row.get("name") or ""), str(row.get("value") or "")


RULE = Rule("system-conversion", N_("What goes to a system and comes from it converts"), check, Severity.WARNING)
