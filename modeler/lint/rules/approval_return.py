"""A button that sends the case back sends it to a step that it has been at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from modeler.document import commands
from modeler.document.document import Document
from modeler.lint.model import Model, problem
from modeler.lint.rule import Fix, Rule
from modeler.lint.rules.approval_buttons import buttons_of
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "approval-return": (
            N_("“{label}” of “{name}” goes back to “{to}”, which no case comes to before it."),
            N_("Choose a step before it, or the starter."),
        ),
        "approval-return.gone": (
            N_("“{label}” of “{name}” goes back to “{to}”, which is not a step of this process."),
            N_("Choose a step before it, or the starter."),
        ),
    }
)

NODE = "node:"
STEPS = ("userTask", "startEvent")


def check(model: Model) -> Iterator[Problem]:
    """Look at each button that names a step."""
    for node in model.flow_nodes("userTask"):
        for button in buttons_of(node):
            action = str(button.get("action") or "")
            if not action.startswith(NODE):
                continue
            target = model.nodes.get(action.removeprefix(NODE))
            label = str(button.get("label") or button.get("id") or "?")
            own = str(button.get("id") or "")
            if target is None or target.tag not in STEPS or target.process != node.process:
                to = action.removeprefix(NODE) or "?"
                yield problem(
                    "approval-return.gone", node, Severity.ERROR, field="approval", label=label, to=to, id=own
                )  # fmt: skip
            elif node.id not in model.after([target]):
                to = model.name(target)
                yield problem("approval-return", node, Severity.ERROR, field="approval", label=label, to=to, id=own)


def fix(problem: Problem) -> Fix | None:
    """Let the button go back to the starter."""
    element, button = problem.element, problem.params.get("id")
    if element is None or button is None:
        return None

    def apply(doc: Document) -> None:
        node = doc.index.nodes.get(element)
        block = node.extension.get("approval") if node is not None else None
        if node is None or not isinstance(block, Mapping):
            return
        rows = [
            {**one, "action": "starter"}
            if one.get("id") == button and str(one.get("action")).startswith(NODE)
            else one
            for one in buttons_of(node)
        ]
        commands.set_extension(doc, element, "approval", {**block, "verdicts": rows})

    return Fix(N_("Let it go back to the starter"), apply)


RULE = Rule("approval-return", N_("A case goes back to a step that it has been at"), check, Severity.ERROR, fix)
