"""Who will have a case, before it is sent: what is foreseen is what then happens, if everybody agrees."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from runner.approvals.path import PathStep, path_of
from runner.organization.handler import Handler
from runner.organization.model import Organization, User
from runner.organization.resolver import CaseFacts
from tests.helpers.graphs import A
from tests.unit.service.test_hand_over import running

PEOPLE = Organization(users=[User(id=name, name=name) for name in ("zhang", "li", "wang", "sun", "zhao")])


def foreseen(process: A, **values: object) -> list[PathStep]:
    return list(path_of(process.graph(), PEOPLE, CaseFacts(starter="zhang", data=values), "S"))


def told(process: A, **values: object) -> str:
    """The way in a line: `A=li B=wang? E`: B perhaps."""
    words = []
    for step in foreseen(process, **values):
        people = "/".join(",".join(one) for one in step.plan.rounds) if step.plan is not None else ""
        words.append(step.node.id + (f"={people}" if people else "") + ("" if step.sure else "?"))
    return " ".join(words)


def by_amount() -> A:
    """A head, above 5,000 the executive, then the cashier."""
    return (
        A().start("S").approve("Head", "user:li").xor("X", default="X_Pay").approve("Boss", "user:wang")
        .user("Pay", "user:sun").end("E").chain("S", "Head", "X").flow("X", "Boss", "amount > 5000").flow("X", "Pay")
        .chain("Boss", "Pay", "E")
    )  # fmt: skip


def test_what_the_form_says_decides_where_it_can() -> None:
    assert told(by_amount(), amount=6200) == "Head=li Boss=wang Pay=sun E"
    assert told(by_amount(), amount=100) == "Head=li Pay=sun E"


def test_what_nobody_knows_yet_stays_open_and_what_comes_anyway_is_sure() -> None:
    steps = {step.node.id: step for step in foreseen(by_amount())}
    assert told(by_amount()) == "Head=li Boss=wang? Pay=sun E"
    assert [flow.id for flow in steps["Boss"].after] == ["X_Boss"]


def test_branches_beside_each_other_all_come() -> None:
    process = (
        A().start("S").fork("P").approve("Law", "user:li").approve("Money", "user:wang").fork("J").end("E")
        .chain("S", "P", "Law", "J", "E").chain("P", "Money", "J")
    )  # fmt: skip
    assert told(process) == "Law=li Money=wang E"


def test_everybody_agrees_so_the_way_back_is_not_taken_and_who_agreed_is_not_asked_again() -> None:
    process = (
        A().start("S").approve("Head", "user:li").xor("X", default="X_Again")
        .approve("Next", handler=Handler(strategy="user", params={"who": "user:li user:wang"}, distinct="instance"))
        .end("E").chain("S", "Head", "X").flow("X", "Next", 'verdict = "agree"').flow("X", "Head", flow_id="X_Again")
        .chain("Next", "E")
    )  # fmt: skip
    assert told(process) == "Head=li Next=wang E"


def test_steps_inside_a_sub_process_are_named_too() -> None:
    process = (
        A().start("S").sub("Sub").start("SI").approve("In", "user:li").end("EI").chain("SI", "In", "EI").up()
        .user("After", "user:wang").end("E").chain("S", "Sub", "After", "E")
    )  # fmt: skip
    assert told(process) == "In=li After=wang E"


def test_a_way_that_may_come_back_says_so() -> None:
    process = (
        A().start("S").user("Ask", "user:zhang").xor("X").end("E").chain("S", "Ask", "X")
        .flow("X", "Ask", "again").flow("X", "E", "not(again)")
    )  # fmt: skip
    steps = {step.node.id: step for step in foreseen(process)}
    assert steps["Ask"].returns and steps["Ask"].sure and not steps["E"].returns


class Making:
    """A process of random blocks in each other: steps, conditions on `n`, branches beside each other."""

    def __init__(self) -> None:
        self.process, self.count = A().start("S"), 0

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def block(self, shape: object, before: str) -> str:
        """Put a block behind a node; the node behind which it goes on."""
        if isinstance(shape, str):
            own = self.name("T")
            rule = Handler(strategy="user", params={"who": f"user:{shape}"}, distinct="instance")
            self.process.approve(own, handler=rule).flow(before, own)
            return own
        assert isinstance(shape, tuple)
        kind, limit, one, other = shape
        fork, join = self.name("F"), self.name("J")
        if kind == "beside":
            self.process.fork(fork).fork(join)
        else:
            self.process.xor(fork, default=f"{fork}-else").xor(join)
        self.process.flow(before, fork)
        for number, inside in enumerate((one, other)):
            entry = self.name("M")
            self.process.user(entry, "user:sun")
            if kind == "beside":
                self.process.flow(fork, entry)
            else:
                self.process.flow(
                    fork, entry, f"n > {limit}" if not number else None, f"{fork}-{'else' if number else 1}"
                )
            last = entry
            for item in inside:
                last = self.block(item, last)
            self.process.flow(last, join)
        return join


steps = st.sampled_from(["li", "wang", "zhao"])
blocks = st.recursive(
    steps,
    lambda inner: st.tuples(
        st.sampled_from(["either", "beside"]),
        st.integers(0, 9),
        st.lists(inner, max_size=2),
        st.lists(inner, max_size=2),
    ),
    max_leaves=5,
)


@settings(max_examples=25, deadline=None)
@given(st.lists(blocks, min_size=1, max_size=3), st.integers(0, 9))
def test_what_is_foreseen_is_what_happens(shapes: list[object], n: int) -> None:
    making = Making()
    last = "S"
    for shape in shapes:
        last = making.block(shape, last)
    making.process.end("E").flow(last, "E")
    before = Counter(
        (step.node.id, one)
        for step in path_of(making.process.graph(), PEOPLE, CaseFacts(starter="zhang", data={"n": n}), "S")
        if step.plan is not None
        for round_ in step.plan.rounds
        for one in round_
    )
    done: Counter[tuple[str, str]] = Counter()
    with running(making.process) as (service, model):
        case = service.start(model, "zhang", {"n": n})
        while service.case(case).status == "running":
            tasks = service.open_tasks(case)
            assert tasks
            first = tasks[0]
            done[first.element, first.user or ""] += 1
            service.complete(first.task, first.user or "", verdict="agree" if first.element.startswith("T") else None)
        found = service.path(model, "zhang", {"n": n})
    beside = any("beside" in str(shape) for shape in shapes)
    if beside:  # who agrees first on branches beside each other is chance; the steps of people are the same
        assert {own for own, _one in done} <= {step.element for step in found}
    else:
        assert done == before


def test_how_many_have_to_agree_and_who_gets_a_copy_is_foreseen() -> None:
    two = Handler(strategy="user", params={"who": "user:li user:wang user:sun"})
    process = A().start("S").approve("T", vote="percent", handler=two, policy={"threshold": "2/3"})
    process.user("F", "user:zhao", copy_to=["starter", "field:boss", "user:sun", "field:nobody"])
    process.end("E").chain("S", "T", "F", "E")
    with running(process) as (service, model):
        first, second, _end = service.path(model, "zhang", {"boss": {"id": "chen"}})
        assert (first.vote, first.threshold, first.copies) == ("percent", "2/3", [])
        assert second.copies == ["zhang", "chen", "sun"]
        case = service.start(model, "zhang", {"boss": {"id": "chen"}})
        for user in ("li", "wang"):
            task = next(one for one in service.open_tasks(case) if one.user == user)
            service.complete(task.task, user, {}, "agree")
        service.complete(service.open_tasks(case)[0].task, "zhao", {})
        line = next(line for line in service.history(case) if line.kind == "copied")
        assert line.payload["to"] == second.copies, "as it was foreseen"
