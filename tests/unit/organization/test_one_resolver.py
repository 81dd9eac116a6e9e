"""Preview, test, simulation and runner ask one function who handles a step: there is no second way."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from modeler.lint.rules import handler_nobody
from modeler.organization.preview import PreviewStep, preview
from runner.approvals.later import asked_later
from runner.approvals.plan import plan_of
from runner.bundle.graph import Approval, Flow, Graph, Node
from runner.organization.case import Question, Rounds
from runner.organization.handler import Handler, read_handler
from runner.organization.resolver import CaseFacts, resolve
from runner.organization.strategies import STRATEGY
from runner.simulate.staff import Staff, rule_of
from tests.unit.organization.office import an_office

ROOT = Path(__file__).resolve().parents[3]
INNER = ("runner.organization.strategies", "runner.organization.heads", "runner.organization.matrix")
NOW = datetime(2026, 4, 6, 9, tzinfo=UTC)


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{item.name}" for item in node.names)
        elif isinstance(node, ast.Import):
            found.update(item.name for item in node.names)
    return found


def test_strategies_are_known_to_the_resolver_alone() -> None:
    allowed = {"runner.organization.matrix.APPROVERS", "runner.organization.matrix.approver_name"}  # only names
    for path in [*ROOT.glob("runner/**/*.py"), *ROOT.glob("modeler/**/*.py")]:
        if path.parent == ROOT / "runner" / "organization":
            continue
        named = {one for one in imports(path) if one.startswith(INNER)} - allowed - {"runner.organization.matrix"}
        named = {one for one in named if not one.startswith("runner.organization.matrix_checks")}
        assert not named, f"{path}: {named}"


def test_whoever_asks_hears_the_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another answer in the one table of strategies is the answer of everyone who asks."""

    def other(question: Question) -> Rounds:
        question.note("starter", person="sun")
        return [["sun"]]

    monkeypatch.setitem(STRATEGY, "role", other)  # type: ignore[arg-type]
    office = an_office()
    rule = read_handler({"strategy": "role", "who": "role:none"})
    case = CaseFacts("zhang", now=NOW)
    assert resolve(rule, office, case).people == ("sun",)
    node = Node(id="A", kind="userTask", handler=rule, approval=Approval())
    assert plan_of(node, office, case, chance="x").rounds == (("sun",),)
    staff = Staff(office, (("zhang", None),), NOW, UTC, pool_of={"sun": 0})
    step = rule_of(node, Graph(process="P", nodes=[node]))
    assert step is not None and staff.ask(step, staff.case_of(0.5), None, 0, "x").rounds == ((1, (("sun",),)),)
    groups = preview([PreviewStep("A", "A", rule)], office, NOW)
    assert {group.answers[0].people for group in groups} == {("sun",)}
    assert not handler_nobody._stops(rule, office, "zhang")
    graph = Graph(
        process="P",
        nodes=[Node(id="S", kind="userTask"), node],
        flows=[Flow(id="f", source="S", target="A")],
    )
    assert asked_later(graph, graph.node("S"), office, case) == ("sun",)


def test_who_is_certain_to_be_asked_further_on_is_looked_up_to_the_next_choice() -> None:
    def asks(key: str, who: str, **more: str) -> Node:
        handler = Handler(strategy="user", params={"who": who}, **more)  # type: ignore[arg-type]
        return Node(id=key, kind="userTask", handler=handler, approval=Approval())

    graph = Graph(
        process="P",
        nodes=[
            asks("A", "user:li user:gm", distinct="last"), Node(id="split", kind="parallelGateway"),
            asks("B", "user:li"), asks("C", "user:wang"), Node(id="or", kind="exclusiveGateway"),
            asks("D", "user:gm"), asks("E", "user:gm"),
        ],
        flows=[
            Flow(id="1", source="A", target="split"), Flow(id="2", source="split", target="B"),
            Flow(id="3", source="split", target="C"), Flow(id="4", source="B", target="or"),
            Flow(id="5", source="or", target="D"), Flow(id="6", source="or", target="E"),
        ],
    )  # fmt: skip
    case = CaseFacts("zhang", now=NOW)
    assert asked_later(graph, graph.node("A"), an_office(), case) == ("li", "wang")
    plan = plan_of(graph.node("A"), an_office(), case, chance="x", graph=graph)
    assert plan.rounds == (("gm",),)
