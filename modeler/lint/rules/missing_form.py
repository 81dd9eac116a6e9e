"""The start and every step done by people have a form."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.records import NodeRecord
from modeler.lint.model import Model, problem
from modeler.lint.rule import Fix, Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "missing-form": (
            N_("“{name}” has no form: whoever does it sees no data."),
            N_("Choose a form for it."),
        ),
        "missing-form.start": (
            N_("“{name}” has no form: nothing can be filled in when a case starts."),
            N_("Choose a form for it, or leave it if there is nothing to fill in."),
        ),
    }
)


def _is_plain_start(model: Model, node: NodeRecord) -> bool:
    host = model.nodes.get(node.parent or "")
    return node.tag == "startEvent" and node.event == "none" and host is None


def check(model: Model) -> Iterator[Problem]:
    """User tasks, and start events that people begin with, as soon as the process has user tasks."""
    with_people = {node.process for node in model.flow_nodes("userTask")}
    for node in model.flow_nodes("userTask", "startEvent"):
        if model.form_ref(node):
            continue
        if node.tag == "userTask":
            yield problem("missing-form", node, field="form")
        elif _is_plain_start(model, node) and node.process in with_people:
            yield problem("missing-form.start", node, Severity.INFO, field="form")


def fix(problem: Problem) -> Fix | None:
    """A step takes the form that the process starts with."""
    element = problem.element
    if problem.code != "missing-form" or element is None:
        return None

    def apply(doc: Document) -> None:
        node = doc.index.nodes.get(element)
        for other in doc.index.nodes.values():
            block = other.extension.get("form")
            if node is not None and other.process == node.process and isinstance(block, dict) and block.get("ref"):
                commands.set_extension(doc, element, "form", {"ref": block["ref"]})
                return

    return Fix(N_("Use the form of the process"), apply)


RULE = Rule("missing-form", N_("Every step done by people has a form"), check, Severity.WARNING, fix)
