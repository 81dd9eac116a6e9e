"""Where approval matrices name a variable: the amount that their bands are about."""

from __future__ import annotations

from collections.abc import Mapping

from modeler.dictionary.occurrences import ORGANIZATION, Finder, Obstacle, Use
from modeler.document.document import Document
from runner.organization.model import ApprovalMatrix, Organization


def in_organization(organization: Organization, documents: Mapping[str, Document], finder: Finder) -> Organization:
    """The organisation as it will be. A matrix that a process asks where the variable is another one stays as it is;
    that is told."""
    matrices = [_in_matrix(one, documents, finder) for one in organization.matrices]
    return (
        organization.model_copy(update={"matrices": matrices}) if matrices != organization.matrices else organization
    )


def _in_matrix(matrix: ApprovalMatrix, documents: Mapping[str, Document], finder: Finder) -> ApprovalMatrix:
    if matrix.amount != finder.old and not matrix.amount.startswith(f"{finder.old}."):
        return matrix
    asking = {name for name, document in documents.items() if asks(document, matrix.id)}
    if asking and not asking & finder.variable.documents:
        return matrix  # another variable of that name
    use = Use(ORGANIZATION, matrix.id, "matrix", matrix.amount)
    elsewhere = sorted(asking - finder.variable.documents)
    if elsewhere:
        finder.uses.append(use)
        finder.obstacles.append(Obstacle(use, "rename.shared", {"file": elsewhere[0]}))
        return matrix
    return matrix.model_copy(update={"amount": finder.path(matrix.amount, use)})


def asks(document: Document, matrix: str) -> bool:
    """Whether a step of a process finds its handlers in that matrix, by the matrix's own amount."""
    blocks = (node.extension.get("handler") for node in document.index.nodes.values())
    return any(
        isinstance(block, Mapping) and block.get("strategy") == "matrix" and block.get("table") == matrix
        and not block.get("path") for block in blocks
    )  # fmt: skip
