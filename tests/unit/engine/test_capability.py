"""Every row of the capability table runs on the engine; what has no row is refused with its element."""

from __future__ import annotations

import pytest

from runner.bundle.bundle import Bundle
from runner.bundle.capability import CAPABILITIES, Capability, unsupported
from runner.bundle.graph import AdHoc, EventDefinition, Expression, Graph, Loop
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
    "compensation": event("compensation"),
    "cancel": event("cancel"),
    "multiple": event("multiple", parts=[message("m"), timer("PT9H")]),
    "parallelMultiple": event("parallelMultiple", parts=[message("m"), timer("PT1H")]),
}
THROWN = event("multiple", parts=[message("m"), signal("s")])


def undone(row: Capability) -> Graph:
    """The same for what undoes something."""
    names = {name: name for name in ("endEvent", "boundaryEvent", "intermediateThrowEvent", "startEvent")}
    names[row.kind] = "N"
    builder = A().start()
    if row.event == "cancel":
        builder.node("transaction", "P").user("X").boundary(names["boundaryEvent"], "P", event("cancel"))
        builder.chain("S", "P").chain(names["boundaryEvent"], "X")
        builder.scope = "P"
        builder.user("A").user("H", for_compensation=True).boundary("B", "A", event("compensation", ref="H"))
        return builder.end(names["endEvent"], event=event("cancel")).chain("A", names["endEvent"]).graph()
    thrower = row.kind if row.kind in ("endEvent", "intermediateThrowEvent") else "endEvent"
    name = names[thrower]
    if row.kind == "startEvent":
        builder.sub("P").user("A").sub("V", event_sub_process=True).start("N", event=event("compensation"))
        builder.user("H").chain("N", "H").up().up().node(thrower, name, event=event("compensation"))
        builder.user("C", for_compensation=True)
        builder.scope = "P"
        builder.user("C", for_compensation=True).boundary("B", "A", event("compensation", ref="C"))
        builder.nodes = [node for node in builder.nodes if not (node.id == "C" and node.scope is None)]
        return builder.chain("S", "P", name).graph()
    builder.user("A").user("H", for_compensation=True)
    builder.boundary(names["boundaryEvent"], "A", event("compensation", ref="H"))
    return builder.node(thrower, name, event=event("compensation")).chain("S", "A", name).graph()


def sample(row: Capability) -> Graph:
    """A process in which the node `N` of that row has to be visited."""
    what = EVENTS[row.event]
    if row.event == "multiple" and row.kind in ("endEvent", "intermediateThrowEvent"):
        what = THROWN
    builder = A()
    if row.event in ("compensation", "cancel"):
        return undone(row)
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
    elif row.kind in ("subProcess", "transaction", "adHocSubProcess"):
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
            step = case.open()[0]
            case.pick(step.element, *step.options) if step.kind == "pick" else case.do(step.element)
        seen |= {entry.element for entry in case.log if entry.kind in ("entered", "fired")}
    # what undoes a step is no place that a token comes to: its handler is
    assert ("H" if row == Capability("boundaryEvent", "compensation") else "N") in seen
    assert case.status == "completed"


@pytest.mark.parametrize(
    ("graph", "code"),
    [
        (
            A().node("complexGateway", "N").user("A").user("B").chain("A", "N").chain("B", "N").graph(),
            "capability.activation",
        ),
        (A().node("complexGateway", "N").user("A").flow("N", "A", "waitingForStart").graph(), "capability.reset"),
        (A().start().node("adHocSubProcess", "N", ad_hoc=AdHoc(completion=JUEL)).graph(), "capability.completion"),
        (A().start("N", event=event("multiple")).graph(), "capability.parts"),
        (A().start("N", event=EVENTS["parallelMultiple"]).graph(), "capability.start"),
        (A().start("N", event=event("multiple", parts=[message("m"), error("x")])).graph(), "capability.event"),
        (A().start("N", event=error("x")).graph(), "capability.start"),
        (A().user("A").boundary("N", "A", event("none")).graph(), "capability.event"),
        (A().node("eventBasedGateway", "N").user("A").chain("N", "A").graph(), "capability.event-gateway"),
        (A().sub("N", event_sub_process=True).start().up().graph(), "capability.event-sub-process"),
        (A().start().end("N", event=event("cancel")).graph(), "capability.no-transaction"),
        (A().user("A").boundary("N", "A", event("cancel")).graph(), "capability.no-transaction"),
        (A().user("N", for_compensation=True).graph(), "capability.loose-handler"),
        (A().user("A").boundary("N", "A", event("compensation")).graph(), "capability.no-handler"),
        (A().start().end("N", event=event("compensation", waits=False)).graph(), "capability.compensation-waits"),
        (
            A().sub("P").user("A").up().end("N", event=event("compensation", ref="A")).graph(),
            "capability.compensation-target",
        ),
        (
            A().sub("V", event_sub_process=True).start("N", event=event("compensation")).up().graph(),
            "capability.compensation-place",
        ),
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
