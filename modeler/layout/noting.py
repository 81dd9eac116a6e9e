"""Where notes belong while a diagram is laid out: to what they are tied to. Many modelers let all notes belong to the
collaboration or the process, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from modeler.document.records import FlowRecord, NodeRecord

_FRAMES = frozenset({"participant", "lane", "group", "textAnnotation"})


def at_home(nodes: Mapping[str, NodeRecord], flows: Iterable[FlowRecord]) -> Mapping[str, NodeRecord]:
    """The nodes in the same order, each note beside the first step that it is tied to, or that a flow leads to which
    it is tied to."""
    flows = list(flows)
    lines = {flow.id: flow for flow in flows if flow.kind == "sequenceFlow"}
    moved: dict[str, NodeRecord] = {}
    for flow in flows:
        if flow.kind != "association":
            continue
        for own, other in ((flow.source, flow.target), (flow.target, flow.source)):
            note = nodes.get(own)
            if note is None or note.tag != "textAnnotation" or own in moved:
                continue
            line = lines.get(other)
            step = nodes.get(line.target if line is not None else other)
            host = nodes.get(step.attached_to or "") if step is not None else None
            step = host or step
            if step is None or step.tag in _FRAMES or step.plane != note.plane:
                continue
            if (step.parent, step.lane) != (note.parent, note.lane):
                moved[own] = replace(note, parent=step.parent, home=step.home, lane=step.lane, process=step.process)
    return {own: moved.get(own, node) for own, node in nodes.items()} if moved else nodes
