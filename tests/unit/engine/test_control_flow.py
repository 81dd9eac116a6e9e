"""Sequence, gateways, loops and steps by hand."""

from __future__ import annotations

import pytest

from runner.core.errors import RunError
from tests.helpers.graphs import A, mock, script
from tests.unit.engine.driver import Driver

pytestmark = pytest.mark.parametrize("saving", [False, True], ids=["straight", "saved"])


def test_a_sequence_of_steps_runs_in_order(saving: bool) -> None:
    graph = A().start().user("A").user("B").end().chain("S", "A", "B", "E").graph()
    case = Driver(graph, saving=saving).start(x=1)
    assert case.names() == ["A"]
    case.do("A", y=2)
    assert case.names() == ["B"]
    case.do("B")
    assert case.status == "completed"
    assert case.path == ["S", "A", "B", "E"]
    assert case.case.ends == ["E"]
    assert case.data == {"x": 1, "y": 2}


def test_missing_start_and_end_events_are_no_hindrance(saving: bool) -> None:
    case = Driver(A().user("A").user("B").chain("A", "B").graph(), saving=saving).start()
    case.do("A").do("B")
    assert case.status == "completed"
    assert case.path == ["A", "B"]


def days(default: str | None = "g_B") -> A:
    return (
        A().start().xor("g", default).user("A").user("B").end()
        .flow("S", "g").flow("g", "A", "days > 3").flow("g", "B").chain("A", "E").chain("B", "E")
    )  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), [(4, "A"), (3, "B")])
def test_an_exclusive_gateway_takes_the_flow_whose_condition_holds(saving: bool, value: int, expected: str) -> None:
    case = Driver(days().graph(), saving=saving).start(days=value)
    assert case.names() == [expected]
    assert [e.element for e in case.log if e.kind == "flow"] == ["S_g", f"g_{expected}"]


def test_a_single_flow_without_condition_is_the_default(saving: bool) -> None:
    case = Driver(days(default=None).graph(), saving=saving).start(days=1)
    assert case.names() == ["B"]


def test_history_says_why_a_gateway_went_on_as_it_did(saving: bool) -> None:
    graph = (
        A().start().xor("g", "g_C").user("A").user("B").user("C").flow("S", "g")
        .flow("g", "A", "days > 3 and sum(rows) > 0").flow("g", "B", "urgent").flow("g", "C").graph()
    )  # fmt: skip

    def why(**data: object) -> dict[str, object]:
        case = Driver(graph, saving=saving).start(**data)
        (told,) = [dict(entry.data) for entry in case.log if entry.kind == "flow" and entry.element != "S_g"]
        return told

    here: dict[str, object] = {"process": graph.process}
    assert why(days=4, rows=[1]) == {
        **here, "condition": "days > 3 and sum(rows) > 0", "values": {"days": 4},
    }  # fmt: skip
    assert why(days=1, urgent=True) == {**here, "condition": "urgent", "values": {"urgent": True}}
    assert why(days=1) == {**here, "condition": None, "values": {"days": 1, "rows": None, "urgent": None}}


def test_flows_without_readable_condition_are_picked_by_the_tester(saving: bool) -> None:
    graph = A().start().xor("g").user("A").user("B").flow("S", "g").flow("g", "A").flow("g", "B").graph()
    case = Driver(graph, saving=saving).start()
    assert [(item.element, item.kind, item.options) for item in case.open()] == [("g", "pick", ("g_A", "g_B"))]
    for wrong in ([], ["S_g"], ["g_A", "g_B"]):
        with pytest.raises(RunError):
            case.case.choose(case.open()[0].token, wrong)
    case.pick("g", "g_B")
    assert case.names() == ["B"]


def test_a_foreign_condition_is_picked_by_the_tester(saving: bool) -> None:
    graph = (
        A().start().xor("g", "g_B").user("A").user("B")
        .flow("S", "g").flow("g", "A", "${x > 1}", language="juel").flow("g", "B").graph()
    )  # fmt: skip
    case = Driver(graph, saving=saving).start(x=2)
    assert case.open()[0].kind == "pick"


def test_no_fitting_flow_is_an_incident_that_the_tester_resolves(saving: bool) -> None:
    graph = (
        A().start().xor("g").user("A").user("B").end()
        .flow("S", "g").flow("g", "A", "x > 1").flow("g", "B", "x < 1").graph()
    )  # fmt: skip
    case = Driver(graph, saving=saving).start(x=1)
    assert case.status == "incident"
    assert case.open()[0].data["code"] == "run.no-flow"
    case.case.retry(case.open()[0].token, {"x": 5})
    assert case.rest().names() == ["A"]
    assert case.status == "running"


@pytest.mark.parametrize(("answer", "told"), [(None, ["null"]), ("yes", ["string"]), (False, [])])
def test_a_condition_that_is_neither_true_nor_false_is_told_in_the_history(
    saving: bool, answer: object, told: list[str]
) -> None:
    graph = (
        A().start().xor("g", "g_B").user("A").user("B")
        .flow("S", "g").flow("g", "A", "approved").flow("g", "B").graph()
    )  # fmt: skip
    case = Driver(graph, saving=saving).start(approved=answer)
    assert case.names() == ["B"]
    warnings = [(entry.element, entry.data) for entry in case.log if entry.kind == "warning"]
    assert [element for element, _ in warnings] == ["g"] * len(told)
    for (_, data), kind in zip(warnings, told, strict=True):
        assert data["text"] == "approved"
        assert kind in data["cause"]


def test_parallel_branches_meet_again(saving: bool) -> None:
    graph = (
        A().start().fork("f").user("A").user("B").fork("j").user("C").end()
        .chain("S", "f", "A", "j").chain("f", "B", "j", "C", "E").graph()
    )  # fmt: skip
    case = Driver(graph, saving=saving).start()
    assert case.names() == ["A", "B"]
    case.do("B", b=1)
    assert case.names() == ["A"]
    case.do("A", a=1)
    assert case.names() == ["C"]
    case.do("C")
    assert case.status == "completed"
    assert case.path.count("j") == 1
    assert case.data == {"a": 1, "b": 1}


def test_two_flows_from_one_gateway_into_a_join_are_two_tokens(saving: bool) -> None:
    graph = A().start().fork("f").fork("j").end().chain("S", "f", "j").flow("f", "j").chain("j", "E").graph()
    case = Driver(graph, saving=saving).start()
    assert case.status == "completed"
    assert case.path == ["S", "f", "j", "E"]


def test_a_token_that_comes_twice_to_a_join_waits_for_the_next_round(saving: bool) -> None:
    graph = (
        A().start().fork("f").user("A").xor("m").user("B").fork("j").user("C")
        .chain("S", "f", "A", "m", "j").flow("f", "m").chain("f", "B", "j", "C").graph()
    )  # fmt: skip
    case = Driver(graph, saving=saving).start()
    case.do("A").do("B")
    assert case.names() == ["C"]
    case.do("C")
    assert case.status == "incident"
    (held,) = case.open("j")
    assert (held.kind, held.data["code"]) == ("incident", "run.stuck")
    case.case.retry(held.token)
    assert case.rest().status == "incident"
    case.case.skip(case.open("j")[0].token)
    assert case.rest().names() == ["C"]
    assert case.do("C").status == "completed"


def test_an_inclusive_split_waits_for_exactly_what_it_started(saving: bool) -> None:
    graph = (
        A().start().node("inclusiveGateway", "o", default="o_C").user("A").user("B").user("C")
        .node("inclusiveGateway", "j").user("D")
        .flow("S", "o").flow("o", "A", "x > 1").flow("o", "B", "x > 2").flow("o", "C")
        .chain("A", "j").chain("B", "j").chain("C", "j", "D").graph()
    )  # fmt: skip
    both = Driver(graph, saving=saving).start(x=3)
    assert both.names() == ["A", "B"]
    assert both.do("B").names() == ["A"]
    assert both.do("A").names() == ["D"]
    assert Driver(graph, saving=saving).start(x=2).do("A").names() == ["D"]
    assert Driver(graph, saving=saving).start(x=0).names() == ["C"]


def test_several_flows_out_of_a_step_are_all_taken_and_conditions_count(saving: bool) -> None:
    graph = A().start().user("A").user("B").user("C").chain("S", "A", "B").flow("A", "C", "x = 1").graph()
    assert Driver(graph, saving=saving).start(x=1).do("A").names() == ["B", "C"]
    assert Driver(graph, saving=saving).start(x=2).do("A").names() == ["B"]


def test_a_loop_back_asks_again(saving: bool) -> None:
    graph = (
        A().start().user("A").xor("g", "g_E").end()
        .chain("S", "A", "g").flow("g", "A", "again").flow("g", "E").graph()
    )  # fmt: skip
    case = Driver(graph, saving=saving).start()
    case.do("A", again=True).do("A", again=True).do("A", again=False)
    assert case.status == "completed"
    assert case.path.count("A") == 3


def test_a_script_writes_all_its_lines_or_none(saving: bool) -> None:
    graph = (
        A().start().node("scriptTask", "T", script=script(total="price * 2", half="total / 4")).end()
        .chain("S", "T", "E").graph()
    )  # fmt: skip
    good = Driver(graph, saving=saving).start(price=10)
    assert good.data == {"price": 10, "total": 20, "half": 5}


def test_a_script_in_another_language_is_left_to_the_tester(saving: bool) -> None:
    foreign = {"language": "groovy", "text": "x = 1"}
    graph = A().start().node("scriptTask", "T", script=foreign).end().chain("S", "T", "E").graph()
    case = Driver(graph, saving=saving).start()
    assert case.open()[0].kind == "script"
    assert case.do("T", x=1).status == "completed"


def test_a_loop_of_many_passes_runs_to_its_end(saving: bool) -> None:
    graph = (
        A().start().xor("m").node("scriptTask", "T", script=script(n="n + 1")).xor("g", "g_E").end()
        .chain("S", "m", "T", "g").flow("g", "m", "n < 1500").flow("g", "E").graph()
    )  # fmt: skip
    case = Driver(graph, saving=saving).start(n=0)
    assert case.status == "completed"
    assert case.data == {"n": 1500}


def test_an_endless_loop_is_stopped_by_the_budget(saving: bool) -> None:
    graph = A().start().xor("m").node("serviceTask", "T", service=mock()).chain("S", "m", "T", "m").graph()
    case = Driver(graph, saving=saving)
    case.case.start()
    assert case.case.run(budget=500) == 500
    assert case.status == "budget"


def test_a_long_line_of_steps_needs_no_recursion(saving: bool) -> None:
    builder = A().start()
    names = [f"T{number}" for number in range(1200)]
    for name in names:
        builder.node("task" if name == "T1199" else "exclusiveGateway", name)
    case = Driver(builder.chain("S", *names).graph(), saving=saving).start()
    assert case.names() == ["T1199"]


@pytest.mark.parametrize("names", [("Start", "End", "Root"), ("(Start)", "Start", "case.EndJoin")])
def test_an_element_may_be_called_as_the_library_calls_its_own(saving: bool, names: tuple[str, str, str]) -> None:
    first, second, last = names
    graph = A().start(first).user(second).end(last).chain(first, second, last).graph()
    case = Driver(graph, saving=saving).start(x=1)
    case.do(second)
    assert case.status == "completed"
    assert case.path == [first, second, last]
