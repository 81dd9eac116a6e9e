"""A field that must be filled in can be filled in by somebody before it is hidden."""

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
from runner.forms.schema import field_places
from runner.rights.fields import field_access

declare(
    {
        "required-hidden": (
            N_("The field “{caption}” must be filled in, but “{name}” hides it, and no step before can fill it in."),
            N_("Let this step edit the field, or let the form not require it."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Form by form: from the steps that can fill a field in, a case must come to those that hide it."""
    uses: dict[str, list[NodeRecord]] = {}
    for step in model.form_steps:
        uses.setdefault(model.form_ref(step) or "", []).append(step)
    for steps in uses.values():
        form = model.form(steps[0])
        rights = {step.id: model.field_rights(step) for step in steps}
        hiding = [step for step in steps if any(line.access == "hidden" for line in rights[step.id])]
        for place in field_places(form) if form is not None and hiding else ():
            component = place.component
            if not component.rules.get("required") or component.is_fixed or place.table is not None:
                continue
            access = {step.id: field_access(rights[step.id], place.path) for step in steps}
            if "hidden" not in access.values():
                continue
            filled = model.after(step for step in steps if access[step.id] in ("edit", "required"))
            for step in hiding:
                if access[step.id] == "hidden" and step.id not in filled:
                    params = {"caption": component.caption, "path": place.path}
                    yield problem("required-hidden", step, Severity.ERROR, field=f"fields/{place.path}", **params)


def fix(problem: Problem) -> Fix | None:
    """Let the step edit it."""
    element, path = problem.element, problem.params.get("path")
    if element is None or path is None:
        return None
    return Fix(N_("Let this step edit the field"), lambda doc: set_access(doc, element, path, "required"))


def set_access(doc: Document, element: str, path: str, access: str) -> None:
    """What a step may do with one field; the other lines stay."""
    node = doc.index.nodes.get(element)
    lines = node.extension.get("fields") if node is not None else None
    kept = [dict(line) for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
    for line in kept:
        if line.get("path") == path:
            line["access"] = access
            break
    else:
        kept.append({"path": path, "access": access})
    commands.set_extension(doc, element, "fields", kept)


RULE = Rule("required-hidden", N_("A field that must be filled in is not hidden"), check, Severity.ERROR, fix)
