"""Which steps ask which system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from modeler.document.document import Document
from runner.organization.model import DirectoryService


@dataclass(frozen=True)
class Asking:
    """A step that asks: its file, its id, its name, and the operation."""

    file: str
    element: str
    name: str
    operation: str


def asked_systems(
    documents: Iterable[Document], services: Iterable[DirectoryService] = ()
) -> dict[str, list[Asking]]:
    """By the code of the system, in the order of the files; a step also asks the system of the directory service that
    names who handles it."""
    behind = {one.id: one for one in services if one.system}
    found: dict[str, list[Asking]] = {}
    for document in documents:
        for node in document.index.nodes.values():
            block = node.extension.get("service")
            if isinstance(block, Mapping) and block.get("system"):
                one = Asking(document.name, node.id, node.name or node.id, str(block.get("operation") or ""))
                found.setdefault(str(block["system"]), []).append(one)
            handler = node.extension.get("handler")
            service = behind.get(str(handler.get("service"))) if isinstance(handler, Mapping) else None
            if service is not None:
                one = Asking(document.name, node.id, node.name or node.id, service.operation)
                found.setdefault(service.system, []).append(one)
    return found
