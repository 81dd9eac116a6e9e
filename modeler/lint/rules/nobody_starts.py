"""Somebody may start each process that people start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.records import ProcessRecord
from modeler.lint.model import Model
from modeler.lint.rule import Fix, Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.rights.check import may
from runner.rights.model import ProcessRights

declare(
    {
        "nobody-starts": (
            N_("Nobody in the organisation may start the process “{name}”."),
            N_("Allow somebody to start it, or take away the rule that denies it to all."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Ask for every active person, as the runner will; a process that only messages or timers begin is left out."""
    contents = model.contents
    if contents is None or not contents.organization.users:
        return
    begun = {
        node.process for node in model.flow_nodes("startEvent")
        if node.event == "none" and (node.parent or "") in model.processes
    }  # fmt: skip
    for process in model.processes.values():
        if process.id not in begun or not (model.drawings or process.executable):
            continue
        rights = rights_of(process)
        about = process.extension.get("process")
        category = str(about.get("category") or "") or None if isinstance(about, Mapping) else None
        organization = contents.organization
        if not any(
            may("start", user.id, rights, contents.rights, organization, category=category).allowed
            for user in organization.users
            if user.active
        ):
            params = {"name": model.process_name(process)}
            yield Problem("nobody-starts", Severity.ERROR, process.id, params, line=process.line, field="rights")


def rights_of(process: ProcessRecord) -> ProcessRights:
    """The rules of a process; unreadable ones are named by the compiler."""
    try:
        return ProcessRights.model_validate(process.extension.get("rights") or {})
    except ValueError:
        return ProcessRights()


def fix(problem: Problem) -> Fix | None:
    """Leave starting to the default: everyone in the organisation."""
    element = problem.element
    if element is None:
        return None

    def apply(doc: Document) -> None:
        process = doc.index.processes.get(element)
        block = process.extension.get("rights") if process is not None else None
        if isinstance(block, Mapping):
            kept = {
                side: [dict(rule) for rule in rules if rule.get("action") != "start"] for side, rules in block.items()
            }
            commands.set_extension(doc, element, "rights", kept if any(kept.values()) else None)

    return Fix(N_("Take away the rules of this process for starting"), apply)


RULE = Rule("nobody-starts", N_("Somebody may start each process"), check, Severity.ERROR, fix)
