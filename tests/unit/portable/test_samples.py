"""The sample processes in plain BPMN: each of their process tests is played in both and ends alike."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from modeler.compile.bundle import compile_process
from modeler.compile.graph import compile_graph
from modeler.document.io import document_from_bytes
from modeler.document.workspace import open_workspace
from modeler.portable.expand import Expanded, expand
from runner.bundle.bundle import Bundle
from runner.pilot.case_file import ProcessTest, Step, read_test
from runner.pilot.replay import run_answers
from runner.protocol.values import CaseView, TaskSummary
from runner.service import Service
from runner.service.people import person_of

OFFICE = Path(__file__).parents[3] / "resources" / "samples" / "office"
STRAIGHT_BACK = ("contract-returned-sign", "contract-returned-text", "expense-direct")
"""Where a case comes straight back to whoever returned it: a plain file says that it runs through all steps again."""


def is_played(path: Path) -> bool:
    """Whether a process test does nothing but what a plain file has: acts of an engine are not in it."""
    test = json.loads(path.read_text("utf-8"))
    acts = {step.get("operation") for step in test["given"]["steps"]}
    return acts <= {None, "return"} and path.stem not in STRAIGHT_BACK


CASES = [path for path in sorted((OFFICE / "cases").glob("*.json")) if is_played(path)]
SAID = ("_result", "_verdict", "_people", "_votes")


@cache
def both(process: str) -> tuple[Bundle, Bundle, Expanded]:
    """The bundle of a sample, that of its plain file and of those that it calls, and what became of the first. What a
    call gives and takes is bound anew."""
    workspace = open_workspace(OFFICE)
    try:
        bundle = compile_process(workspace.open_process(OFFICE / process), workspace).bundle
        assert bundle is not None
        sources = {graph.source: graph.process for graph in bundle.graphs.values()}
        found = {file: expand(workspace.open_process(OFFICE / file), placed=False) for file in sources}
    finally:
        workspace.close()
    graphs = {}
    for file, own in sources.items():
        plain = compile_graph(document_from_bytes(found[file].data, file), own)
        assert not plain.problems
        services = {node.id: node.service for node in bundle.graphs[own].nodes if node.kind == "callActivity"}
        nodes = [
            node.model_copy(update={"service": services.get(node.id, node.service)}) for node in plain.graph.nodes
        ]
        graphs[own] = plain.graph.model_copy(update={"nodes": nodes})
    return bundle, Bundle(entry=bundle.entry, sources={}, graphs=graphs), found[process]


class Twice:
    """A process test, played in the sample and in its plain file."""

    def __init__(self, test: ProcessTest, lists: Mapping[str, list[str]]) -> None:
        self.bundle, self.plain, self.expanded = both(test.process)
        given = test.given
        who = person_of(given.start.who)
        self.one, self.other = Service(clock=given.clock), Service(clock=given.clock)
        self.case = self.one.start(
            self.one.deploy(self.bundle), who, given.start.data, given.start.at, services=given.services,
            seed=given.seed, department=given.start.department, choices=given.start.choices or None,
        )  # fmt: skip
        self.known = {node.id for graph in self.bundle.graphs.values() for node in graph.nodes}
        self.there = {node.id for node in self.plain.graph.nodes}
        named = {f"{own}_people": people for own, people in lists.items()}
        model = self.other.deploy(self.plain)
        self.copy = self.other.start(model, who, {**self._values(), "starter": who, **named})
        self.machines()

    def close(self) -> None:
        self.one.close()
        self.other.close()

    def view(self) -> tuple[CaseView, CaseView]:
        return self.one.case(self.case), self.other.case(self.copy)

    def _values(self) -> dict[str, Any]:
        """What the case has by now, but for what was said."""
        values = self.one.case(self.case).variables
        return {name: value for name, value in values.items() if name != "verdict" and not name.endswith(SAID)}

    def machines(self) -> None:
        """Let the machines of the plain case answer what those of the other one did."""
        while task := next((one for one in self.other.open_tasks(self.copy) if one.kind == "service"), None):
            mine, theirs = (self.visits(view, plain=bool(place)) for place, view in enumerate(self.view()))
            failed = next(
                (node for node in self.bundle.graph.nodes
                 if node.attached_to == task.element and mine[node.id] > theirs[node.id]), None
            )  # fmt: skip
            if failed is not None:
                self.other.answer(task.task, "error", failed.event.code if failed.event else None)
            elif mine[task.element] and self._stands(task.element):
                return  # it has not answered there either
            else:
                self.other.answer(task.task, "answer", self._values())
        self._who_has_agreed()

    def _who_has_agreed(self) -> None:
        """A step that nobody is asked twice for passed by itself; the plain case asks, and gets the same answer."""
        mine, theirs = (self.visits(view, plain=bool(place)) for place, view in enumerate(self.view()))
        open_here = {one.element for one in self.one.open_tasks(self.case)}
        for task in self.other.open_tasks(self.copy):
            own = self.expanded.stands_for.get(task.element, task.element)
            if task.kind == "work" and own in self.known - open_here and mine[own] == theirs[own]:
                said = self.one.case(self.case).variables[f"{own}_verdict"]
                self.other.complete(task.task, task.user or "chen", {**self._values(), f"{own}_verdict": said})
                self.machines()
                return

    def _stands(self, element: str) -> bool:
        return any(token.element == element for token in self.one.case(self.case).tokens)

    def do(self, step: Step) -> None:
        if step.advance is not None:
            self.one.advance(step.advance)
            self.other.advance(self.one.case(self.case).clock)
        else:
            self._act(step)
        self.machines()

    def _act(self, step: Step) -> None:
        element = step.complete or step.task or ""
        user = person_of(step.who or step.for_ or "")
        seats = [one for one in self.one.open_tasks(self.case) if one.element == element]
        task = next((one for one in seats if one.user in (user, None)), seats[0])
        plain = self._plain_task(element, user)
        verdict = step.verdict
        if step.operation == "return":
            verdict = "return"
            self.one.operate("return", task.task, user, **(step.model_extra or {}))
        else:
            self.one.complete(task.task, user, step.data, step.verdict, step.opinion or "–", step.choices or None)
        said = {f"{element}_verdict": verdict} if verdict is not None else {}
        self.other.complete(plain.task, user, {**self._values(), **said})

    def _plain_task(self, element: str, user: str) -> TaskSummary:
        again = [mine for mine, theirs in self.expanded.stands_for.items() if theirs == element]
        found = [one for one in self.other.open_tasks(self.copy) if one.element in (element, *again)]
        if f"{element}_round" in self.there:
            return next(one for one in found if self.other.task(one.task).values[f"{element}_person"] == user)
        return found[0]

    def visits(self, view: CaseView, *, plain: bool) -> Counter[str]:
        found: Counter[str] = Counter()
        for visit in view.path:
            own = self.expanded.stands_for.get(visit.element, visit.element) if plain else visit.element
            if plain and f"{own}_begin" in self.there:
                continue
            own = own.removesuffix("_begin") if plain and own not in self.known else own
            found.update([own] if own in self.known else ())
        return found

    def check(self) -> None:
        one, other = self.view()
        assert self.visits(one, plain=False) == self.visits(other, plain=True)
        assert one.status == other.status
        assert (one.outcome == "rejected") == any(own.endswith(("_rejected", "_ended")) for own in other.end)
        for name in one.variables:
            if name == "verdict" or name.endswith(("_result", "_verdict")):
                assert other.variables.get(name) == one.variables[name], name


def asked(test: ProcessTest, folder: Path) -> dict[str, list[str]]:
    """Whom the steps of a process test ask, as its log says: what a plain case has to bring along."""
    bundle, _plain, _found = both(test.process)
    url = str(folder / "first.sqlite")
    assert run_answers(bundle, test, store=url).ok
    lists: dict[str, list[str]] = {}
    service = Service(url)
    try:
        for case in service.cases():
            for line in service.history(case.case):
                if line.kind == "opened" and line.element in {node.id for node in bundle.graph.nodes if node.handler}:
                    known = lists.setdefault(line.element, [])
                    known += [person for person in line.payload["to"] if person not in known]
    finally:
        service.close()
    return lists


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_process_test_of_the_samples_ends_alike_in_plain_bpmn(path: Path, tmp_path: Path) -> None:
    test = read_test(json.loads(path.read_text("utf-8")), path.name)
    twice = Twice(test, asked(test, tmp_path))
    try:
        for step in test.given.steps:
            twice.do(step)
        twice.check()
    finally:
        twice.close()


@pytest.mark.parametrize(("process", "left_out"), [("contract", {"direct", "called"}), ("expense", {"direct"})])
def test_what_is_left_out_here_is_said_to_be_weaker(process: str, left_out: set[str]) -> None:
    report = both(f"processes/{process}.bpmn")[2].report
    assert left_out <= {line.kind.code for line in report if line.fate == "weaker"}
