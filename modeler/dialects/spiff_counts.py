"""Loops whose runs add up, for SpiffWorkflow: there no run sees what another one has written, but all of them see the
data objects of the process.

What is carried on from run to run gets a data object beside its variable. The script that begins the count writes it;
the script inside reads it first and writes it last.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lxml import etree

from modeler.bpmn import names
from modeler.dialects.sheet import Sheet
from runner.approvals.verdicts import names_in
from runner.bundle.graph import Graph, Node
from runner.core.values import dataclass

_BETWEEN = ("exclusiveGateway", "inclusiveGateway", "parallelGateway")


@dataclass(frozen=True)
class Count:
    """A loop that adds up: the scripts that begin it, the script inside, the variables that are carried on, and the
    variable of what is gone through (empty: none)."""

    loop: str
    begins: tuple[str, ...]
    inside: str
    carried: tuple[str, ...]
    item: str

    def shared(self, variable: str) -> str:
        """The data object beside a variable."""
        return re.sub(r"\W", "_", f"{self.loop}_{variable}")


def adding_up(graph: Graph, scope: str) -> list[Node]:
    """The scripts in a sub-process that go on from what was written before."""
    return [node for node in graph.nodes if node.scope == scope and node.script is not None and _carried(node)]


def count_of(graph: Graph, loop: Node) -> Count | None:
    """How a loop that adds up is counted; None where that cannot be said.

    It needs one script inside, last in its run, and a script on every way to it that begins the count.
    """
    inside = [node for node in graph.nodes if node.scope == loop.id and node.script is not None]
    if len(inside) != 1 or loop.loop is None or loop.loop.output:
        return None
    (script,) = inside
    nodes, flows = {node.id: node for node in graph.nodes}, {flow.id: flow for flow in graph.flows}
    if any(nodes[flows[one].target].kind != "endEvent" for one in script.outgoing if one in flows):
        return None
    carried = _carried(script)
    begins: dict[str, None] = {}
    todo, seen = list(loop.incoming), set[str]()
    while todo:
        flow = flows.get(todo.pop())
        if flow is None or flow.id in seen:
            continue
        seen.add(flow.id)
        node = nodes[flow.source]
        if node.script is not None and {line.name for line in node.script.lines} & set(carried):
            begins[node.id] = None
        elif node.kind in _BETWEEN:
            todo += node.incoming
        else:
            return None
    if not begins:
        return None
    return Count(loop.id, tuple(begins), script.id, tuple(carried), loop.loop.item or "")


def _carried(node: Node) -> list[str]:
    """The variables that a script reads before it writes them, in its order."""
    lines = node.script.lines if node.script is not None and node.script.language == "feel" else []
    own, written, found = {line.name for line in lines}, set[str](), dict[str, None]()
    for line in lines:
        found.update(dict.fromkeys(name for name in sorted(names_in(line.value)) if name in own - written))
        written.add(line.name)
    return list(found)


def begin_lines(count: Count, written: Sequence[str]) -> list[str]:
    """What is added behind the script that begins a count; `written`: the variables that it writes."""
    lines = []
    for name in count.carried:
        if name in written:
            lines.append(f"{count.shared(name)} = {name}")
        else:  # of a case in which nobody has written it yet
            lines += ["try:", f"    {count.shared(name)} = {name}", "except NameError:"]
            lines.append(f"    {count.shared(name)} = None")
    return lines


def lines_inside(count: Count, lines: Sequence[str]) -> list[str]:
    """The script inside, with what the runs before it have written. What was gone through is let go: the engine takes
    no variable of that name beside it."""
    before = [f"{name} = {count.shared(name)}" for name in count.carried]
    after = [f"{count.shared(name)} = {name}" for name in count.carried]
    return [*before, *lines, *after, *([f"del {count.item}"] if count.item else [])]


def declare_objects(sheet: Sheet, process: etree._Element, counts: Mapping[str, Count]) -> None:
    """Put the data objects of all counts into a process, and let their scripts read and write them."""
    for count in counts.values():
        for variable in count.carried:
            own = count.shared(variable)
            etree.SubElement(process, names.q("dataObject"), id=own)
            etree.SubElement(process, names.q("dataObjectReference"), id=f"{own}_ref", dataObjectRef=own)
        for script in (*count.begins, count.inside):
            element = sheet.element(script)
            if element is not None:
                _associate(element, count, reads=script == count.inside)


def _associate(element: etree._Element, count: Count, *, reads: bool) -> None:
    place = next((at for at, child in enumerate(element) if names.bpmn_local(child.tag) == "script"), len(element))
    own = element.get("id") or ""
    made: list[tuple[str, tuple[tuple[str, str], ...]]] = []
    for variable in count.carried if reads else ():
        target = f"{own}_{variable}_in"
        holder = etree.Element(names.q("property"), id=target, name="__targetRef_placeholder")
        element.insert(place, holder)
        place += 1
        made.append(("dataInputAssociation", (("sourceRef", f"{count.shared(variable)}_ref"), ("targetRef", target))))
    made += [
        ("dataOutputAssociation", (("targetRef", f"{count.shared(variable)}_ref"),)) for variable in count.carried
    ]
    for number, (kind, ends) in enumerate(made):
        holder = etree.Element(names.q(kind), id=f"{own}_{count.loop}_{number}")
        for local, text in ends:
            etree.SubElement(holder, names.q(local)).text = text
        element.insert(place, holder)
        place += 1
