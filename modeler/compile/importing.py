"""What is read otherwise than written when a file of another tool is opened: every process of it, each thing once."""

from __future__ import annotations

from collections.abc import Collection

from modeler.compile.graph import compile_graph
from modeler.document.document import Document
from modeler.document.semantics import file_facts_of
from runner.core.problem import Problem
from runner.organization.model import Organization


def is_foreign(doc: Document) -> bool:
    """Whether nothing in the file is of our own."""
    return "slip" not in file_facts_of(doc).engines


def import_report(
    doc: Document, organization: Organization, forms: Collection[str], decisions: Collection[str] = ()
) -> list[Problem]:
    """What is rewritten or dropped, in the order of the file."""
    found: dict[tuple[str, str | None, str], Problem] = {}
    for process in doc.index.processes:
        result = compile_graph(doc, process, organization=organization, forms=forms, decisions=decisions)
        for problem in result.report:
            found.setdefault((problem.code, problem.element, str(sorted(problem.params.items()))), problem)
    order = {element: place for place, element in enumerate(doc.index.in_order())}
    return sorted(found.values(), key=lambda problem: order.get(problem.element or "", -1))
