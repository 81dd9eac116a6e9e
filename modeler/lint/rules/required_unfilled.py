"""A field that must be filled in is filled in by a step before the first that reads it."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.document.records import NodeRecord
from modeler.lint.model import Model, problem
from modeler.lint.rule import Fix, Rule
from modeler.lint.rules.required_hidden import set_access
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.forms.schema import field_places
from runner.rights.fields import field_access

declare(
    {
        "required-unfilled": (
            N_("“{name}” reads the field “{caption}”, which must be filled in, but no step before can fill it in."),
            N_("Let this step or one before it edit the field."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Form by form: a step that reads a required field comes after one that may fill it in."""
    uses: dict[tuple[str, str], list[NodeRecord]] = {}
    for step in model.form_steps:
        uses.setdefault((step.process or "", model.form_ref(step) or ""), []).append(step)
    for steps in uses.values():
        form = model.form(steps[0])
        rights = {step.id: model.field_rights(step) for step in steps}
        for place in field_places(form) if form is not None else ():
            component = place.component
            if component.is_fixed or component.defaultValue is not None or place.table is not None:
                continue
            access = {step.id: field_access(rights[step.id], place.path) for step in steps}
            asked = bool(component.rules.get("required")) or "required" in access.values()
            writing = [step for step in steps if access[step.id] in ("edit", "required")]
            if not asked or not writing:
                continue  # a field that nobody ever edits is named by never-editable
            filled = model.after(writing)
            for step in steps:
                if access[step.id] == "read" and step.id not in filled:
                    params = {"caption": component.caption, "path": place.path}
                    yield problem("required-unfilled", step, Severity.WARNING, field=f"fields/{place.path}", **params)


def fix(problem: Problem) -> Fix | None:
    """Let the step fill it in."""
    element, path = problem.element, problem.params.get("path")
    if element is None or path is None:
        return None
    return Fix(N_("Let this step edit the field"), lambda doc: set_access(doc, element, path, "required"))


RULE = Rule(
    "required-unfilled", N_("A field that must be filled in is filled in before it is read"), check,
    Severity.WARNING, fix,
)  # fmt: skip
