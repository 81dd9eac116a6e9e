"""Every field of a form can be filled in by somebody."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.document.records import NodeRecord
from modeler.lint.model import Model, problem
from modeler.lint.rule import Fix, Rule
from modeler.lint.rules.required_hidden import set_access
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.forms.fields import kind_of
from runner.forms.schema import Place, field_places
from runner.rights.fields import field_access

declare(
    {
        "never-editable": (
            N_("Nobody can ever fill in the field “{caption}” of the form {form}."),
            N_("Let a step edit it, compute it, or take it out of the form."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Each form of a process, over all steps that use it."""
    uses: dict[tuple[str, str], list[NodeRecord]] = {}
    for step in model.form_steps:
        uses.setdefault((step.process or "", model.form_ref(step) or ""), []).append(step)
    for (_, ref), steps in uses.items():
        form = model.form(steps[0])
        if form is None:
            continue
        rights = [model.field_rights(step) for step in steps]
        for place in field_places(form):
            if _is_given(place):
                continue
            if not any(field_access(lines, place.path) in ("edit", "required") for lines in rights):
                params = {"caption": place.component.caption, "path": place.path, "form": ref}
                yield problem("never-editable", steps[0], Severity.WARNING, field=f"fields/{place.path}", **params)


def _is_given(place: Place) -> bool:
    component = place.component
    given = component.is_fixed or component.defaultValue is not None or not kind_of(component).holds
    return given or component.hide == "true"


def fix(problem: Problem) -> Fix | None:
    """Let the first step that uses the form edit it."""
    element, path = problem.element, problem.params.get("path")
    if element is None or path is None:
        return None
    return Fix(N_("Let the first step edit the field"), lambda doc: set_access(doc, element, path, "edit"))


RULE = Rule("never-editable", N_("Every field can be filled in by somebody"), check, Severity.WARNING, fix)
