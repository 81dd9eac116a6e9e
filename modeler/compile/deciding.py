"""The decisions that the steps of a graph ask: whether they are there, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.decisions import Shelf
from modeler.document.document import Document
from runner.bundle.graph import Graph, Node
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "compile.decision": (
            N_("“{name}” asks the decision {decision}, which is in no file of the workspace."),
            N_("Choose another decision, or add the file that holds it."),
        ),
        "compile.decision-twice": (
            N_("“{name}” asks the decision {decision}, which stands in several files: {files}."),
            N_("Give all but one of them another id, or ask the one that is meant by its id."),
        ),
        "compile.decision-fault": (
            N_("The decision {decision}, which “{name}” asks, is not in order: {cause}"),
            N_("Mend it in the program that drew the decision."),
        ),
    }
)
_HARMLESS = frozenset({"dmn.unknown-type"})


def asked_decisions(doc: Document, graph: Graph, shelf: Shelf, *, alone: bool) -> list[Problem]:
    """The problems of a graph's decisions. `alone`: the file belongs to no workspace, whoever tries it gives the
    answers by hand, as for a drawing."""
    return [
        found
        for node in graph.nodes
        if node.decision is not None
        for found in _of_step(doc, node, shelf, lenient=alone or graph.drawing)
    ]


def _of_step(doc: Document, node: Node, shelf: Shelf, *, lenient: bool) -> Iterator[Problem]:
    assert node.decision is not None
    params = {"name": node.name or node.id, "decision": node.decision.ref}
    asked = shelf.find(node.decision.ref)
    if asked is None:
        record = doc.index.nodes.get(node.id)
        if record is not None and "decision" in record.extension:  # what other tools say stands in the report
            severity = Severity.WARNING if lenient else Severity.ERROR
            yield Problem("compile.decision", severity, node.id, params, field="decision")
        return
    files = shelf.files_of(node.decision.ref)
    if len(files) > 1:
        severity = Severity.WARNING if lenient else Severity.ERROR
        told = {**params, "files": ", ".join(f"{stem}.dmn" for stem in files)}
        yield Problem("compile.decision-twice", severity, node.id, told, field="decision")
        return
    for fault in shelf.library.faults(asked):
        severity = Severity.INFO if fault.code in _HARMLESS else Severity.WARNING
        told = {**params, "decision": asked.name, "cause": fault.message}
        yield Problem("compile.decision-fault", severity, node.id, told, field="decision")
