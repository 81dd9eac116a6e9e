"""Timers, messages, signals, errors, sub-processes, called processes, services."""

from __future__ import annotations

from datetime import timedelta

import pytest

from runner.connectors.desk import MockDesk
from tests.helpers.graphs import A, error, event, loop, message, mock, signal, timer
from tests.unit.engine.driver import NOW, Driver

pytestmark = pytest.mark.parametrize("saving", [False, True], ids=["straight", "saved"])


def test_a_timer_waits_for_its_virtual_time(saving: bool) -> None:
    graph = A().start().node("intermediateCatchEvent", "T", event=timer("PT2H")).end().chain("S", "T", "E").graph()
    case = Driver(graph, saving=saving).start()
    assert case.wait(hours=1).status == "running"
    assert case.wait(hours=1).status == "completed"
    assert case.case.now == NOW + timedelta(hours=2)


def test_a_message_without_a_name_is_heard_by_who_waits_for_one_without_a_name(saving: bool) -> None:
    builder = A().start().fork("f").node("intermediateCatchEvent", "M", event=message(""))
    graph = builder.node("receiveTask", "N", event=message("paid")).chain("S", "f", "M").chain("f", "N").graph()
    case = Driver(graph, saving=saving).start()
    assert case.tell("")
    assert [position.element for position in case.case.positions()] == ["N"]
    assert not case.tell("")


@pytest.mark.parametrize(
    ("text", "kind", "hours"),
    [
        ("2026-03-02T12:00:00+08:00", "date", 3),
        ("2026-03-02T12:00:00", "date", 3),
        ("2026-03-03", "date", 15),
        ("P1M", "duration", 31 * 24),
        ('="PT" + string(h) + "H"', "duration", 5),
        ("=limit", "duration", 6),
    ],
)
def test_timer_texts_and_expressions_give_instants(saving: bool, text: str, kind: str, hours: int) -> None:
    graph = A().start().node("intermediateCatchEvent", "T", event=timer(text, kind)).chain("S", "T").graph()
    case = Driver(graph, saving=saving).start(h=5, limit="PT6H")
    assert case.case.due()[0].at == NOW + timedelta(hours=hours)


def test_an_unreadable_timer_is_an_incident_that_can_be_left_out(saving: bool) -> None:
    graph = A().start().node("intermediateCatchEvent", "T", event=timer("${x}")).end().chain("S", "T", "E").graph()
    case = Driver(graph, saving=saving).start()
    assert case.status == "incident"
    case.case.skip(case.open()[0].token)
    assert case.rest().status == "completed"


def reminded(definition, **more):  # type: ignore[no-untyped-def]
    return (
        A().start().user("A").end().user("X").boundary("B", "A", definition, **more)
        .chain("S", "A", "E").chain("B", "X").graph()
    )  # fmt: skip


def test_an_interrupting_timer_takes_the_step_away(saving: bool) -> None:
    case = Driver(reminded(timer("PT1H")), saving=saving).start()
    case.wait(hours=1)
    assert case.names() == ["X"]
    assert [e.element for e in case.log if e.kind == "cancelled"] == ["A"]
    assert case.do("X").status == "completed"
    assert "E" not in case.path


def test_a_timer_on_a_finished_step_does_not_fire(saving: bool) -> None:
    case = Driver(reminded(timer("PT1H")), saving=saving).start()
    assert case.do("A").status == "completed"


def test_a_reminder_leaves_the_step_open_and_outlives_it(saving: bool) -> None:
    case = Driver(reminded(timer("PT1H"), interrupting=False), saving=saving).start()
    case.wait(hours=1)
    assert case.names() == ["A", "X"]
    case.do("A")
    assert case.names() == ["X"]
    assert case.do("X").status == "completed"


def test_a_repeating_reminder_fires_as_often_as_it_says_and_in_order(saving: bool) -> None:
    case = Driver(reminded(timer("R3/PT4H", "cycle"), interrupting=False), saving=saving).start()
    case.wait(hours=100)
    assert case.names() == ["A", "X", "X", "X"]
    assert [e.at - NOW for e in case.log if e.element == "B" and e.kind == "fired"] == [
        timedelta(hours=hours) for hours in (4, 8, 12)
    ]
    case.do("A").do("X").do("X").do("X")
    assert case.status == "completed"


def test_a_year_of_daily_cycles_fires_365_times(saving: bool) -> None:
    graph = (
        A().start().user("A").node("scriptTask", "T", script={"lines": [{"name": "n", "value": "n + 1"}]})
        .boundary("B", "A", timer("R/P1D", "cycle"), interrupting=False).chain("S", "A").chain("B", "T").graph()
    )  # fmt: skip
    case = Driver(graph, saving=saving).start(n=0)
    case.wait(days=365)
    assert case.data["n"] == 365


def test_a_message_reaches_one_waiting_receiver(saving: bool) -> None:
    graph = (
        A().start().fork("f").node("intermediateCatchEvent", "M1", event=message("paid"))
        .node("receiveTask", "M2", event=message("paid")).chain("S", "f", "M1").chain("f", "M2").graph()
    )  # fmt: skip
    case = Driver(graph, saving=saving).start()
    assert case.tell("paid", amount=3)
    assert case.status == "running"
    assert case.data == {"amount": 3}
    assert not case.tell("other")
    assert case.tell("paid")
    assert case.status == "completed"
    assert not case.tell("paid")


def test_correlation_tells_receivers_apart(saving: bool) -> None:
    graph = A().start().node("receiveTask", "M", event=message("paid", no="number")).chain("S", "M").graph()
    case = Driver(graph, saving=saving).start(number="L-1")
    assert not case.tell("paid", correlation={"no": "L-2"})
    assert case.tell("paid", correlation={"no": "L-1"})
    assert case.status == "completed"


def test_a_message_boundary_fires_every_time(saving: bool) -> None:
    case = Driver(reminded(message("hurry"), interrupting=False), saving=saving).start()
    case.tell("hurry")
    case.tell("hurry")
    assert case.names() == ["A", "X", "X"]


def test_a_thrown_message_carries_only_what_is_mapped(saving: bool) -> None:
    service = {"inputs": [{"name": "amount", "value": "total + 1"}]}
    thrown = message("paid", no="number")
    graph = A().start().node("intermediateThrowEvent", "T", event=thrown, service=service).chain("S", "T").graph()
    case = Driver(graph, saving=saving).start(total=4, number="L-1", secret="x")
    sent = case.case.outbox[0]
    assert (sent.name, dict(sent.correlation), dict(sent.data)) == ("paid", {"no": "L-1"}, {"amount": 5})


def test_a_signal_reaches_everyone(saving: bool) -> None:
    graph = (
        A().start().fork("f").node("intermediateCatchEvent", "M1", event=signal("go"))
        .node("intermediateCatchEvent", "M2", event=signal("go")).chain("S", "f", "M1").chain("f", "M2").graph()
    )  # fmt: skip
    case = Driver(graph, saving=saving).start()
    assert case.tell("go", "signal")
    assert case.status == "completed"


def race():  # type: ignore[no-untyped-def]
    return (
        A().start().node("eventBasedGateway", "g").node("intermediateCatchEvent", "T1", event=timer("PT2H"))
        .node("intermediateCatchEvent", "T2", event=timer("PT1H")).node("receiveTask", "M", event=message("paid"))
        .user("A").user("B").user("C")
        .chain("S", "g", "T1", "A").chain("g", "T2", "B").chain("g", "M", "C").graph()
    )  # fmt: skip


def test_an_event_gateway_goes_with_the_earliest_timer(saving: bool) -> None:
    case = Driver(race(), saving=saving).start()
    assert case.wait(hours=9).names() == ["B"]
    assert case.path == ["S", "g", "T2", "B"]


def test_an_event_gateway_goes_with_the_message(saving: bool) -> None:
    case = Driver(race(), saving=saving).start()
    case.tell("paid", x=1)
    assert case.names() == ["C"]
    assert case.data == {"x": 1}
    assert not case.case.due()


def with_sub(inner_event=None, **more):  # type: ignore[no-untyped-def]
    return (
        A().start().sub("P", **more).start("S2").user("A").end("E2", event=inner_event).chain("S2", "A", "E2").up()
        .user("B").end().chain("S", "P", "B", "E")
    )  # fmt: skip


def test_a_sub_process_runs_inside_and_shares_the_variables(saving: bool) -> None:
    case = Driver(with_sub().graph(), saving=saving).start(x=1)
    assert case.names() == ["A"]
    case.do("A", x=2, y=3)
    assert case.names() == ["B"]
    assert case.data == {"x": 2, "y": 3}
    assert case.path == ["S", "P", "S2", "A", "E2", "B"]
    assert case.do("B").case.ends == ["E"]


def test_a_sub_process_without_start_event_begins_where_nothing_leads_to(saving: bool) -> None:
    graph = A().start().sub("P").user("A").user("B").chain("A", "B").up().end().chain("S", "P", "E").graph()
    case = Driver(graph, saving=saving).start()
    assert case.names() == ["A"]
    assert case.do("A").do("B").status == "completed"


def test_an_empty_sub_process_is_passed(saving: bool) -> None:
    graph = A().start().sub("P").up().end().chain("S", "P", "E").graph()
    assert Driver(graph, saving=saving).start().status == "completed"


def test_an_error_end_is_caught_on_the_border_of_the_sub_process(saving: bool) -> None:
    builder = with_sub(error("broke")).user("X").user("Y")
    builder.boundary("BX", "P", error("broke")).boundary("BY", "P", error()).chain("BX", "X").chain("BY", "Y")
    case = Driver(builder.graph(), saving=saving).start()
    case.do("A")
    assert case.names() == ["X"]
    assert case.data["errorCode"] == "broke"
    assert len(case.case.scopes()) == 1


def test_an_error_border_without_code_catches_all(saving: bool) -> None:
    builder = with_sub(error("other")).user("Y").boundary("BY", "P", error()).chain("BY", "Y")
    assert Driver(builder.graph(), saving=saving).start().do("A").names() == ["Y"]


def test_an_uncaught_error_ends_the_case_and_says_so(saving: bool) -> None:
    graph = (
        A().start().fork("f").user("A").user("B").end("E", event=error("x"))
        .chain("S", "f", "A", "E").chain("f", "B").graph()
    )  # fmt: skip
    case = Driver(graph, saving=saving).start().do("A")
    assert case.status == "completed"
    assert case.case.outcome == "error"
    assert case.case.ends == ["E"]


def test_a_timer_on_the_border_of_a_sub_process_takes_all_of_it_away(saving: bool) -> None:
    builder = with_sub().user("X").boundary("BX", "P", timer("PT1H")).chain("BX", "X")
    case = Driver(builder.graph(), saving=saving).start().wait(hours=1)
    assert case.names() == ["X"]
    assert len(case.case.scopes()) == 1
    assert case.do("X").status == "completed"


def test_terminate_ends_its_own_scope_only(saving: bool) -> None:
    graph = (
        A().start().sub("P").start("S2").fork("f").user("A").user("B").end("E2", event=event("terminate"))
        .chain("S2", "f", "A", "E2").chain("f", "B").up().user("C").chain("S", "P", "C").graph()
    )  # fmt: skip
    case = Driver(graph, saving=saving).start()
    assert case.do("A").names() == ["C"]


def test_terminate_ends_the_case_with_everything_in_it(saving: bool) -> None:
    graph = (
        A().start().fork("f").user("A").end("E", event=event("terminate")).chain("S", "f", "A", "E")
        .sub("P").user("B").up().chain("f", "P").graph()
    )  # fmt: skip
    case = Driver(graph, saving=saving).start().do("A")
    assert case.status == "completed"
    assert case.case.ends == ["E"]


def called(**more):  # type: ignore[no-untyped-def]
    outer = A().start().node("callActivity", "K", called="inner", **more).user("B").chain("S", "K", "B").graph()
    inner = A("inner").start("S2").user("A").end("E2").chain("S2", "A", "E2").graph()
    return outer, inner


def test_a_called_process_takes_and_gives_all_variables(saving: bool) -> None:
    case = Driver(*called(), saving=saving).start(x=1)
    assert [(item.element, item.process) for item in case.open()] == [("A", "inner")]
    case.do("A", y=2)
    assert case.names() == ["B"]
    assert case.data == {"x": 1, "y": 2}


def test_a_called_process_takes_and_gives_only_what_is_mapped(saving: bool) -> None:
    mapping = {"inputs": [{"name": "a", "value": "x + 1"}], "outputs": [{"name": "z", "value": "a + b"}]}
    case = Driver(*called(service=mapping), saving=saving).start(x=1)
    case.do("A", b=5)
    assert case.data == {"x": 1, "z": 7}


def test_a_called_process_that_is_not_at_hand_is_answered_by_the_tester(saving: bool) -> None:
    case = Driver(called()[0], saving=saving).start()
    assert case.open()[0].kind == "call"
    assert case.do("K", y=1).names() == ["B"]


def test_a_process_that_calls_itself_without_end_is_an_incident(saving: bool) -> None:
    graph = A("p").start().node("callActivity", "K", called="p").chain("S", "K").graph()
    case = Driver(graph, saving=saving).start()
    assert case.status == "incident"


def service(definition, **more):  # type: ignore[no-untyped-def]
    return A().start().node("serviceTask", "T", service=definition, **more).end().chain("S", "T", "E")


def test_a_service_answers_from_its_mock_at_once(saving: bool) -> None:
    case = Driver(service(mock("{ok: true, n: x + 1}")).graph(), saving=saving).start(x=1)
    assert case.status == "completed"
    assert case.data == {"x": 1, "ok": True, "n": 2}


def test_a_service_with_delay_answers_only_when_time_passes(saving: bool) -> None:
    definition = mock('{no: "R-" + code}', "PT2S", inputs=[{"name": "code", "value": "x"}],
                      outputs=[{"name": "number", "value": "result.no"}])  # fmt: skip
    case = Driver(service(definition).graph(), saving=saving).start(x="7")
    assert case.status == "running"
    assert not case.open()
    case.wait(seconds=2)
    assert case.status == "completed"
    assert case.data == {"x": "7", "number": "R-7"}


def test_a_service_without_mock_is_answered_by_the_tester(saving: bool) -> None:
    case = Driver(service(None).graph(), saving=saving).start()
    assert case.open()[0].kind == "service"
    assert case.do("T", ok=True).status == "completed"


def test_a_failing_service_is_an_incident_with_retry(saving: bool) -> None:
    desk = MockDesk({"T": [{"failure": "down"}]})
    case = Driver(service(None).graph(), saving=saving, desk=desk).start()
    assert case.open()[0].data["params"]["cause"] == "down"
    desk.given = {"T": [{"result": {"ok": 1}}]}
    case.case.retry(case.open()[0].token)
    assert case.rest().status == "completed"
    assert case.data == {"ok": 1}


def test_a_failing_service_is_caught_on_its_border(saving: bool) -> None:
    builder = service(mock(failure_rate=1)).user("X").boundary("B", "T", error()).chain("B", "X")
    case = Driver(builder.graph(), saving=saving).start()
    assert case.names() == ["X"]
    assert case.status == "running"


def test_parallel_runs_for_each_entry_of_a_list(saving: bool) -> None:
    graph = (
        A().start().user("A", loop=loop("parallel", collection="people", item="person")).user("B")
        .chain("S", "A", "B").graph()
    )  # fmt: skip
    case = Driver(graph, saving=saving).start(people=["x", "y", "z"])
    assert case.names() == ["A", "A", "A"]
    token = case.case.find(case.open()[1].token)
    assert case.case.data.visible(token)["person"] == "y"
    case.do("A").do("A").do("A")
    assert case.names() == ["B"]
    assert case.path == ["S", "A", "B"]


def test_the_completion_condition_ends_the_other_runs(saving: bool) -> None:
    each = loop("parallel", cardinality="3", completion="nrOfCompletedInstances >= 2")
    case = Driver(A().start().user("A", loop=each).user("B").chain("S", "A", "B").graph(), saving=saving).start()
    assert case.do("A").names() == ["A", "A"]
    assert case.do("A").names() == ["B"]


def test_sequential_runs_come_one_after_the_other(saving: bool) -> None:
    graph = A().start().user("A", loop=loop("sequential", cardinality="2")).user("B").chain("S", "A", "B").graph()
    case = Driver(graph, saving=saving).start()
    assert case.names() == ["A"]
    assert case.do("A").names() == ["A"]
    assert case.do("A").names() == ["B"]


def test_an_empty_list_runs_nothing(saving: bool) -> None:
    graph = A().start().user("A", loop=loop("parallel", collection="[]")).user("B").chain("S", "A", "B").graph()
    assert Driver(graph, saving=saving).start().names() == ["B"]


def test_a_standard_loop_runs_while_its_condition_holds(saving: bool) -> None:
    graph = A().start().user("A", loop=loop("standard", condition="n < 3")).user("B").chain("S", "A", "B").graph()
    case = Driver(graph, saving=saving).start(n=0)
    case.do("A", n=1).do("A", n=3)
    assert case.names() == ["B"]


@pytest.mark.parametrize("kind", ["parallel", "sequential"])
@pytest.mark.parametrize("trigger", [timer("PT1H"), message("stop")])
@pytest.mark.parametrize("call", [False, True])
def test_an_interrupted_loop_of_sub_processes_leaves_nothing_behind(
    saving: bool, kind: str, trigger, call: bool  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    builder = A().start()
    each = loop(kind, cardinality="3")
    if call:
        builder.node("callActivity", "P", called="inner", loop=each)
    else:
        builder.sub("P", loop=each).user("A").up()
    builder.user("X").boundary("B", "P", trigger).chain("S", "P").chain("B", "X")
    inner = A("inner").user("A").graph()
    case = Driver(builder.graph(), inner, saving=saving).start()
    assert len(case.names()) == (3 if kind == "parallel" else 1)
    case.tell("stop")
    case.wait(hours=1)
    assert case.names() == ["X"]
    assert len(case.case.scopes()) == 1
    assert case.do("X").status == "completed"


@pytest.mark.parametrize("interrupting", [True, False])
@pytest.mark.parametrize("trigger", [timer("PT1H"), message("stop")])
def test_an_event_sub_process_takes_over_or_runs_beside(saving: bool, interrupting: bool, trigger) -> None:  # type: ignore[no-untyped-def]
    builder = A().start().user("A").chain("S", "A").sub("V", event_sub_process=True)
    builder.start("VS", event=trigger, interrupting=interrupting).user("X").chain("VS", "X").up()
    case = Driver(builder.graph(), saving=saving).start()
    assert case.names() == ["A"]
    case.tell("stop")
    case.wait(hours=1)
    assert case.names() == (["X"] if interrupting else ["A", "X"])
    while case.open():
        case.do(case.names()[0])
    assert case.status == "completed"


def test_an_event_sub_process_catches_an_error_of_its_scope(saving: bool) -> None:
    builder = A().start().user("A").user("B").end("E", event=error("x")).fork("f")
    builder.chain("S", "f", "A", "E").chain("f", "B").sub("V", event_sub_process=True)
    builder.start("VS", event=error("x")).user("X").chain("VS", "X").up()
    case = Driver(builder.graph(), saving=saving).start().do("A")
    assert case.names() == ["X"]


def test_an_escalation_is_heard_on_the_border_without_stopping_the_work(saving: bool) -> None:
    builder = with_sub(event("escalation", code="late")).user("X")
    builder.boundary("BX", "P", event("escalation", code="late"), interrupting=False).chain("BX", "X")
    case = Driver(builder.graph(), saving=saving).start().do("A")
    assert case.names() == ["B", "X"]


def test_a_link_goes_on_at_the_link_of_the_same_name(saving: bool) -> None:
    graph = (
        A().start().node("intermediateThrowEvent", "L1", event=event("link", name="a"))
        .node("intermediateCatchEvent", "L2", event=event("link", name="a")).user("A")
        .chain("S", "L1").chain("L2", "A").graph()
    )  # fmt: skip
    case = Driver(graph, saving=saving).start()
    assert case.path == ["S", "L1", "L2", "A"]


def test_a_conditional_event_fires_when_its_condition_becomes_true(saving: bool) -> None:
    condition = event("conditional", condition={"text": "n > 2"})
    graph = A().start().fork("f").user("A").node("intermediateCatchEvent", "C", event=condition).user("B")
    case = Driver(graph.chain("S", "f", "A").chain("f", "C", "B").graph(), saving=saving).start(n=0)
    assert case.names() == ["A"]
    assert case.do("A", n=3).names() == ["B"]


def test_moving_back_takes_downstream_tokens_away_and_asks_the_starter(saving: bool) -> None:
    graph = A().start().user("A").fork("f").user("B").user("C").chain("S", "A", "f", "B").chain("f", "C").graph()
    case = Driver(graph, saving=saving).start(x=1).do("A")
    case.case.moves.to(case.case.moves.outermost("S"), hold=True)
    case.rest()
    assert [(item.element, item.kind) for item in case.open()] == [("S", "start")]
    case.do("S", x=2)
    assert case.names() == ["A"]
    assert case.data == {"x": 2}


def test_moving_back_inside_one_branch_leaves_the_other_alone(saving: bool) -> None:
    graph = A().start().fork("f").user("B").user("B2").user("C").chain("S", "f", "B", "B2").chain("f", "C").graph()
    case = Driver(graph, saving=saving).start().do("B")
    case.case.moves.to(case.case.moves.outermost("B"), hold=True)
    assert case.rest().names() == ["B", "C"]


def test_two_runs_with_one_key_are_equal_to_the_byte(saving: bool) -> None:
    from runner.engine.snapshot import save

    def once() -> object:
        case = Driver(race(), saving=saving).start()
        case.wait(hours=1)
        return save(case.case), [(e.kind, e.element, e.token, e.at) for e in case.log]

    assert once() == once()
