"""What Slipway's own blocks say beside approvals: what plain BPMN has a word for becomes that, the rest is told."""

from __future__ import annotations

from modeler.bpmn import names
from modeler.portable.report import BY_CODE, Line
from modeler.portable.sketch import Sketch
from modeler.portable.votes import names_of
from modeler.portable.words import Words
from runner.bundle.graph import CasePolicy, Graph, Node

_COLLECTION = names.q("collection", names.SLIP)


def take_settings(sketch: Sketch, graph: Graph, words: Words) -> list[Line]:
    """Write lists to go through as data objects; the lines about all else that is bound anew elsewhere."""
    found: list[Line] = []
    for node in graph.nodes:
        name = node.name or node.id
        found += _list(sketch, node, words)
        if node.form is not None:
            found.append(Line(BY_CODE["form"], node.id, {"name": name, "form": node.form.ref}))
        if node.service is not None and node.kind != "callActivity":
            found.append(Line(BY_CODE["service"], node.id, {"name": name}))
        if node.decision is not None:
            found.append(Line(BY_CODE["decision"], node.id, {"name": name}))
        if node.kind == "callActivity":
            found += _call(node, name)
        if node.kind == "sendTask" and node.copy_to:
            who = ", ".join(node.copy_to)
            sketch.document(node.id, words.say("copy-to", who=who))
            found.append(Line(BY_CODE["copy-sending"], node.id, {"name": name, "who": who}))
    has_rights = bool(graph.rights.allow or graph.rights.deny or graph.readers)
    if has_rights or graph.code or graph.owner or graph.category or graph.policy != CasePolicy():
        found.append(Line(BY_CODE["process"], graph.process, {"name": graph.name or graph.process}))
    return found


def _call(node: Node, name: str) -> list[Line]:
    params = node.service.params if node.service is not None else {}
    found = [Line(BY_CODE["called"], node.id, {"name": name})] if params.get("rejected") != "goOn" else []
    if params.get("waits") == "no":
        found = [Line(BY_CODE["not-waited"], node.id, {"name": name})]
    if node.service is not None and (node.service.inputs or node.service.outputs):
        found.append(Line(BY_CODE["service"], node.id, {"name": name}))
    return found


def _list(sketch: Sketch, node: Node, words: Words) -> list[Line]:
    """A list to go through that is an expression is worked out before."""
    loop = next(sketch.ids[node.id].iterchildren(names.q("multiInstanceLoopCharacteristics")), None)
    text = loop.get(_COLLECTION) if loop is not None else None
    if loop is None or not text:
        return []
    text = text.removeprefix("=").strip()
    name, variable = node.name or node.id, text
    script = ""
    if not text.isidentifier():
        variable = f"{names_of(node.id).base}_list"
        script = sketch.script(f"{node.id}_listed", words.say("list", name=name), node.id, f"{variable} = {text}")
        for flow in sketch.incoming(node.id):
            sketch.lead(flow, target=script)
        sketch.flow(script, node.id)
    reference = sketch.data_object(node.id, variable)
    made = sketch.new(loop, "loopDataInputRef")
    made.text = reference
    return [Line(BY_CODE["list"], node.id, {"name": name, "people": variable, "script": script or "–"})]
