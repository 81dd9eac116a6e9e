"""No field is called like a variable that the runner itself writes."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.dictionary.renaming import NewName
from modeler.document.records import NodeRecord
from modeler.document.vocabulary import of_runner
from modeler.lint.model import Model, problem
from modeler.lint.rule import Fix, Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.forms.fields import kind_of
from runner.forms.schema import Form, field_places

declare(
    {
        "runner-variable": (
            N_(
                "The field “{caption}” of the form {form} is called {path}, and “{name}” writes a variable of that "
                "name: what was filled in is lost there."
            ),
            N_("Give the field another name; conditions that mean the verdict or the count stay as they are."),
        ),
        "runner-variable.row": (
            N_(
                "The column “{caption}” of the form {form} is called {path}: in the expressions of a row that word "
                "means something else."
            ),
            N_("Give the column another name."),
        ),
    }
)

_OF_ROWS = frozenset({"this", "parent", "i"})
"""What expressions of a row may name besides its columns (`runner.forms.field.Scope.row`)."""


def check(model: Model) -> Iterator[Problem]:
    """Each form of a process, over all nodes of the process that write something of their own."""
    shown: dict[tuple[str, str], NodeRecord] = {}
    for step in model.form_steps:
        shown.setdefault((step.process or "", model.form_ref(step) or ""), step)
    for (process, ref), step in shown.items():
        form = model.form(step)
        if form is None:
            continue
        writers = _writers(model, process)
        for place in field_places(form):
            component = place.component
            if not component.name or not kind_of(component).holds:
                continue
            writer = writers.get(place.path.partition(".")[0]) if place.table is None else None
            if writer is None and not (place.table is not None and component.name in _OF_ROWS):
                continue
            code, params = ("runner-variable", {"name": writer}) if writer else ("runner-variable.row", {})
            params |= {"caption": component.caption, "path": component.name, "form": ref,
                       "component": component.id or "", "new": free_name(form, place.path)}  # fmt: skip
            yield problem(code, step, Severity.WARNING, field=f"fields/{place.path}", **params)


def _writers(model: Model, process: str) -> dict[str, str]:
    """Variable -> the name of the step that writes it."""
    found: dict[str, str] = {}
    for node in model.nodes.values():
        if node.process == process:
            details = model.details.get(node.id)
            for one in of_runner(node, details) if details is not None else ():
                found.setdefault(one.name, model.name(node))
    return found


def free_name(form: Form, path: str) -> str:
    """Another name for a field: `verdict` becomes `formVerdict`."""
    word = path.rpartition(".")[2]
    base = f"form{word[:1].upper()}{word[1:]}"
    taken = {place.path.rpartition(".")[2] for place in field_places(form)}
    number, made = 2, base
    while made in taken:
        made, number = f"{base}_{number}", number + 1
    return made


def fix(problem: Problem) -> Fix | None:
    """Give the field another name, in its form and wherever its value is meant."""
    params = problem.params
    path = (problem.field or "").removeprefix("fields/")
    if not path or "new" not in params:
        return None
    other = NewName(params["form"], params["component"], path, params["new"])
    return Fix(N_("Give the field another name"), form=other)


RULE = Rule("runner-variable", N_("Fields keep clear of the runner's own variables"), check, Severity.WARNING, fix)
