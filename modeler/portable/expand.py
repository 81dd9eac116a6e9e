"""A document whose approvals are plain BPMN: a new file, and what of the policies is weaker in it or not in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from modeler.bpmn import names
from modeler.compile.graph import compile_graph
from modeler.document.document import Document
from modeler.document.io import to_bytes
from modeler.portable.report import BY_CODE, Fate, Line, Reason, RefusedError
from modeler.portable.sending import Sending
from modeler.portable.settings import take_settings
from modeler.portable.sketch import Sketch
from modeler.portable.steps import Made, Steps
from modeler.portable.words import Words
from runner.approvals.verdicts import verdicts_of
from runner.core.problem import Severity
from runner.core.xml import read_xml, write_xml


@dataclass(frozen=True)
class Asked:
    """What a step of people takes and gives in the plain file: the variable with the list of who is asked (empty:
    anybody), the one that whoever does it sets (empty: nothing is decided), and the buttons to choose from, each with
    its result."""

    people: str
    verdict: str
    buttons: Mapping[str, str]


@dataclass(frozen=True)
class Expanded:
    """The bytes of the new file, the report, new element -> the one it stands for (the task where a starter sends a
    request again: its start event; the task where nobody is there: its step), and what each step of people asks."""

    data: bytes
    report: tuple[Line, ...]
    stands_for: Mapping[str, str]
    asked: Mapping[str, Asked]

    def of_fate(self, fate: Fate) -> tuple[Line, ...]:
        """The lines of one fate."""
        return tuple(line for line in self.report if line.fate is fate)


def expand(doc: Document, *, placed: bool = True) -> Expanded:
    """The same processes in plain BPMN 2.0: each approval with gateways, multi-instance, border events and scripts in
    FEEL, nothing of Slipway's own left. The ids of all elements stay; the document is not changed. The same document
    gives the same bytes. Without `placed` the new elements get no place in the drawing.

    What a case has to bring along, and what is weaker than the policy, says the report. Raises `RefusedError` with
    the elements and reasons where the outcome would be another one.
    """
    sketch = Sketch(read_xml(to_bytes(doc), doc.name).getroot())
    made = _Expansion(doc, sketch)
    made.run()
    if made.reasons:
        raise RefusedError(tuple(made.reasons))
    sketch.take_out_blocks()
    sketch.settle()
    data = write_xml(sketch.root)
    if placed:
        from modeler.portable.placing import place

        data = place(data, doc.name, [own for own in made.stands_for if own.endswith("_again")])
    return Expanded(data, tuple(made.report), made.stands_for, made.asked)


class _Expansion:
    def __init__(self, doc: Document, sketch: Sketch) -> None:
        self._doc, self._sketch = doc, sketch
        self.report: list[Line] = []
        self.reasons: list[Reason] = []
        self.stands_for: dict[str, str] = {}
        self.asked: dict[str, Asked] = {}

    def run(self) -> None:
        """All processes of the file, one after the other."""
        index = self._doc.index
        words = Words(node.name for node in index.nodes.values())
        approvals = False
        called = {
            names.reference(node.get("calledElement")) for node in self._sketch.root.iter(names.q("callActivity"))
        }
        for process in index.processes:
            result = compile_graph(self._doc, process)
            broken = [one for one in result.problems if one.severity is Severity.ERROR]
            self.reasons += [
                Reason("portable.broken", one.element or "", {"name": one.element or "", "cause": one.message})
                for one in broken
            ]
            if broken:
                continue
            graph = result.graph
            steps = Steps(self._sketch, graph, words, self.report, self.reasons)
            sending = Sending(steps, is_called=process in called)
            sending.wrap()
            for node in graph.nodes:
                steps.expand(node)
            steps.fill_lists()
            if self.reasons:
                continue
            sending.send()
            self.stands_for.update({**sending.stands_for, **steps.stands_for})
            self.asked.update({own: _asked(made) for own, made in steps.made.items()})
            self.report += take_settings(self._sketch, graph, words)
            approvals = approvals or any(node.approval is not None for node in graph.nodes)
        if approvals:
            self.report.append(Line(BY_CODE["operations"]))
        self.report[:] = self._sorted()

    def _sorted(self) -> Iterator[Line]:
        """In the order of the file, what concerns it as a whole last."""
        order = {own: place for place, own in enumerate(self._doc.index.in_order())}
        return iter(sorted(self.report, key=lambda line: order.get(line.element or "", len(order))))


def _asked(made: Made) -> Asked:
    buttons = {one.id: one.result for one in verdicts_of(made.node)}
    people = made.names.people if made.node.handler is not None else ""
    return Asked(people, made.names.verdict if buttons else "", buttons)
