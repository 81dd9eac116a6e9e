"""A form shows in the engine that the file is meant for what it shows here."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.forms.extras import extras
from modeler.lint.model import Model, problem
from modeler.lint.rule import Rule
from modeler.lint.rules.not_portable import ASKED
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "form-extras": (
            N_("{engine} does not show all of the form {form} as it is here: {caption}: {told}."),
            N_("The designer lists everything under “What other tools will not show”."),
        ),
        "form-extras.more": (
            N_("{engine} does not show all of the form {form} as it is here: {caption}: {told}; {count} more."),
            N_("The designer lists everything under “What other tools will not show”."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """The forms of files that carry the attributes of another engine, one row a form."""
    engines = sorted(name for own, (name, _level) in ASKED.items() if own in model.facts.engines)
    if not engines:
        return
    told: set[str] = set()
    for step in model.form_steps:
        ref = model.form_ref(step) or ""
        form = model.form(step)
        if form is None or ref in told:
            continue
        told.add(ref)
        found = extras(form)
        if found:
            code = "form-extras.more" if len(found) > 1 else "form-extras"
            yield problem(
                code, step, Severity.INFO, field="form", form=ref, engine=engines[0], caption=found[0].caption,
                told=found[0].told, count=str(len(found) - 1),
            )  # fmt: skip


RULE = Rule("form-extras", N_("Forms show elsewhere what they show here"), check, Severity.INFO)
