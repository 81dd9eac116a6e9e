"""The way of a case is foreseen through what nobody does: decisions, scripts, called processes, links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.approvals import forecast
from runner.approvals.forecast import Around
from runner.approvals.path import PathStep, path_of
from runner.bundle.graph import Mapping, Service
from runner.engine.decisions import DecisionFiles
from runner.organization.model import Organization, User
from runner.organization.resolver import CaseFacts
from runner.service import Service as Runner
from tests.helpers.decisions import decision, dmn, literal
from tests.helpers.graphs import A, event, loop, script
from tests.helpers.office import CLOCK, office
from tests.helpers.sample_office import bundle as sample

PEOPLE = Organization(users=[User(id=name, name=name) for name in ("zhang", "li", "wang", "sun", "zhao")])
ASK = {"ref": "level", "result": "n"}
LEVEL = decision("level", "Level", literal("if amount > 5000 then 2 else 1"))


def foreseen(process: A, *others: A, decisions: bytes | None = None, **values: object) -> list[PathStep]:
    graphs = {one.process: one.graph() for one in (process, *others)}
    around = Around(graphs, DecisionFiles({"d": decisions or dmn(LEVEL)}))
    return list(path_of(process.graph(), PEOPLE, CaseFacts(starter="zhang", data=values), "S", around))


def told(process: A, *others: A, decisions: bytes | None = None, **values: object) -> str:
    """The way in a line, a question mark behind what may not come."""
    steps = foreseen(process, *others, decisions=decisions, **values)
    return " ".join(step.node.id + ("" if step.sure else "?") for step in steps)


def by_level() -> A:
    """A decision says whether the boss is asked."""
    return (
        A().start("S").node("businessRuleTask", "D", decision=ASK).xor("X", default="X_Pay")
        .approve("Boss", "user:wang").user("Pay", "user:sun").end("E").chain("S", "D", "X")
        .flow("X", "Boss", "n = 2").flow("X", "Pay").chain("Boss", "Pay", "E")
    )  # fmt: skip


def test_a_decision_is_asked_with_what_the_form_says() -> None:
    assert told(by_level(), amount=6000) == "Boss Pay E"
    assert told(by_level(), amount=100) == "Pay E"


def test_what_a_decision_is_not_told_leaves_both_ways_with_their_reasons() -> None:
    assert told(by_level()) == "Boss? Pay E"
    steps = {step.node.id: step for step in foreseen(by_level())}
    assert [flow.id for flow in steps["Boss"].after] == ["X_Boss"]


def test_what_was_decided_before_is_forgotten_where_it_cannot_be_decided_again() -> None:
    assert told(by_level(), n=1) == "Boss? Pay E"


def test_a_decision_that_two_files_hold_is_not_asked() -> None:
    files = {"a": dmn(LEVEL, namespace="urn:a"), "b": dmn(LEVEL, namespace="urn:b")}
    around = Around({}, DecisionFiles(files))
    steps = path_of(by_level().graph(), PEOPLE, CaseFacts(starter="zhang", data={"amount": 1}), "S", around)
    assert [(step.node.id, step.sure) for step in steps] == [("Boss", False), ("Pay", True), ("E", True)]


def test_a_script_is_worked_out_and_what_a_system_answers_is_not_known() -> None:
    process = by_level()
    process.nodes[1] = process.nodes[1].model_copy(
        update={
            "kind": "scriptTask",
            "decision": None,
            "script": script(half="amount / 2", n="if half > 9 then 2 else 1"),
        }
    )
    assert told(process, amount=20) == "Boss Pay E"
    assert told(process, amount=18) == "Pay E"
    answer = Service(outputs=[Mapping(name="n", value="result.level")])
    process.nodes[1] = process.nodes[1].model_copy(update={"kind": "serviceTask", "script": None, "service": answer})
    assert told(process, n=2) == "Boss? Pay E"


def test_what_is_decided_on_a_way_that_may_not_come_is_not_known_behind_it() -> None:
    process = (
        A().start("S").xor("X", default="X_M").node("scriptTask", "W", script=script(n="2")).xor("M").xor("Y", "Y_E")
        .approve("Boss", "user:wang").end("E").chain("S", "X").flow("X", "W", "asked").flow("X", "M").flow("W", "M")
        .chain("M", "Y").flow("Y", "Boss", "n = 2").flow("Y", "E").flow("Boss", "E")
    )  # fmt: skip
    assert told(process, n=1) == "Boss? E"
    assert told(process, n=1, asked=True) == "Boss E"
    assert told(process, n=1, asked=False) == "E"


def test_what_is_decided_on_a_branch_is_known_where_the_branches_meet() -> None:
    process = (
        A().start("S").fork("F").node("businessRuleTask", "D", decision=ASK)
        .user("Other", "user:li").fork("J").xor("X", default="X_E").approve("Boss", "user:wang").end("E")
        .chain("S", "F", "D", "J", "X").chain("F", "Other", "J").flow("X", "Boss", "n = 2").flow("X", "E")
        .flow("Boss", "E")
    )  # fmt: skip
    assert told(process, amount=6000, n=1) == "Other Boss E"
    assert told(process, amount=6, n=2) == "Other E"


def test_what_is_decided_in_a_sub_process_is_known_behind_it() -> None:
    process = (
        A().start("S").sub("Sub").start("SI").node("businessRuleTask", "D", decision=ASK)
        .end("EI").chain("SI", "D", "EI").up().xor("X", default="X_E").approve("Boss", "user:wang").end("E")
        .chain("S", "Sub", "X").flow("X", "Boss", "n = 2").flow("X", "E").flow("Boss", "E")
    )  # fmt: skip
    assert told(process, amount=6000) == "Boss E"
    assert told(process, amount=6) == "E"


def calling(**more: Any) -> A:
    """A process that calls another one, and asks what it gave."""
    return (
        A("outer").start("S").node("callActivity", "Call", called="inner", **more).xor("X", default="X_E")
        .approve("Boss", "user:wang").end("E").chain("S", "Call", "X").flow("X", "Boss", "n = 2").flow("X", "E")
        .flow("Boss", "E")
    )  # fmt: skip


def inner() -> A:
    return (
        A("inner").start("SI").approve("In", "user:li")
        .node("businessRuleTask", "D", decision=ASK).end("EI").chain("SI", "In", "D", "EI")
    )  # fmt: skip


def test_the_way_goes_through_a_called_process_and_comes_back_with_what_it_gives() -> None:
    assert told(calling(), inner(), amount=6000) == "Call In Boss E"
    assert told(calling(), inner(), amount=6) == "Call In E"
    steps = {step.node.id: step for step in foreseen(calling(), inner(), amount=6)}
    assert [one.id for one in steps["In"].calls] == ["Call"]
    assert steps["E"].calls == ()


def test_a_called_process_sees_what_it_is_told_and_gives_what_is_taken() -> None:
    told_less = Service(
        inputs=[Mapping(name="amount", value="total * 2")], outputs=[Mapping(name="n", value="n + 0")]
    )
    assert told(calling(service=told_less), inner(), total=3000, amount=1) == "Call In Boss E"
    assert told(calling(service=told_less), inner(), total=2000, amount=9000) == "Call In E"
    assert told(calling(service=told_less), inner(), n=2) == "Call In Boss? E"


def test_a_called_process_that_is_not_waited_for_or_not_there_is_one_step() -> None:
    apart = Service(params={"waits": "no"})
    assert told(calling(service=apart), inner(), amount=6000, n=1) == "Call E"
    gives = Service(outputs=[Mapping(name="n", value="n")])
    assert told(calling(service=gives), amount=6000, n=1) == "Call Boss? E"


def test_processes_that_call_each_other_are_followed_once() -> None:
    back = A("inner").start("SI").approve("In", "user:li").node("callActivity", "Back", called="outer").end("EI")
    assert told(calling(), back.chain("SI", "In", "Back", "EI"), amount=1, n=1) == "Call In Back E"


def test_the_item_of_a_called_process_that_runs_for_many_is_not_known() -> None:
    many = calling(loop=loop("parallel", collection="amounts", item="amount"))
    assert told(many, inner(), amount=6000) == "Call In Boss? E"


def test_the_way_jumps_over_links() -> None:
    process = (
        A().start("S").node("intermediateThrowEvent", "Away", event=event("link", name="1")).chain("S", "Away")
        .node("intermediateCatchEvent", "Here", event=event("link", name="1")).approve("Boss", "user:wang").end("E")
        .chain("Here", "Boss", "E")
    )  # fmt: skip
    assert told(process) == "Boss E"


@pytest.mark.parametrize(
    ("condition", "given", "way"),
    [
        ('days > 3 or kind = "sick"', {"days": 5}, "Boss E"),
        ('days > 3 or kind = "sick"', {"days": 1}, "Boss? E"),
        ('days > 3 and kind = "sick"', {"days": 1}, "E"),
        ('days > 3 and (kind = "sick" or urgent)', {"days": 5, "urgent": True}, "Boss E"),
        ('not(days > 3 or kind = "sick")', {"days": 5}, "Boss? E"),
    ],
)
def test_a_condition_is_known_as_soon_as_nothing_unknown_can_change_it(
    condition: str, given: dict[str, object], way: str
) -> None:
    process = (
        A().start("S").xor("X", default="X_E").approve("Boss", "user:wang").end("E").chain("S", "X")
        .flow("X", "Boss", condition).flow("X", "E").flow("Boss", "E")
    )  # fmt: skip
    assert told(process, **given) == way


def test_what_costs_too_much_is_not_known_and_nothing_more_is_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    heavy = "count(for a in 1..2000, b in 1..2000 return a * b) + amount"
    asked: list[str] = []
    foretold = forecast.foretold

    def noted(files: Any, use: Any, *more: Any) -> Any:
        asked.append(use.ref)
        return foretold(files, use, *more)

    monkeypatch.setattr(forecast, "foretold", noted)
    process = (
        A().start("S").node("businessRuleTask", "D1", decision={"ref": "heavy", "result": "n"})
        .node("businessRuleTask", "D2", decision={"ref": "level", "result": "m"}).xor("X", default="X_E")
        .approve("Boss", "user:wang").end("E").chain("S", "D1", "D2", "X").flow("X", "Boss", "m = 2").flow("X", "E")
        .flow("Boss", "E")
    )  # fmt: skip
    decisions = dmn(LEVEL, decision("heavy", "Heavy", literal(heavy)))
    assert told(process, decisions=decisions, amount=6000) == "Boss? E"
    assert asked == ["heavy"]


# -- what is foreseen is what happens ------------------------------------------------------------------------------


@contextmanager
def running(process: A, *others: A) -> Iterator[tuple[Runner, str]]:
    service = Runner(clock=CLOCK)
    graphs = [one.graph() for one in others]
    try:
        yield (
            service,
            service.deploy(process.bundle(organization=office(), others=graphs, decisions={"d": dmn(LEVEL)})),
        )
    finally:
        service.close()


class Making:
    """A process of decisions, each with a gateway behind it; some in sub-processes, some in processes it calls."""

    def __init__(self, process: str = "p") -> None:
        self.process, self.count, self.called = A(process).start("S"), 0, list[A]()

    def decided(self, before: str, value: str, who: str) -> str:
        own, self.count = str(self.count), self.count + 1
        use = {"ref": "level", "result": f"n{own}"}
        item = Service(inputs=[Mapping(name="amount", value=value)])
        (
            self.process.node("businessRuleTask", f"D{own}", decision=use, service=item)
            .xor(f"X{own}", f"X{own}_J{own}").approve(f"T{own}", f"user:{who}").xor(f"J{own}")
            .chain(before, f"D{own}", f"X{own}")
            .flow(f"X{own}", f"T{own}", f"n{own} = 2").flow(f"X{own}", f"J{own}").flow(f"T{own}", f"J{own}")
        )  # fmt: skip
        return f"J{own}"

    def block(self, shape: tuple[str, int, str], before: str) -> str:
        kind, factor, who = shape
        own, self.count = str(self.count), self.count + 1
        if kind == "sub":
            self.process.sub(f"U{own}").start(f"US{own}")
            last = self.decided(f"US{own}", f"amount * {factor}", who)
            self.process.end(f"UE{own}").flow(last, f"UE{own}").up().flow(before, f"U{own}")
            return f"U{own}"
        if kind == "call":
            inside = Making(f"{self.process.process}{own}")
            inside.count = 100 + 10 * self.count
            last = inside.decided("S", f"amount * {factor}", who)
            inside.process.end("E").flow(last, "E")
            self.called.append(inside.process)
            self.process.node("callActivity", f"C{own}", called=inside.process.process).flow(before, f"C{own}")
            return f"C{own}"
        return self.decided(before, f"amount * {factor}", who)


shapes = st.lists(
    st.tuples(st.sampled_from(["plain", "sub", "call"]), st.integers(0, 3), st.sampled_from(["li", "wang", "zhao"])),
    min_size=1,
    max_size=4,
)


@settings(max_examples=20, deadline=None)
@given(shapes, st.integers(0, 9000))
def test_what_is_foreseen_is_what_happens(blocks: list[tuple[str, int, str]], amount: int) -> None:
    making, last = Making(), "S"
    for shape in blocks:
        last = making.block(shape, last)
    making.process.user("Last", "user:sun").end("E").chain(last, "Last", "E")
    with running(making.process, *making.called) as (service, model):
        lines = len(service.cases())
        steps = service.path(model, "zhang", {"amount": amount})
        assert len(service.cases()) == lines, "asking starts nothing"
        assert all(step.sure for step in steps)
        before = Counter((step.element, one) for step in steps for round_ in step.rounds for one in round_)
        case = service.start(model, "zhang", {"amount": amount})
        done: Counter[tuple[str, str]] = Counter()
        while service.case(case).status == "running":
            first = service.open_tasks(case)[0]
            done[first.element, first.user or ""] += 1
            service.complete(first.task, first.user or "", verdict=None if first.element == "Last" else "agree")
        assert done == before


# -- the samples ---------------------------------------------------------------------------------------------------


def leave(to: str) -> dict[str, Any]:
    return {"type": "personal", "period": {"from": "2026-03-09", "fromHalf": "am", "to": to, "toHalf": "pm"}}


def purchase(price: str, **more: Any) -> dict[str, Any]:
    lines = [{"item": "x", "quantity": 1, "price": price, "amount": price}]
    return {"kind": "goods", "lines": lines, "total": price, **more}


@pytest.mark.parametrize(
    ("name", "values", "way"),
    [
        ("leave", leave("2026-03-09"), "Task_head1=li"),
        ("leave", leave("2026-03-10"), "Task_head=li>chen"),
        ("leave", leave("2026-03-20"), "Task_head=li>chen Task_executive= Task_hr=wang"),
        ("purchase", purchase("1000.00"), "Task_head=li Task_buyer=tang,zhaowensheng"),
        (
            "purchase",
            purchase("20000.00", single=True),
            "Task_head=li Task_quotes=tang,zhaowensheng Task_spec=zhang Task_choose=he Task_sign=lin,li,gu "
            "Task_audit=xue Task_final=chen",
        ),
    ],
)
def test_leave_and_purchase_show_one_way_with_names(name: str, values: dict[str, Any], way: str) -> None:
    service = Runner(clock=CLOCK)
    try:
        steps = service.path(service.deploy(sample(name)), "zhang", values)
    finally:
        service.close()
    assert all(step.sure for step in steps)
    people = [step for step in steps if step.kind != "endEvent"]
    assert " ".join(f"{one.element}={'>'.join(','.join(r) for r in one.rounds)}" for one in people) == way
