"""Every row of the capability table runs on the engine; what has no row is refused with its element."""

from __future__ import annotations

import pytest

from runner.bundle.bundle import Bundle
from runner.bundle.capability import CAPABILITIES, Capability, unsupported
from runner.bundle.graph import EventDefinition, Expression, Graph, Loop
from runner.bundle.transfer import bundle_from_bytes, bundle_to_bytes
from runner.core.errors import RunError
from tests.helpers.graphs import A, error, event, loop, message, mock, signal, timer
from tests.unit.engine.driver import Driver

JUEL = Expression(text="${x.y()}", language="juel")

EVENTS = {
    "none": EventDefinition(),
    "message": message("m"),
    "signal": signal("s"),
    "timer": timer("PT1H"),
    "conditional": event("conditional", condition={"text": "ready"}),
    "error": error("x"),
    "escalation": event("escalation", code="x"),
    "link": event("link", name="l"),
    "terminate": event("terminate"),
}


def sample(row: Capability) -> Graph:
    """A process in which the node `N` of that row has to be visited."""
    what = EVENTS[row.event]
    builder = A()
    if row.kind == "startEvent" and row.inside:
        thrown = what if row.event in ("error", "escalation") else None
        builder.start().user("A").end("E", event=thrown).chain("S", "A", "E")
        builder.sub("V", event_sub_process=True).start("N", event=what).user("X").chain("N", "X").up()
    elif row.kind == "startEvent":
        builder.start("N", event=what).user("A").chain("N", "A")
    elif row.kind == "endEvent":
        builder.start().user("A").end("N", event=what).chain("S", "A", "N")
    elif row.kind == "boundaryEvent":
        thrown = what if row.event in ("error", "escalation") else None
        builder.start().sub("P").user("A").end("E2", event=thrown).chain("A", "E2").up()
        builder.boundary("N", "P", what).user("X").chain("S", "P").chain("N", "X")
    elif row.event == "link":
        other = "L" if row.kind == "intermediateThrowEvent" else "N"
        throw = "N" if other == "L" else "L"
        builder.start().node("intermediateThrowEvent", throw, event=what)
        builder.node("intermediateCatchEvent", other, event=what).user("A").chain("S", throw).chain(other, "A")
    elif row.kind == "eventBasedGateway":
        builder.start().node(row.kind, "N").node("receiveTask", "M", event=message("m")).chain("S", "N", "M")
    elif row.kind in ("subProcess", "transaction"):
        builder.start().node(row.kind, "N").user("B").chain("S", "N", "B")
        builder.scope = "N"
        builder.user("A")
    else:
        more = {"service": mock()} if row.kind in ("serviceTask", "businessRuleTask") else {}
        builder.start().node(row.kind, "N", event=what, **more).user("A").chain("S", "N", "A")
    return builder.graph()


@pytest.mark.parametrize("row", CAPABILITIES, ids=lambda row: f"{row.kind}-{row.event}{'-inside' * row.inside}")
@pytest.mark.parametrize("saving", [False, True], ids=["straight", "saved"])
def test_every_row_of_the_table_runs(row: Capability, saving: bool) -> None:
    graph = sample(row)
    assert unsupported(graph) == []
    case = Driver(graph, saving=saving).start(ready=False)
    seen = set()
    for _ in range(10):
        case.tell("m")
        case.tell("s", "signal")
        case.case.variables["ready"] = True
        case.wait(hours=1)
        if case.open():
            case.do(case.open()[0].element)
        seen |= {entry.element for entry in case.log if entry.kind in ("entered", "fired")}
    assert "N" in seen
    assert case.status == "completed"


@pytest.mark.parametrize(
    ("graph", "code"),
    [
        (A().start().node("complexGateway", "N").chain("S", "N").graph(), "capability.node"),
        (A().start().node("adHocSubProcess", "N").chain("S", "N").graph(), "capability.node"),
        (A().start("N", event=event("multiple")).graph(), "capability.event"),
        (A().start("N", event=error("x")).graph(), "capability.start"),
        (A().start().end("N", event=event("compensation")).graph(), "capability.compensation"),
        (A().start().end("N", event=event("cancel")).graph(), "capability.event"),
        (A().user("N", for_compensation=True).graph(), "capability.compensation"),
        (A().user("A").boundary("N", "A", event("cancel")).graph(), "capability.event"),
        (A().user("A").boundary("N", "A", event("none")).graph(), "capability.event"),
        (A().node("intermediateCatchEvent", "N", event=timer("R3/PT1H", "cycle")).graph(), "capability.cycle"),
        (A().node("eventBasedGateway", "N").user("A").chain("N", "A").graph(), "capability.event-gateway"),
        (A().sub("N", event_sub_process=True).start().up().graph(), "capability.event-sub-process"),
        (A().sub("N", event_sub_process=True).up().graph(), "capability.event-sub-process"),
        (A().start().node("boundaryEvent", "N", event=timer("PT1H")).graph(), "capability.no-host"),
        (A().start().boundary("N", "S", timer("PT1H")).graph(), "capability.no-host"),
        (A().node("intermediateCatchEvent", "N", event=event("conditional")).graph(), "capability.condition"),
        (A().user("A").boundary("N", "A", event("conditional", condition=JUEL)).graph(), "capability.condition"),
        (A().user("N", loop=loop("standard")).graph(), "capability.loop"),
        (A().user("N", loop=Loop(kind="standard", condition=JUEL)).graph(), "capability.loop"),
        (A().user("N", loop=Loop(kind="standard", condition=JUEL, maximum=3)).graph(), "capability.completion"),
        (A().user("N", loop=loop("parallel")).graph(), "capability.runs"),
        (A().user("N", loop=Loop(kind="sequential", collection=JUEL)).graph(), "capability.runs"),
        (A().user("N", loop=loop("parallel", cardinality="2", behavior="one")).graph(), "capability.behavior"),
        (
            A().user("N", loop=loop("parallel", cardinality="2").model_copy(update={"completion": JUEL})).graph(),
            "capability.completion",
        ),
        (A().sub("N").start("S1").start("S2").up().graph(), "capability.several-starts"),
        (A().sub("P").start("N", event=message("m")).up().graph(), "capability.start-inside"),
        (
            A().start().node("eventBasedGateway", "N").node("receiveTask", "R").chain("N", "R").graph(),
            "capability.no-way-in",
        ),
        (A().start().node("intermediateThrowEvent", "N", event=event("link", name="l")).graph(), "capability.link"),
        (A().start().sub("P").user("A").up().flow("S", "A", flow_id="N").graph(), "capability.across"),
    ],
)
def test_what_cannot_run_is_refused_with_element_and_reason(graph: Graph, code: str) -> None:
    found = unsupported(graph)
    assert [(problem.code, problem.element) for problem in found] == [(code, "N")]
    assert "N" in found[0].message


DRAWN = [
    A().start().node("intermediateCatchEvent", "N", event=event("conditional")).chain("S", "N"),
    A().start().user("N", loop=loop("standard")).chain("S", "N"),
    A().start().user("N", loop=Loop(kind="parallel", collection=JUEL, completion=JUEL)).chain("S", "N"),
    A().start().sub("P").start("N", event=message("m")).user("A").chain("N", "A").up().chain("S", "P"),
]


@pytest.mark.parametrize("builder", DRAWN)
@pytest.mark.parametrize("saving", [False, True], ids=["straight", "saved"])
def test_what_a_drawing_leaves_open_is_tried_out_by_hand(builder: A, saving: bool) -> None:
    builder.more = {"drawing": True}
    graph = builder.graph()
    assert unsupported(graph) == []
    case = Driver(graph, saving=saving).start()
    assert "N" in case.path
    (waiting,) = case.open()
    assert case.do(waiting.element).status == "completed"


def test_of_several_places_to_begin_one_has_to_be_named() -> None:
    graph = A().start("S1").start("S2").user("A").user("B").chain("S1", "A").chain("S2", "B").graph()
    case = Driver(graph)
    with pytest.raises(RunError) as refused:
        case.start()
    assert refused.value.code == "run.several-starts"
    assert case.start("S2").names() == ["B"]


def test_a_bundle_travels_as_json_unchanged() -> None:
    graph = sample(Capability("boundaryEvent", "timer"))
    bundle = Bundle("p", {"processes/p.bpmn": b"<x/>"}, {"p": graph}, decisions={"d": b"\x00\xff"})
    again = bundle_from_bytes(bundle_to_bytes(bundle))
    assert again == bundle
    assert again.hash == bundle.hash
