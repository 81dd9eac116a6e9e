"""A step that asks a decision names one of the workspace, and the process has what the decision is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.records import NodeRecord
from modeler.lint.expressions import words_of
from modeler.lint.model import Model, problem
from modeler.lint.rule import Fix, Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.decisions import Node
from runner.feel.vocabulary import NOTHING

declare(
    {
        "decision-asked": (
            N_("“{name}” asks the decision {decision}, which is in no file of the workspace."),
            N_("Choose another decision, or add the file that holds it."),
        ),
        "decision-asked.close": (
            N_("“{name}” asks the decision {decision}, which is in no file of the workspace; there is {close}."),
            N_("Choose another decision, or add the file that holds it."),
        ),
        "decision-asked.twice": (
            N_("“{name}” asks the decision {decision}, which stands in several files: {files}."),
            N_("Give all but one of them another id, or ask the one that is meant by its id."),
        ),
        "decision-asked.input": (
            N_("“{name}” asks the decision {decision}, but nothing in the process is called {input}."),
            N_("Say what goes in: properties of the step, rules. Or call a field of a form so."),
        ),
        "decision-asked.fault": (
            N_("The decision {decision}, which “{name}” asks, is not in order. {cause}"),
            N_("Mend it in the program that drew the decision."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Business rule tasks with a decision of our own; without a workspace there are none to compare with."""
    shelf = model.decisions
    if shelf is None:
        return
    for node in model.flow_nodes("businessRuleTask"):
        block = node.extension.get("decision")
        ref = str(block.get("ref") or "") if isinstance(block, Mapping) else ""
        if not ref:
            continue
        asked = shelf.find(ref)
        if asked is None:
            close = get_close_matches(ref, sorted(shelf.names), 1, 0.7)
            code, more = ("decision-asked.close", {"close": close[0]}) if close else ("decision-asked", {})
            yield problem(code, node, Severity.ERROR, field="decision", decision=ref, **more)
            continue
        files = shelf.files_of(ref)
        if len(files) > 1:
            told = ", ".join(f"{stem}.dmn" for stem in files)
            yield problem("decision-asked.twice", node, Severity.ERROR, field="decision", decision=ref, files=told)
            continue
        for fault in shelf.library.faults(asked)[:1]:
            params = {"decision": asked.name, "cause": fault.message}
            yield problem("decision-asked.fault", node, Severity.WARNING, field="decision", **params)
        for name in sorted(missing(model, node, asked)):
            params = {"decision": asked.name, "input": name}
            yield problem("decision-asked.input", node, Severity.WARNING, field="decision", **params)


def missing(model: Model, node: NodeRecord, asked: Node) -> set[str]:
    """What the decision is told and nothing in the process is called; empty where anything may come in."""
    shelf, words = model.decisions, words_of(model).get(node.process, NOTHING)
    if shelf is None or not words.closed:
        return set()
    service = node.extension.get("service")
    rows = service.get("in") if isinstance(service, Mapping) else ()
    known = {str(row.get("name") or "") for row in rows or () if isinstance(row, Mapping)}
    known |= {one.name.partition(".")[0] for one in words}
    return {one.name for one in shelf.library.asked(asked) if not {one.name, one.variable} & known}


def fix(problem: Problem) -> Fix | None:
    """Ask the decision that is called nearly so; else none, and the answer is given by hand."""
    element, close = problem.element, problem.params.get("close")
    if problem.code not in ("decision-asked", "decision-asked.close") or element is None:
        return None

    def apply(doc: Document) -> None:
        node = doc.index.nodes.get(element)
        block = node.extension.get("decision") if node is not None else None
        if isinstance(block, Mapping):
            commands.set_extension(doc, element, "decision", {**block, "ref": close} if close else None)

    return Fix(N_("Ask that one") if close else N_("Ask no decision"), apply)


RULE = Rule("decision-asked", N_("A decision that is asked is there and told all"), check, Severity.ERROR, fix)
