"""An amount of money that was approved is not changed afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.document.records import NodeRecord
from modeler.lint.model import Model, problem
from modeler.lint.rule import Fix, Rule
from modeler.lint.rules.required_hidden import set_access
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.forms.schema import Component, field_places
from runner.rights.fields import field_access

declare(
    {
        "amount-after-approval": (
            N_("“{name}” may change the amount “{caption}” after “{approval}” has approved it."),
            N_("Let this step only read it, or have it approved again behind this step."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Each step behind an approval that reads an amount; where the case comes back to that approval, it sees the
    change. An approval that may itself edit the amount decides on what it wrote."""
    approvals = [node for node in model.form_steps if "approval" in node.extension]
    behind = {node.id: model.after([node]) for node in model.form_steps} if approvals else {}
    for step in model.form_steps if approvals else ():
        before = [one for one in approvals if step.id in behind[one.id] and one.id not in behind[step.id]]
        form, rights = model.form(step), model.field_rights(step)
        for place in field_places(form) if form is not None and before else ():
            if not _is_money(model, place.component) or place.component.is_fixed:
                continue
            if field_access(rights, place.path) not in ("edit", "required"):
                continue
            seen = next((one for one in before if _sees(model, one, step, place.path)), None)
            if seen is not None:
                yield problem(
                    "amount-after-approval", step, field=f"fields/{place.path}",
                    caption=place.component.caption, path=place.path, approval=model.name(seen),
                )  # fmt: skip


def _is_money(model: Model, component: Component) -> bool:
    contents = model.contents
    element = contents.dictionary.element(component.element) if contents is not None and component.element else None
    return component.kind == "money" or (element is not None and element.type == "money")


def _sees(model: Model, approval: NodeRecord, step: NodeRecord, path: str) -> bool:
    same = model.form_ref(approval) == model.form_ref(step)
    return same and field_access(model.field_rights(approval), path) != "hidden"


def fix(problem: Problem) -> Fix | None:
    """Let the step only read it."""
    element, path = problem.element, problem.params.get("path")
    if element is None or path is None:
        return None
    return Fix(N_("Let this step only read the field"), lambda doc: set_access(doc, element, path, "read"))


RULE = Rule("amount-after-approval", N_("An approved amount is not changed afterwards"), check, Severity.WARNING, fix)
