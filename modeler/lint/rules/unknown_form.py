"""A form that a step names is there."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.lint.model import Model, problem
from modeler.lint.rule import Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "unknown-form": (
            N_("“{name}” uses the form {form}, which is not in the workspace."),
            N_("Choose another form, or make one of that name."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Start events and steps, where there is a workspace to look into."""
    if model.contents is None:
        return
    for node in model.flow_nodes():
        ref = model.form_ref(node)
        if ref and ref not in model.contents.forms:
            yield problem("unknown-form", node, Severity.ERROR, field="form", form=ref)


RULE = Rule("unknown-form", N_("The form of a step is in the workspace"), check, Severity.ERROR)
