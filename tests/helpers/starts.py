"""Files that random walks begin with: a blank one, small ones of our own, and the real ones that have no fault."""

from __future__ import annotations

from modeler.document.io import document_from_bytes, new_document, to_bytes
from tests.helpers.builders import an_approval
from tests.helpers.lawful import faults


def own_starts() -> dict[str, bytes]:
    """Blank, a plain process, one with lanes, one with two pools and a message, and one with a bit of everything."""
    lanes = an_approval().with_lane("L1", "Start", "A").with_lane("L2", "B", "G", "Yes", "No")
    return {
        "blank": to_bytes(new_document("walk", seed=1)),
        "approval": an_approval().bytes(),
        "lanes": lanes.bytes(),
        "pools": _pools(),
        "mixed": _mixed(),
    }


def _pools() -> bytes:
    from modeler.document import commands

    doc = an_approval().with_pool().document()
    other = commands.add_node(doc, "pool", (600, 900), name="Customer")
    task = commands.add_node(doc, "send-task", (500, 900), home=other)
    commands.connect(doc, task, "A")
    commands.add_lane(doc, other)
    commands.add_node(doc, "pool-collapsed", (600, 1200))
    return to_bytes(doc)


def _mixed() -> bytes:
    from modeler.document import commands

    doc = an_approval().document()
    for spec_id, place in (
        ("sub-process", (300, 600)), ("event-sub-process", (800, 600)), ("transaction", (1300, 600)),
        ("sub-process-collapsed", (1700, 600)), ("ad-hoc-sub-process", (300, 900)),
        ("event-based-gateway", (700, 900)),
        ("data-object", (500, 60)), ("data-store", (700, 60)), ("group", (1500, 250)),
    ):  # fmt: skip
        commands.add_node(doc, spec_id, place)
    gateway = next(node.id for node in doc.index.nodes.values() if node.tag == "eventBasedGateway")
    commands.append_node(doc, gateway, "intermediate-catch-event-timer")
    event = commands.add_node(doc, "boundary-event-compensation", (400, 240), attach_to="A")
    commands.append_node(doc, event, "service-task")
    commands.add_node(doc, "boundary-event-timer", (550, 240), attach_to="B")
    commands.append_node(doc, "A", "data-object")
    commands.append_node(doc, "B", "text-annotation")
    return to_bytes(doc)


def without_fault(files: dict[str, bytes], largest: int = 100_000) -> dict[str, bytes]:
    """Those files that are lawful to begin with, and small enough to be looked at after every step."""
    return {
        name: data
        for name, data in files.items()
        if len(data) <= largest and not faults(document_from_bytes(data, name))
    }
