"""Rules of rights stand for somebody who is in the organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.records import ProcessRecord
from modeler.lint.model import Model
from modeler.lint.rule import Fix, Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.organization.directory import Directory, directory_of
from runner.organization.who import STARTER, name_of, parse_who
from runner.rights.model import ProcessRights, WorkspaceRights

declare(
    {
        "unknown-who": (
            N_("A rule of the process “{name}” stands for “{who}”, who is not in the organisation."),
            N_("Choose somebody who is, or take the rule away."),
        ),
        "unknown-who.category": (
            N_("A rule of the category “{category}” stands for “{who}”, who is not in the organisation."),
            N_("Choose somebody who is, or take the rule away: process rights, level of the category."),
        ),
        "unknown-who.workspace": (
            N_("A rule of the workspace stands for “{who}”, who is not in the organisation."),
            N_("Choose somebody who is, or take the rule away: process rights, level of the workspace."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Each rule of each process, and those of its category and the workspace that hold for it; where there is no
    organisation, nobody is known and nothing is said."""
    contents = model.contents
    if contents is None or not contents.organization.users:
        return
    directory = directory_of(contents.organization)
    for process in _shown(model):
        for who in dict.fromkeys(str(rule.get("who") or "") for rule in _rules(process.extension.get("rights"))):
            if not is_known(who, directory):
                params = {"name": model.process_name(process), "who": who}
                yield Problem(
                    "unknown-who", Severity.WARNING, process.id, params, line=process.line, field="rights"
                )  # fmt: skip
        yield from _shared(process, contents.rights, directory)


def _shared(process: ProcessRecord, shared: WorkspaceRights, directory: Directory) -> Iterator[Problem]:
    """Rules of `rights.json` that hold for a process."""
    about = process.extension.get("process")
    category = str(about.get("category") or "") if isinstance(about, Mapping) else ""
    levels: list[tuple[str, ProcessRights]] = [
        ("category", one) for one in shared.categories if category and one.category == category
    ]
    for level, rights in [*levels, ("workspace", shared)]:
        for who in dict.fromkeys(rule.who for rule in (*rights.allow, *rights.deny)):
            if not is_known(who, directory):
                params = {"category": category, "who": who}
                yield Problem(
                    f"unknown-who.{level}", Severity.WARNING, process.id, params, line=process.line, field="rights"
                )  # fmt: skip


def is_known(who: str, directory: Directory) -> bool:
    """Whether a reference means something of the organisation."""
    reference = parse_who(who)
    return reference is not None and (reference.kind == STARTER or bool(name_of(reference, directory)))


def _shown(model: Model) -> list[ProcessRecord]:
    return [process for process in model.processes.values() if model.drawings or process.executable]


def _rules(block: object) -> list[Mapping[str, Any]]:
    sides = [block.get(side) for side in ("allow", "deny")] if isinstance(block, Mapping) else []
    return [rule for side in sides if isinstance(side, list) for rule in side if isinstance(rule, Mapping)]


def fix(problem: Problem) -> Fix | None:
    """Take the rules of the process for them away."""
    if problem.code != "unknown-who":
        return None
    element, who = problem.element, problem.params.get("who")
    if element is None or who is None:
        return None

    def apply(doc: Document) -> None:
        process = doc.index.processes.get(element)
        block = process.extension.get("rights") if process is not None else None
        if isinstance(block, Mapping):
            kept = {side: [dict(rule) for rule in rules if rule.get("who") != who] for side, rules in block.items()}
            commands.set_extension(doc, element, "rights", kept if any(kept.values()) else None)

    return Fix(N_("Take the rule away"), apply)


RULE = Rule("unknown-who", N_("Rights are given to somebody who exists"), check, Severity.WARNING, fix)
