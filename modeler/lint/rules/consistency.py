"""One thing is said in one way in the forms that a process shows and in the terms that they are bound to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from modeler.dictionary.consistency import Binding, Finding, check_forms, check_used
from modeler.document.records import NodeRecord
from modeler.lint.model import Model
from modeler.lint.rule import Fix, Rule
from runner.core.i18n import N_
from runner.core.problem import Problem, Severity


def check(model: Model) -> Iterator[Problem]:
    """Each form at the first step that shows it; what is wrong with a term or code list, at the first step with a
    form that is bound to it. The sentences are those of `modeler.dictionary.consistency`."""
    if model.contents is None:
        return
    dictionary = model.contents.dictionary
    if not (dictionary.elements or dictionary.choices):
        return
    shown: dict[str, NodeRecord] = {}
    for step in model.form_steps:
        ref = model.form_ref(step) or ""
        if ref in model.contents.forms:
            shown.setdefault(ref, step)
    forms = {ref: model.contents.forms[ref] for ref in shown}
    told: set[tuple[str, ...]] = set()
    for one in check_forms(dictionary, forms):
        yield _at(shown[str(one.problem.file)], one)
    for ref, form in forms.items():
        for one in check_used(dictionary, form):
            known = (one.problem.code, *one.problem.params.values())
            if known not in told:
                told.add(known)
                yield _at(shown[ref], one)


def _at(step: NodeRecord, finding: Finding) -> Problem:
    """The problem at a step, with what mends it."""
    found, fix = finding.problem, finding.fix
    more = {"component": fix.field} if fix is not None else {}
    return replace(found, element=step.id, line=step.line, file=None, field="form", params={**found.params, **more})


def fix(problem: Problem) -> Fix | None:
    """Bind the field to the term that it means."""
    params = problem.params
    if "component" not in params:
        return None
    return Fix(N_("Bind to term"), form=Binding(params["form"], params["component"], params["term"]))


RULE = Rule("consistency", N_("One thing is said in one way"), check, Severity.WARNING, fix)
