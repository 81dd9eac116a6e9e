"""The people whom the rules of an approval name are there and have a part in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.records import NodeRecord
from modeler.lint.model import Model, problem
from modeler.lint.rule import Fix, Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.organization.model import Organization
from runner.organization.resolver import expand_who
from runner.organization.who import split_who

declare(
    {
        "approval-people": (
            N_("“{name}” gives “{who}” a veto, who is not asked there."),
            N_("Let them decide the step too, or take the veto away."),
        ),
        "approval-people.weight": (
            N_("“{name}” gives the vote of “{who}” a weight, who is not asked there."),
            N_("Let them decide the step too, or give their weight to somebody else."),
        ),
        "approval-people.few": (
            N_("“{name}” passes when {count} agree, and {found} are asked: it never passes."),
            N_("Ask more people, or let fewer be enough."),
        ),
        "approval-people.late": (
            N_("When “{name}” is late it is handed over to “{who}”, and that is nobody."),
            N_("Choose somebody who is in the organisation; without anybody it goes to the superior."),
        ),
        "approval-people.empty": (
            N_("When “{name}” finds nobody, named people take over, and “{who}” is nobody."),
            N_("Choose somebody who is in the organisation."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """What is said of votes where the step names its people outright, and whom time limits and the rule for an empty
    step name. Without an organisation nobody is known, and nothing is said."""
    if model.contents is None or not model.contents.organization.users:
        return
    organization = model.contents.organization
    for node in model.flow_nodes("userTask"):
        handler = _block(node, "handler")
        yield from _votes(node, handler, organization)
        for step in _rows(_block(node, "deadline").get("steps")):
            who = str(step.get("who") or "")
            if step.get("do") == "hand-over" and who and not _people(who, organization):
                yield problem("approval-people.late", node, field="deadline", who=who)
        who = str(handler.get("emptyWho") or "")
        if handler.get("empty") == "user" and not _people(who, organization):
            yield problem("approval-people.empty", node, Severity.ERROR, field="handler", who=who or "?")


def _votes(node: NodeRecord, handler: Mapping[str, object], organization: Organization) -> Iterator[Problem]:
    approval = _block(node, "approval")
    if not approval or handler.get("strategy") != "user":
        return
    asked = _people(str(handler.get("who") or ""), organization)
    if not asked:
        return
    for who in split_who(str(approval.get("veto") or "")):
        if not asked & _people(who, organization):
            yield problem("approval-people", node, field="approval", who=who)
    if approval.get("vote") == "weight":
        for row in _rows(approval.get("weights")):
            who = str(row.get("who") or "")
            if who and not asked & _people(who, organization):
                yield problem("approval-people.weight", node, Severity.ERROR, field="approval", who=who)
    count = _number(str(approval.get("threshold") or "")) if approval.get("vote") == "count" else None
    if count is not None and count > len(asked):
        yield problem(
            "approval-people.few", node, Severity.ERROR, field="approval", count=str(count), found=str(len(asked))
        )  # fmt: skip


def _block(node: NodeRecord, name: str) -> Mapping[str, object]:
    found = node.extension.get(name)
    return found if isinstance(found, Mapping) else {}


def _rows(found: object) -> list[Mapping[str, object]]:
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list | tuple) else []


def _people(who: str, organization: Organization) -> set[str]:
    return {person for one in split_who(who) for person in expand_who(one, organization)}


def _number(text: str) -> int | None:
    try:
        found = Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        return None
    return int(found) if found.denominator == 1 else None


def fix(problem: Problem) -> Fix | None:
    """Take the veto away, let the superior have what is late, or who manages the process what nobody has."""
    element, who = problem.element, problem.params.get("who")
    if element is None or who is None:
        return None
    if problem.code == "approval-people":
        return Fix(N_("Take the veto away"), lambda doc: _without_veto(doc, element, who))
    if problem.code == "approval-people.late":
        return Fix(N_("Hand it over to the superior"), lambda doc: _to_superior(doc, element, who))
    if problem.code == "approval-people.empty":
        return Fix(N_("Let the process admins take over then"), lambda doc: _to_admins(doc, element))
    return None


def _without_veto(doc: Document, element: str, who: str) -> None:
    block = dict(_block(doc.index.nodes[element], "approval"))
    kept = [one for one in split_who(str(block.pop("veto", "") or "")) if one != who]
    commands.set_extension(doc, element, "approval", {**block, "veto": " ".join(kept)} if kept else block)


def _to_superior(doc: Document, element: str, who: str) -> None:
    block = _block(doc.index.nodes[element], "deadline")
    steps = [
        {key: value for key, value in step.items() if key != "who" or value != who}
        for step in _rows(block.get("steps"))
    ]
    commands.set_extension(doc, element, "deadline", {**block, "steps": steps})


def _to_admins(doc: Document, element: str) -> None:
    block = {key: value for key, value in _block(doc.index.nodes[element], "handler").items() if key != "emptyWho"}
    commands.set_extension(doc, element, "handler", {**block, "empty": "admin"})


RULE = Rule(
    "approval-people", N_("Whom an approval names is there and has a part in it"), check, Severity.WARNING, fix
)
