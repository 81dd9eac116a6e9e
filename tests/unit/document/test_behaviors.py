"""Consequences: one file each, one test each, with undo and redo to the byte."""

from __future__ import annotations

import pkgutil
import re
from pathlib import Path

from modeler.document import behaviors
from modeler.document.behaviors import BEHAVIORS
from modeler.document.commands import (
    add_node,
    append_node,
    connect,
    copy,
    move,
    paste,
    reconnect,
    remove,
    rename,
    replace,
    resize,
    set_extension,
    set_property,
)
from modeler.document.io import to_bytes
from modeler.geometry.shapes import Bounds
from tests.helpers.builders import an_approval
from tests.helpers.lawful import faults
from tests.helpers.steady import steady


def test_clear_default() -> None:
    doc = an_approval().document()
    with steady(doc):
        remove(doc, ["G_Yes"])
    assert doc.index.nodes["G"].default is None
    assert b"default" not in to_bytes(doc)


def test_clear_default_when_the_flow_starts_elsewhere() -> None:
    doc = an_approval().document()
    with steady(doc):
        reconnect(doc, "G_Yes", source="B")
    assert doc.index.nodes["G"].default is None
    assert not doc.index.flows["G_Yes"].is_default


def test_keep_ends() -> None:
    doc = an_approval().document()
    with steady(doc):
        own = connect(doc, "A", "G")
    assert to_bytes(doc).count(f">{own}<".encode()) == 2
    with steady(doc):
        remove(doc, [own])
    assert own.encode() not in to_bytes(doc)


def test_join_flows() -> None:
    doc = an_approval().document()
    with steady(doc):
        remove(doc, ["B"])
    assert (doc.index.flows["A_B"].source, doc.index.flows["A_B"].target) == ("A", "G")
    assert doc.index.flows["A_B"].waypoints == ((450, 200), (650, 200))
    assert "B_G" not in doc.index.flows


def test_join_flows_not_where_a_flow_is_there_already() -> None:
    doc = an_approval().with_flow("short", "A", "G").document()
    with steady(doc):
        remove(doc, ["B"])
    assert set(doc.index.nodes["G"].incoming) == {"short"}


def test_reroute_flows() -> None:
    doc = an_approval().document()
    with steady(doc):
        move(doc, ["B"], 0, 200)
    first, second = doc.index.flows["A_B"].waypoints, doc.index.flows["B_G"].waypoints
    assert first[0] == (450, 200) and first[-1][1] == 400
    assert second[0][1] == 400


def test_reroute_flows_carries_a_line_whose_ends_both_move() -> None:
    doc = an_approval().document()
    with steady(doc):
        move(doc, ["A", "B"], 10, 20)
    assert doc.index.flows["A_B"].waypoints == ((460, 220), (510, 220))


def test_carry_boundary_events() -> None:
    doc = an_approval().document()
    own = add_node(doc, "sub-process", (900, 600))
    event = add_node(doc, "boundary-event-timer", (900, 700), attach_to=own)
    with steady(doc):
        resize(doc, own, Bounds(725, 500, 500, 300))
    record = doc.index.nodes[event]
    assert record.bounds is not None and record.bounds.centre[1] == 800


def test_follow_lanes() -> None:
    doc = an_approval().with_lane("L1", "Start", "A").with_lane("L2", "B", "G", "Yes", "No").document()
    with steady(doc):
        move(doc, ["A"], 0, 200)
    assert doc.index.nodes["A"].lane == "L2"
    new = append_node(doc, "A", "user-task")
    assert doc.index.nodes[new].lane == "L2"


def test_drop_lane_places() -> None:
    doc = an_approval().with_lane("L1", "Start", "A").with_lane("L2", "B", "G", "Yes", "No").document()
    own = add_node(doc, "sub-process", (600, 390), home="L2")
    with steady(doc):
        move(doc, ["A"], 0, 0, home=own)
    assert doc.index.nodes["A"].lane is None
    assert b"<bpmn:flowNodeRef>A<" not in to_bytes(doc)


def test_drop_data_object() -> None:
    doc = an_approval().document()
    before = to_bytes(doc)
    own = add_node(doc, "data-object", (100, 500))
    assert b"<bpmn:dataObject " in to_bytes(doc)
    with steady(doc):
        remove(doc, [own])
    assert to_bytes(doc) == before


def test_drop_data_object_not_while_another_reference_is_there() -> None:
    doc = an_approval().document()
    own = add_node(doc, "data-object", (100, 500))
    (other,) = paste(doc, copy(doc, [own]), (200, 500))
    with steady(doc):
        remove(doc, [own])
    assert other in doc.index.nodes and b"<bpmn:dataObject " in to_bytes(doc)


def test_grow_container() -> None:
    doc = an_approval().document()
    own = add_node(doc, "sub-process", (900, 600))
    inner = append_node(doc, doc.index.children(own)[0].id, "user-task")
    with steady(doc):
        move(doc, [inner], 150, 0)
    outer, box = doc.index.nodes[own].bounds, doc.index.nodes[inner].bounds
    assert outer is not None and box is not None and outer.encloses(box)
    assert outer.right == box.right + 20


def test_grow_container_with_its_lanes() -> None:
    doc = an_approval().with_lane("L1", "Start", "A", "B").with_lane("L2", "G", "Yes", "No").document()
    pool = doc.index.nodes["Pool"].bounds
    assert pool is not None
    with steady(doc):
        move(doc, ["No"], 200, 0)
    grown = doc.index.nodes["Pool"].bounds
    assert grown is not None and grown.right > pool.right
    assert {doc.index.nodes[lane].bounds.right for lane in ("L1", "L2")} == {grown.right}  # type: ignore[union-attr]


def test_stretch_lanes() -> None:
    doc = an_approval().with_lane("L1", "Start", "A").with_lane("L2", "B").document()
    with steady(doc):
        resize(doc, "Pool", Bounds(100, 100, 1500, 600))
    bounds = doc.index.nodes["L2"].bounds
    assert bounds is not None and (bounds.right, bounds.bottom) == (1600, 700)


def test_drop_empty_extension() -> None:
    doc = an_approval().document()
    before = to_bytes(doc)
    set_extension(doc, "A", "form", {"ref": "x"})
    with steady(doc):
        set_extension(doc, "A", "form", None)
    assert to_bytes(doc) == before


def test_place_labels() -> None:
    doc = an_approval().document()
    with steady(doc):
        rename(doc, "G", "Long?")
    box, label = doc.index.nodes["G"].bounds, doc.index.nodes["G"].label_bounds
    assert box is not None and label is not None
    assert (label.centre[0], label.bottom, label.width, label.height) == (box.centre[0], box.y - 10, 90, 20)
    with steady(doc):
        rename(doc, "Yes", "Approved")
    box, label = doc.index.nodes["Yes"].bounds, doc.index.nodes["Yes"].label_bounds
    assert box is not None and label is not None
    assert (label.centre[0], label.y, label.width, label.height) == (box.centre[0], box.bottom + 10, 90, 20)


def test_place_labels_of_ends() -> None:
    doc = an_approval().document()
    task = add_node(doc, "user-task", (675, 420))
    with steady(doc):
        connect(doc, "G", task)
    box, label = doc.index.nodes["G"].bounds, doc.index.nodes["G"].label_bounds
    assert box is not None and label is not None
    assert label.y == box.bottom + 10


def test_place_labels_of_moved() -> None:
    doc = an_approval().document()
    with steady(doc):
        move(doc, ["No"], -150, 200)
    box, label = doc.index.nodes["G"].bounds, doc.index.nodes["G"].label_bounds
    assert box is not None and label is not None
    assert label.y == box.bottom + 10
    doc = an_approval().document()
    with steady(doc):
        move(doc, ["B"], 0, 10)
    assert doc.index.nodes["G"].label_bounds is None


def test_follow_lanes_when_a_lane_goes() -> None:
    doc = an_approval().with_lane("L1", "Start", "A").with_lane("L2", "B", "G", "Yes", "No").document()
    with steady(doc):
        remove(doc, ["L2"])
    assert {doc.index.nodes[own].lane for own in ("Start", "A", "B", "G", "Yes", "No")} == {"L1"}


def test_message_flow_goes_with_its_pool() -> None:
    doc = an_approval().with_pool().document()
    other = add_node(doc, "pool-collapsed", (600, 900))
    flow = connect(doc, "A", other)
    assert doc.index.flows[flow].kind == "messageFlow"
    with steady(doc):
        remove(doc, [other])
    assert not faults(doc) and flow not in doc.index.flows


def test_settle_events_blanks_a_trigger_that_may_not_stand_there() -> None:
    doc = an_approval().document()
    inside = add_node(doc, "event-sub-process", (900, 700))
    plain = add_node(doc, "sub-process", (1500, 700))
    (start,) = (item.id for item in doc.index.children(inside))
    replace(doc, start, "start-event-error")
    with steady(doc):
        move(doc, [start], 600, 0, home=plain)
    assert doc.index.nodes[start].spec == "start-event"
    assert doc.index.nodes[start].parent == plain
    assert not faults(doc)


def test_settle_events_gives_the_start_of_an_event_sub_process_a_trigger() -> None:
    doc = an_approval().document()
    plain = add_node(doc, "sub-process", (900, 700))
    (start,) = (item.id for item in doc.index.children(plain))
    with steady(doc):
        replace(doc, plain, "event-sub-process")
    assert doc.index.nodes[start].spec == "start-event-message"
    with steady(doc):
        replace(doc, plain, "transaction")
    assert doc.index.nodes[start].spec == "start-event"


def test_settle_events_takes_cancel_out_of_what_is_no_transaction() -> None:
    doc = an_approval().document()
    own = add_node(doc, "transaction", (900, 700))
    inner = add_node(doc, "end-event-cancel", (1000, 700), home=own)
    border = add_node(doc, "boundary-event-cancel", (900, 800), attach_to=own)
    with steady(doc):
        replace(doc, own, "sub-process")
    assert (doc.index.nodes[inner].spec, doc.index.nodes[border].spec) == ("end-event", "boundary-event")
    with steady(doc):
        replace(doc, own, "event-sub-process")
    assert border not in doc.index.nodes and not faults(doc)


def test_settle_events_leaves_an_ad_hoc_sub_process_without_start_and_end() -> None:
    doc = an_approval().document()
    own = add_node(doc, "sub-process", (900, 700))
    append_node(doc, doc.index.children(own)[0].id, "user-task")
    with steady(doc):
        replace(doc, own, "ad-hoc-sub-process")
    assert [item.tag for item in doc.index.children(own)] == ["userTask"]
    assert not faults(doc)


def test_settle_flows_makes_a_sequence_flow_into_another_pool_a_message_flow() -> None:
    doc = an_approval().with_pool().document()
    other = add_node(doc, "pool", (600, 900))
    with steady(doc):
        move(doc, ["B"], 0, 700, home=other)
    kinds = {flow.kind for flow in doc.index.flows_of("B")}
    assert kinds == {"messageFlow"}
    assert not faults(doc)


def test_settle_flows_drops_what_the_new_kind_cannot_have() -> None:
    doc = an_approval().document()
    with steady(doc):
        replace(doc, "G", "event-based-gateway")
    assert doc.index.nodes["G"].outgoing == ()
    assert doc.index.nodes["G"].incoming == ("B_G",)
    assert not faults(doc)


def test_settle_data() -> None:
    doc = an_approval().document()
    own = add_node(doc, "data-object", (100, 500))
    inside = add_node(doc, "sub-process", (900, 700))
    (other,) = paste(doc, copy(doc, [own]), (200, 500))
    with steady(doc):
        move(doc, [other], 700, 200, home=inside)
    with steady(doc):
        move(doc, [own], 800, 200, home=inside)
    assert not faults(doc)
    assert to_bytes(doc).count(b"<bpmn:dataObject ") == len(
        {doc.view(item).get("dataObjectRef") for item in (own, other)}
    )  # type: ignore[union-attr]


def test_mark_compensation() -> None:
    doc = an_approval().document()
    event = add_node(doc, "boundary-event-compensation", (400, 240), attach_to="A")
    with steady(doc):
        handler = append_node(doc, event, "service-task")
    assert "compensation" in doc.index.nodes[handler].markers
    (flow,) = doc.index.flows_of(event)
    assert (flow.kind, flow.direction) == ("association", "one")
    with steady(doc):
        remove(doc, [flow.id])
    assert "compensation" not in doc.index.nodes[handler].markers


def test_unlink_compensation() -> None:
    doc = an_approval().document()
    event = add_node(doc, "boundary-event-compensation", (400, 240), attach_to="A")
    handler = append_node(doc, event, "service-task")
    with steady(doc):
        replace(doc, event, "boundary-event-timer")
    assert doc.index.flows_of(event) == () and "compensation" not in doc.index.nodes[handler].markers


def test_drop_condition() -> None:
    doc = an_approval().document()
    set_property(doc, "G_No", "condition", "x > 1")
    with steady(doc):
        replace(doc, "G", "parallel-gateway")
    assert doc.index.flows["G_No"].condition is None


def test_drop_condition_of_the_flow_that_becomes_the_default() -> None:
    doc = an_approval().document()
    set_property(doc, "G_No", "condition", "x > 1")
    with steady(doc):
        set_property(doc, "G", "default", "G_No")
    assert doc.index.flows["G_No"].condition is None
    with steady(doc):
        set_property(doc, "G_No", "condition", "x > 2")
    assert doc.index.nodes["G"].default is None


def test_drop_mentions() -> None:
    doc = an_approval().with_node(
        "Undo", "intermediateThrowEvent", inside='<bpmn:compensateEventDefinition id="d" activityRef="A"/>'
    ).document()  # fmt: skip
    with steady(doc):
        remove(doc, ["A"])
    assert b"activityRef" not in to_bytes(doc)


def test_drop_category() -> None:
    doc = an_approval().document()
    before = to_bytes(doc)
    own = add_node(doc, "group", (500, 300))
    rename(doc, own, "Check")
    (other,) = paste(doc, copy(doc, [own]), (900, 900))
    remove(doc, [other])
    assert b"<bpmn:categoryValue " in to_bytes(doc)
    with steady(doc):
        remove(doc, [own])
    assert to_bytes(doc) == before


def test_drop_placeholder() -> None:
    doc = an_approval().document()
    own = add_node(doc, "data-object", (100, 500))
    before = to_bytes(doc)
    flow = connect(doc, own, "A")
    assert b"__targetRef_placeholder" in to_bytes(doc)
    with steady(doc):
        remove(doc, [flow])
    assert to_bytes(doc) == before


def test_show_marker() -> None:
    doc = an_approval().apart().with_gateway("Both", "parallelGateway").document()
    with steady(doc):
        replace(doc, "Both", "exclusive-gateway")
    assert b'isMarkerVisible="true"' in to_bytes(doc)
    with steady(doc):
        replace(doc, "Both", "inclusive-gateway")
    assert b"isMarkerVisible" not in to_bytes(doc)


def test_drop_data_ports_with_what_lists_them() -> None:
    doc = an_approval().document()
    before = to_bytes(doc)
    own = add_node(doc, "data-input", (100, 500))
    assert not faults(doc)
    other = add_node(doc, "data-output", (200, 500))
    with steady(doc):
        remove(doc, [other])
    assert own in doc.index.nodes and not faults(doc)
    with steady(doc):
        remove(doc, [own])
    assert to_bytes(doc) == before


def test_every_consequence_has_a_test_and_one_sentence() -> None:
    text = Path(__file__).read_text("utf-8")
    for own in BEHAVIORS:
        assert f"def test_{own.replace('-', '_')}" in text, own
    for module in pkgutil.iter_modules(behaviors.__path__):
        source = (Path(behaviors.__path__[0]) / f"{module.name}.py").read_text("utf-8")
        assert re.match(r'"""[A-Z].*\."""', source), module.name
