"""A chain of approval steps, drawn in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from modeler.bpmn import names
from modeler.bpmn.elements import SPECS
from modeler.document.commands.add import add_node, append_node
from modeler.document.commands.write import rename, set_extension
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.records import NodeRecord
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "chain.where": (
            N_("It is not clear where the chain goes on."),
            N_("Select the step after which it goes on, then try again."),
        ),
    }
)

Step = tuple[str, Mapping[str, object], Mapping[str, object]]
"""The name of a step, its handler rule and its approval block; empty ones are not written."""


def append_chain(doc: Document, steps: Sequence[Step], source: str | None = None) -> list[str]:
    """User tasks one after the other behind `source` (None: the start event that leads nowhere yet, else a new
    one below what is drawn), and an end event behind the last. Returns the ids of the steps.

    Raises `RefusedError` where nothing may follow there.
    """
    with doc.transaction(N_("Draw a chain")):
        own = source or _open_start(doc) or _new_start(doc)
        goes_on = bool(doc.index.nodes[own].outgoing) if own in doc.index.nodes else False
        made: list[str] = []
        for name, handler, approval in steps:
            own = append_node(doc, own, "user-task")
            rename(doc, own, name)
            for block, values in (("handler", handler), ("approval", approval)):
                if values:
                    set_extension(doc, own, block, dict(values))
            made.append(own)
        if made and not goes_on and not _in_ad_hoc(doc, own):
            append_node(doc, own, "end-event")
        return made


def _in_ad_hoc(doc: Document, own: str) -> bool:
    parent = doc.index.nodes.get(doc.index.nodes[own].parent or "")
    return parent is not None and parent.tag == "adHocSubProcess"


def _open_start(doc: Document) -> str | None:
    found = [
        node.id
        for node in doc.index.nodes.values()
        if node.tag == "startEvent" and not node.outgoing and node.bounds is not None and _on_top(doc, node)
    ]
    return found[0] if found else None


def _on_top(doc: Document, node: NodeRecord) -> bool:
    parent = doc.index.nodes.get(node.parent or "")
    return parent is None or parent.tag not in names.SUB_PROCESSES


def _new_start(doc: Document) -> str:
    if doc.index.has_pools:
        raise RefusedError("chain.where")
    boxes = [node.bounds for node in doc.index.nodes.values() if node.bounds is not None and node.plane is None]
    half = SPECS["start-event"].size[0] / 2
    left = min((box.x for box in boxes), default=160.0)
    bottom = max((box.bottom for box in boxes), default=60.0)
    return add_node(doc, "start-event", (left + half, bottom + 100))
