"""What a decision has read is not changed behind it."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.document.records import FlowRecord, NodeRecord
from modeler.lint.expressions import expressions
from modeler.lint.model import DECISIONS, Model, problem
from modeler.lint.rule import Fix, Rule
from modeler.lint.rules.required_hidden import set_access
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.feel.tree import free_names
from runner.forms.schema import field_places
from runner.rights.fields import field_access

declare(
    {
        "condition-field-late": (
            N_("“{name}” may still edit the field “{caption}”, although “{gateway}” has decided by it already."),
            N_("Let this step only read the field, or decide behind it."),
        ),
    }
)


def names_read(model: Model) -> dict[str, set[str]]:
    """Decision -> the variables that the conditions behind it take."""
    found: dict[str, set[str]] = {}
    for seen in expressions(model):
        flow = seen.element
        if not isinstance(flow, FlowRecord) or seen.ast is None:
            continue
        source = model.nodes.get(flow.source)
        if source is not None and source.tag in DECISIONS:
            found.setdefault(source.id, set()).update(free_names(seen.ast)[0])
    return found


def check(model: Model) -> Iterator[Problem]:
    """Each decision with conditions: the steps behind it from which no way leads back to it."""
    told: set[tuple[str, str]] = set()
    for gateway, names in names_read(model).items():
        node = model.nodes[gateway]
        behind = model.after([node])
        for step in model.form_steps:
            if step.id in behind and gateway not in model.after([step]):
                for path, caption in _edited(model, step, names):
                    if (step.id, path) not in told:
                        told.add((step.id, path))
                        yield problem(
                            "condition-field-late", step, field=f"fields/{path}",
                            caption=caption, path=path, gateway=model.name(node),
                        )  # fmt: skip


def _edited(model: Model, step: NodeRecord, names: set[str]) -> Iterator[tuple[str, str]]:
    form, rights = model.form(step), model.field_rights(step)
    for place in field_places(form) if form is not None else ():
        if place.path.partition(".")[0] not in names or place.table is not None or place.component.is_fixed:
            continue
        if field_access(rights, place.path) in ("edit", "required"):
            yield place.path, place.component.caption


def fix(problem: Problem) -> Fix | None:
    """Let the step only read it."""
    element, path = problem.element, problem.params.get("path")
    if element is None or path is None:
        return None
    return Fix(N_("Let this step only read the field"), lambda doc: set_access(doc, element, path, "read"))


RULE = Rule(
    "condition-field-late", N_("What a decision has read is not changed behind it"), check, Severity.WARNING, fix
)
