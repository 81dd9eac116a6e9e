"""Verbs: what a person does, each with undo and redo to the byte and an index that keeps up."""

from __future__ import annotations

from itertools import pairwise

import pytest

from modeler.bpmn import names
from modeler.document import commands
from modeler.document.commands import (
    RefusedError,
    add_lane,
    add_node,
    append_node,
    connect,
    copy,
    drop_on_flow,
    get_property,
    move,
    paste,
    reconnect,
    remove,
    rename,
    replace,
    resize,
    set_colour,
    set_extension,
    set_flow_kind,
    set_layout,
    set_property,
    set_waypoints,
)
from modeler.document.document import Document
from modeler.document.io import document_from_bytes, new_document, to_bytes
from modeler.geometry.shapes import Bounds
from runner.core import messages
from tests.helpers.builders import a_process, an_approval
from tests.helpers.steady import steady


def refused(code: str) -> pytest.RaisesExc[RefusedError]:
    assert code in messages.declared()
    return pytest.raises(RefusedError, check=lambda error: error.code == code)


def children(doc: Document, own: str) -> list[str]:
    return [names.bpmn_local(child.tag) for child in doc.tree.ids[own]]


# adding


def test_a_process_is_drawn_from_the_blank_page() -> None:
    doc = new_document("Leave", seed=1)
    with steady(doc):
        task = append_node(doc, "StartEvent_1", "user-task")
        rename(doc, task, "Apply")
        end = append_node(doc, task, "end-event")
    assert [flow.target for flow in doc.index.flows_of("StartEvent_1")] == [task]
    assert doc.index.nodes[end].incoming == doc.index.nodes[task].outgoing
    bounds = doc.index.nodes[task].bounds
    assert bounds is not None and (bounds.width, bounds.height) == (100, 80)


def test_added_things_stand_in_the_standards_order() -> None:
    doc = an_approval().document()
    with steady(doc):
        add_node(doc, "text-annotation", (400, 100))
        add_node(doc, "user-task", (400, 400))
        set_property(doc, "A", "loop", "parallel")
        set_property(doc, "A", "documentation", "what it is for")
        set_extension(doc, "A", "form", {"ref": "leave"})
    assert children(doc, "A") == [
        "documentation", "extensionElements", "incoming", "outgoing", "multiInstanceLoopCharacteristics"
    ]  # fmt: skip
    inside = children(doc, "P")
    assert inside.index("textAnnotation") > inside.index("userTask")
    assert inside[-1] == "textAnnotation"


def test_an_expanded_sub_process_is_born_with_a_start_event() -> None:
    doc = an_approval().document()
    with steady(doc):
        own = add_node(doc, "sub-process", (900, 600))
    (start,) = doc.index.children(own)
    assert (start.tag, start.home) == ("startEvent", own)
    assert start.bounds is not None and doc.index.nodes[own].bounds.encloses(start.bounds)  # type: ignore[union-attr]


def test_a_collapsed_sub_process_has_a_plane_of_its_own() -> None:
    doc = an_approval().document()
    with steady(doc):
        own = add_node(doc, "sub-process-collapsed", (900, 600))
        inner = add_node(doc, "user-task", (100, 100), home=own)
    assert doc.index.nodes[inner].plane == own
    with steady(doc):
        move(doc, [own], 50, 50)
    assert doc.index.nodes[inner].bounds.centre == (100, 100)  # type: ignore[union-attr]


def test_an_event_dropped_on_a_border_becomes_a_boundary_event() -> None:
    doc = an_approval().document()
    with steady(doc):
        own = add_node(doc, "intermediate-catch-event-timer", (390, 250), attach_to="A")
    record = doc.index.nodes[own]
    assert (record.tag, record.event, record.attached_to) == ("boundaryEvent", "timer", "A")
    assert record.bounds is not None and record.bounds.centre == (390, 240)
    assert [item.id for item in doc.index.attached("A")] == [own]


def test_an_event_goes_from_border_to_border_into_the_container_of_its_new_host() -> None:
    doc = an_approval().with_boundary("T", "B").document()
    inside = add_node(doc, "sub-process", (300, 600))
    step = add_node(doc, "user-task", (300, 600), home=inside)
    host = doc.index.nodes[step].bounds
    assert host is not None
    with steady(doc):
        commands.attach(doc, "T", step, host.centre)
    assert (doc.index.nodes["T"].attached_to, doc.index.nodes["T"].parent) == (step, inside)


def test_data_objects_and_stores_are_joined_to_steps() -> None:
    doc = an_approval().document()
    with steady(doc):
        data = append_node(doc, "A", "data-object")
        store = add_node(doc, "data-store", (100, 500))
        reads = connect(doc, store, "A")
    assert doc.index.nodes[data].spec == "data-object"
    assert {flow.kind for flow in doc.index.flows_of("A")} >= {"dataInputAssociation", "dataOutputAssociation"}
    assert (doc.index.flows[reads].source, doc.index.flows[reads].target) == (store, "A")


def test_what_the_rules_forbid_is_refused_and_leaves_no_trace() -> None:
    doc = an_approval().with_pool().document()
    before = to_bytes(doc)
    with refused("rule.outside-pools"):
        add_node(doc, "user-task", (5000, 5000))
    with refused("rule.must-attach"):
        add_node(doc, "boundary-event-timer", (300, 200))
    with refused("rule.out-of-end"):
        append_node(doc, "Yes", "user-task")
    with refused("rule.host"):
        add_node(doc, "boundary-event-timer", (0, 0), attach_to="G")
    with refused("edit.unknown"):
        rename(doc, "nobody", "x")
    assert to_bytes(doc) == before and not doc.can_undo


# lines


def test_a_line_drawn_against_the_rules_turns_round() -> None:
    doc = an_approval().document()
    with steady(doc):
        own = connect(doc, "A", "Start")
    assert (doc.index.flows[own].source, doc.index.flows[own].target) == ("Start", "A")


def test_between_pools_a_message_flows() -> None:
    doc = an_approval().with_pool().document()
    with steady(doc):
        other = add_node(doc, "pool-collapsed", (600, 700), name="Customer")
        own = connect(doc, other, "A")
    assert doc.index.flows[own].kind == "messageFlow"
    assert doc.tree.ids[own].getparent().tag == names.q("collaboration")


def test_reconnecting_moves_the_ends_and_their_lists() -> None:
    doc = an_approval().document()
    with steady(doc):
        reconnect(doc, "A_B", target="G")
    assert doc.index.nodes["B"].incoming == ()
    assert "A_B" in doc.index.nodes["G"].incoming
    assert children(doc, "B") == ["outgoing"]
    with refused("rule.into-start"):
        reconnect(doc, "A_B", target="Start")


def test_way_points_change_only_where_they_differ() -> None:
    doc = an_approval().document()
    with steady(doc):
        set_waypoints(doc, "A_B", [(450, 200), (475, 200), (475, 210), (500, 210)])
    assert len(doc.index.flows["A_B"].waypoints) == 4
    assert to_bytes(doc).count(b'<di:waypoint x="450" y="200"/>') == 1


def test_dropping_a_node_on_a_flow_splits_it() -> None:
    doc = an_approval().apart().with_task("X").document()
    move(doc, ["X"], -doc.index.nodes["X"].bounds.x + 425, 0)  # type: ignore[union-attr]
    with steady(doc):
        new = drop_on_flow(doc, "X", "A_B")
    assert (doc.index.flows["A_B"].source, doc.index.flows["A_B"].target) == ("A", "X")
    assert (doc.index.flows[new].source, doc.index.flows[new].target) == ("X", "B")


def test_dropping_a_node_where_there_is_no_room_shifts_what_comes_after() -> None:
    doc = an_approval().with_task("X").document()
    start, goal = doc.index.nodes["A"].bounds, doc.index.nodes["B"].bounds
    node = doc.index.nodes["X"].bounds
    assert start is not None and goal is not None and node is not None
    middle = ((start.right + goal.x) / 2, start.centre[1])
    move(doc, ["X"], middle[0] - node.centre[0], middle[1] - node.centre[1])
    with steady(doc):
        drop_on_flow(doc, "X", "A_B")
    boxes = [doc.index.nodes[own].bounds for own in ("A", "X", "B", "G")]
    assert all(left is not None and right is not None and left.right + 20 <= right.x
               for left, right in pairwise(boxes))  # fmt: skip
    assert boxes[0] == start


# moving


def test_moving_a_task_changes_its_lines_and_those_of_its_flows_only() -> None:
    doc = an_approval().document()
    before = to_bytes(doc).splitlines()
    with steady(doc):
        move(doc, ["B"], 0, 10)
    after = to_bytes(doc).splitlines()
    changed = set(after) - set(before)
    assert all(b"waypoint" in line or b'y="170"' in line for line in changed)
    kept = [line for line in before if line in set(after)]
    assert len(before) - len(kept) <= 5


def test_containers_carry_their_content_and_events_their_host() -> None:
    doc = an_approval().with_boundary("T", "B").document()
    own = add_node(doc, "sub-process", (900, 600))
    inner = doc.index.children(own)[0]
    with steady(doc):
        move(doc, [own, "B"], 30, 40)
    assert doc.index.children(own)[0].bounds == inner.bounds.moved(30, 40)  # type: ignore[union-attr]
    assert doc.index.nodes["T"].bounds == Bounds(590, 262, 36, 36)


def test_moving_into_a_sub_process_takes_the_element_along_and_cuts_lines_at_the_border() -> None:
    doc = an_approval().document()
    own = add_node(doc, "sub-process", (900, 600))
    with steady(doc):
        move(doc, ["B"], 300, 400, home=own)
    assert doc.index.nodes["B"].parent == own
    assert not doc.index.flows_of("B")


def test_resizing_keeps_the_smallest_size() -> None:
    doc = an_approval().document()
    own = add_node(doc, "sub-process", (900, 600))
    remove(doc, [child.id for child in doc.index.children(own)])
    with steady(doc):
        resize(doc, own, Bounds(700, 500, 10, 10))
    bounds = doc.index.nodes[own].bounds
    assert bounds is not None and (bounds.width, bounds.height) == (140, 120)


# removing


def test_removing_takes_along_what_hangs_on_it() -> None:
    doc = an_approval().with_boundary("T", "B").with_lane("L", "Start", "A", "B", "T").document()
    with steady(doc):
        remove(doc, ["B"])
    assert "T" not in doc.index.nodes
    text = to_bytes(doc).decode()
    assert '"B' not in text and ">B<" not in text and ">T<" not in text


def test_removing_a_container_removes_its_content() -> None:
    doc = an_approval().document()
    before = to_bytes(doc)
    own = add_node(doc, "sub-process", (900, 600))
    inner = append_node(doc, doc.index.children(own)[0].id, "user-task")
    with steady(doc):
        remove(doc, [own])
    assert inner not in doc.index.nodes
    assert to_bytes(doc) == before


def test_the_last_pool_gone_the_file_is_a_plain_process() -> None:
    doc = an_approval().with_lane("L", "A").document()
    with steady(doc):
        remove(doc, ["Pool"])
    assert list(doc.index.nodes) == [] and list(doc.index.processes) == ["P"]
    plane = next(iter(doc.tree.planes))
    assert plane == "P"


# pools and lanes


def test_the_first_pool_wraps_what_is_there() -> None:
    doc = an_approval().document()
    with steady(doc):
        own = add_node(doc, "pool", (0, 0))
    pool = doc.index.nodes[own]
    assert pool.process == "P" and pool.bounds is not None
    for record in doc.index.children(own):
        assert record.home == own
        assert record.bounds is None or pool.bounds.encloses(record.bounds)


def test_a_second_pool_brings_its_own_process() -> None:
    doc = an_approval().with_pool().document()
    with steady(doc):
        own = add_node(doc, "pool", (600, 900))
    assert doc.index.nodes[own].process not in (None, "P")
    assert len(doc.index.processes) == 2


def test_lanes_divide_a_pool_and_nodes_belong_to_them() -> None:
    doc = an_approval().with_pool().document()
    with steady(doc):
        lane = add_lane(doc, "Pool", name="HR")
    first = next(item for item in doc.index.lanes if item != lane)
    assert {doc.index.nodes[own].lane for own in ("A", "B", "G")} == {first}
    with steady(doc):
        move(doc, ["B"], 0, 150)
    assert doc.index.nodes["B"].lane == lane
    assert [record.id for record in doc.index.children(lane)] == ["B"]
    with steady(doc):
        remove(doc, [lane])
    assert doc.index.nodes["B"].lane == first


def test_the_header_of_a_first_lane_covers_nothing() -> None:
    doc = an_approval().document()
    pool = add_node(doc, "pool", (0, 0))
    with steady(doc):
        add_lane(doc, pool)
    first = next(iter(doc.index.lanes.values()))
    assert first.bounds is not None
    shapes = [doc.index.nodes[own].bounds for own in ("A", "B", "G")]
    assert min(box.x for box in shapes if box is not None) >= first.bounds.x + 40
    assert all(first.bounds.encloses(box) for box in shapes if box is not None)


# morphing


@pytest.mark.parametrize("spec", ["service-task", "call-activity", "sub-process", "sub-process-collapsed"])
def test_morphing_keeps_id_name_lines_and_settings(spec: str) -> None:
    doc = an_approval().document()
    set_property(doc, "B", "documentation", "why")
    set_extension(doc, "B", "handler", {"strategy": "starter"})
    with steady(doc):
        replace(doc, "B", spec)
    record = doc.index.nodes["B"]
    assert (record.spec, record.name, record.incoming, record.outgoing) == (spec, "B", ("A_B",), ("B_G",))
    assert record.extension == {"handler": {"strategy": "starter"}}
    assert get_property(doc, "B", "documentation") == "why"
    assert record.bounds is not None and record.bounds.centre == (550, 200)


def test_a_gateway_keeps_its_default_and_an_end_event_loses_its_way_on() -> None:
    doc = an_approval().document()
    with steady(doc):
        replace(doc, "G", "inclusive-gateway")
    assert doc.index.nodes["G"].default == "G_Yes"
    own = add_node(doc, "intermediate-throw-event", (900, 500))
    connect(doc, own, "A")
    with steady(doc):
        replace(doc, own, "end-event-terminate")
    assert (doc.index.nodes[own].event, doc.index.flows_of(own)) == ("terminate", ())


def test_an_event_changes_its_trigger_and_whether_it_interrupts() -> None:
    doc = an_approval().with_boundary("T", "B").document()
    with steady(doc):
        replace(doc, "T", "boundary-event-message-non-interrupting")
    record = doc.index.nodes["T"]
    assert (record.event, record.interrupting, record.attached_to) == ("message", False, "B")


def test_a_sub_process_folds_and_unfolds_with_its_content() -> None:
    doc = an_approval().document()
    own = add_node(doc, "sub-process", (900, 600))
    (inner,) = doc.index.children(own)
    with steady(doc):
        replace(doc, own, "sub-process-collapsed")
    assert doc.index.nodes[inner.id].plane == own
    with steady(doc):
        replace(doc, own, "sub-process")
    assert doc.index.nodes[inner.id].plane is None


# properties


@pytest.mark.parametrize(
    ("own", "name", "value"),
    [
        ("A", "documentation", "one\ntwo"),
        ("A_B", "condition", "days > 3"),
        ("T", "timer", {"kind": "cycle", "text": "R3/PT1H"}),
        ("A", "loop", {"kind": "sequential", "collection": "people", "item": "one", "completion": "done > 2"}),
        ("A", "loop", {"kind": "standard", "condition": "x"}),
        ("S", "script", "a = 1\nb = a < 2"),
        ("S", "isForCompensation", "true"),
    ],
)
def test_properties_are_set_read_and_taken_away(own: str, name: str, value: object) -> None:
    doc = an_approval().with_boundary("T", "B").apart().with_task("S", "scriptTask").document()
    before = get_property(doc, own, name)
    with steady(doc):
        set_property(doc, own, name, value)
    assert get_property(doc, own, name) == value
    with steady(doc):
        set_property(doc, own, name, None)
    assert get_property(doc, own, name) == before


def test_an_event_refers_to_a_definition_by_name() -> None:
    doc = an_approval().with_boundary("T", "B", "error").document()
    with steady(doc):
        set_property(doc, "T", "error", "Rejected")
        set_property(doc, "T", "code", "E42")
    (record,) = doc.index.definitions.values()
    assert (record.kind, record.name, record.code) == ("error", "Rejected", "E42")
    assert get_property(doc, "T", "error") == record.id


def test_a_condition_written_into_a_foreign_file_names_its_language() -> None:
    doc = an_approval().document()
    set_property(doc, "A_B", "condition", "x > 1")
    assert doc.index.flows["A_B"].condition_language == names.FEEL
    fresh = new_document(seed=1)
    task = append_node(fresh, "StartEvent_1", "user-task")
    flow = fresh.index.nodes[task].incoming[0]
    set_property(fresh, flow, "condition", "x > 1")
    assert fresh.index.flows[flow].condition_language == ""


def test_a_property_that_an_element_does_not_have_is_refused() -> None:
    doc = an_approval().document()
    for name in ("timer", "error", "link", "code"):
        with refused("edit.no-such-property"):
            set_property(doc, "A", name, "x")


BLOCKS: list[tuple[str, object]] = [
    ("form", {"ref": "leave"}),
    ("fields", [{"path": "a", "access": "edit", "rows": ["add", "own"]}, {"path": "b", "access": "hidden"}]),
    ("handler", {"strategy": "role", "who": "role:hr", "empty": "stop"}),
    ("approval", {"vote": "all", "sensitive": ["days", "type"],
                  "verdicts": [{"id": "ok", "label": "同意", "result": "agree"}]}),
    ("deadline", {"work": "PT8H", "steps": [{"after": "PT4H", "do": "remind"}]}),
    ("service", {"kind": "http", "url": "x", "in": [{"name": "a", "value": '"<b>"'}],
                 "out": [{"name": "r", "value": "x"}]}),
    ("mock", {"result": "{ok: true}", "delay": "PT2S"}),
    ("copy", [{"who": "user:a"}, {"who": "role:b"}]),
    ("rights", {"allow": [{"action": "start", "who": "starter"}], "deny": []}),
]  # fmt: skip


@pytest.mark.parametrize(("block", "values"), BLOCKS, ids=[item[0] for item in BLOCKS])
def test_our_blocks_are_written_read_and_taken_away(block: str, values: object) -> None:
    doc = an_approval().document()
    before = to_bytes(doc)
    with steady(doc):
        set_extension(doc, "A", block, values)
    assert doc.index.nodes["A"].extension == {block: values}
    again = to_bytes(doc)
    set_extension(doc, "A", block, values)
    assert to_bytes(doc) == again and len(doc.journal.done) == 1
    with steady(doc):
        set_extension(doc, "A", block, None)
    assert doc.index.nodes["A"].extension == {}
    assert b"extensionElements" not in to_bytes(doc) and len(to_bytes(doc)) == len(before)


def test_foreign_extensions_stay_beside_ours() -> None:
    foreign = '<bpmn:extensionElements><acme:x a="1"/></bpmn:extensionElements>'
    doc = a_process().with_start().with_task("A", inside=foreign).document()
    with steady(doc):
        set_extension(doc, "A", "form", {"ref": "x"})
        set_extension(doc, "A", "form", None)
    assert b'<bpmn:extensionElements><acme:x a="1"/></bpmn:extensionElements>' in to_bytes(doc)


# names, colours, layout, clipboard


def test_annotations_and_groups_are_renamed_where_their_text_stands() -> None:
    doc = an_approval().document()
    with steady(doc):
        note = add_node(doc, "text-annotation", (400, 80), name="first")
        group = add_node(doc, "group", (400, 400))
        rename(doc, note, "second")
        rename(doc, group, "Phase 1")
    assert (doc.index.nodes[note].name, doc.index.nodes[group].name) == ("second", "Phase 1")


def test_colours_are_written_for_other_tools_too() -> None:
    doc = an_approval().document()
    with steady(doc):
        set_colour(doc, ["A", "A_B"], "#ffeecc", "#112233")
    assert (doc.index.nodes["A"].fill, doc.index.flows["A_B"].stroke) == ("#ffeecc", "#112233")
    assert b'bioc:fill="#ffeecc"' in to_bytes(doc)
    with steady(doc):
        set_colour(doc, ["A", "A_B"])
    assert b"bioc" not in to_bytes(doc)


def test_a_layout_becomes_interchange_in_a_file_without_any() -> None:
    doc = an_approval().without_interchange().document()
    assert doc.index.nodes["A"].bounds is None
    with steady(doc):
        set_layout(doc, {"A": Bounds(1, 2, 100, 80), "A_B": [(101, 42), (200, 42.5)], "nobody": Bounds(0, 0, 1, 1)})
    assert doc.index.nodes["A"].bounds == Bounds(1, 2, 100, 80)
    assert doc.index.flows["A_B"].waypoints == ((101, 42), (200, 42.5))


def test_what_is_pasted_keeps_lines_defaults_and_settings_under_new_ids() -> None:
    doc = an_approval().with_boundary("T", "B").document()
    set_extension(doc, "B", "form", {"ref": "x"})
    data = copy(doc, ["B", "G", "Yes"])
    with steady(doc):
        new = paste(doc, data, (900, 900))
    task, event, gateway, _end = (
        next(doc.index.nodes[item] for item in new if doc.index.nodes[item].tag == tag)
        for tag in ("userTask", "boundaryEvent", "exclusiveGateway", "endEvent")
    )
    assert task.extension == {"form": {"ref": "x"}} and event.attached_to == task.id
    assert gateway.default in gateway.outgoing and gateway.incoming == task.outgoing
    assert task.incoming == ()


def test_ids_stay_where_they_are_free() -> None:
    one, two = an_approval().document(), new_document(seed=2)
    assert paste(two, copy(one, ["A", "B"]), (500, 500)) == ["A", "B"]
    with pytest.raises(commands.RefusedError):
        connect(two, "A", "nobody")


def test_the_same_seed_gives_the_same_file() -> None:
    def made(seed: int) -> bytes:
        doc = new_document(seed=seed)
        append_node(doc, "StartEvent_1", "user-task")
        return to_bytes(doc)

    assert made(5) == made(5) != made(6)


# kinds of lines


def test_a_flow_becomes_conditional_default_and_plain_again() -> None:
    doc = a_process().with_task("A").with_task("B").document()
    flow = next(one for one in doc.index.flows.values() if doc.index.nodes[one.source].name == "A")
    with steady(doc):
        set_flow_kind(doc, flow.id, "conditional-flow")
    assert doc.index.flows[flow.id].condition == ""
    with steady(doc):
        set_flow_kind(doc, flow.id, "default-flow")
    assert doc.index.flows[flow.id].is_default
    assert doc.index.flows[flow.id].condition is None
    with steady(doc):
        set_flow_kind(doc, flow.id, "sequence-flow")
    assert not doc.index.flows[flow.id].is_default


def test_a_flow_out_of_a_start_event_has_no_condition() -> None:
    doc = a_process().with_start().with_task("A").document()
    flow = next(one for one in doc.index.flows.values() if doc.index.nodes[one.source].tag == "startEvent")
    with refused("rule.no-branch"):
        set_flow_kind(doc, flow.id, "conditional-flow")


def test_a_gateway_is_drawn_without_its_cross() -> None:
    doc = new_document(seed=1)
    gateway = append_node(doc, "StartEvent_1", "exclusive-gateway")
    assert "plain" not in doc.index.nodes[gateway].markers
    with steady(doc):
        set_property(doc, gateway, "cross", False)
    assert "plain" in doc.index.nodes[gateway].markers
    assert get_property(doc, gateway, "cross") is False


# called processes


def test_what_is_put_into_an_open_call_belongs_to_the_process_that_it_calls() -> None:
    doc = new_document(seed=1)
    with steady(doc):
        call = add_node(doc, "call-activity-expanded", (700, 300))
    (start,) = doc.index.children(call)
    assert start.home == call
    with steady(doc):
        task = append_node(doc, start.id, "task")
    assert doc.index.nodes[task].parent == start.parent == get_property(doc, call, "calledElement")
    before = doc.index.nodes[task].bounds
    with steady(doc):
        move(doc, [call], 50, 40)
    after = doc.index.nodes[task].bounds
    assert before is not None
    assert after == before.moved(50, 40)
    with refused("rule.across-border"):
        connect(doc, "StartEvent_1", task)


def test_a_folded_call_keeps_the_process_on_a_plane_of_its_own() -> None:
    doc = new_document(seed=1)
    call = add_node(doc, "call-activity-expanded", (700, 300))
    (start,) = doc.index.children(call)
    with steady(doc):
        replace(doc, call, "call-activity")
    assert doc.index.nodes[start.id].plane == call
    with steady(doc):
        replace(doc, call, "call-activity-expanded")
    assert doc.index.nodes[start.id].plane is None
    with steady(doc):
        remove(doc, [call])
    assert start.id not in doc.index.nodes
    assert list(doc.index.processes) == ["Process_1"]


@pytest.mark.parametrize("pools", [1, 2])
def test_a_pool_takes_with_it_what_is_drawn_in_its_calls_however_deep(pools: int) -> None:
    doc = an_approval().with_pool().document()
    if pools == 2:
        add_node(doc, "pool", (600, 1500))
    kept = set(doc.index.processes) - ({"P"} if pools == 2 else set())
    outer = add_node(doc, "call-activity-expanded", (700, 300), home="Pool")
    inner = add_node(doc, "call-activity-expanded", (700, 300), home=outer)
    (start,) = doc.index.children(inner)
    with steady(doc):
        remove(doc, ["Pool"])
    assert set(doc.index.processes) == kept
    assert not {outer, inner, start.id} & (doc.index.nodes.keys() | doc.tree.shapes.keys())


def test_a_sub_process_takes_with_it_the_processes_drawn_in_its_calls() -> None:
    doc = new_document(seed=1)
    around = add_node(doc, "sub-process", (700, 300))
    call = add_node(doc, "call-activity-expanded", (700, 300), home=around)
    remove(doc, [item.id for item in doc.index.children(call)])
    with steady(doc):
        remove(doc, [around])
    assert list(doc.index.processes) == ["Process_1"]


def test_a_process_that_a_call_elsewhere_still_calls_stays_in_the_file() -> None:
    doc = an_approval().with_pool().document()
    other = add_node(doc, "pool", (600, 1500))
    call = add_node(doc, "call-activity-expanded", (700, 300), home="Pool")
    called = get_property(doc, call, "calledElement")
    again = add_node(doc, "call-activity", (600, 1500), home=other)
    set_property(doc, again, "calledElement", called)
    with steady(doc):
        remove(doc, ["Pool"])
    assert called in doc.index.processes and get_property(doc, again, "calledElement") == called


def test_a_call_goes_into_no_process_that_is_drawn_in_it() -> None:
    doc = new_document(seed=1)
    outer = add_node(doc, "call-activity-expanded", (700, 300))
    inner = add_node(doc, "call-activity-expanded", (700, 300), home=outer)
    called = [str(get_property(doc, own, "calledElement")) for own in (outer, inner)]
    for home in (outer, inner, *called):
        with steady(doc):
            move(doc, [outer], 50, 40, home=home)
        assert doc.index.nodes[outer].parent == "Process_1"
        assert doc.index.nodes[inner].home == outer


def test_a_call_that_calls_something_else_lets_go_of_what_was_drawn_in_it() -> None:
    doc = new_document(seed=1)
    call = add_node(doc, "call-activity-expanded", (700, 300))
    (start,) = doc.index.children(call)
    for other in ("elsewhere", "Process_1", start.parent):
        with steady(doc):
            set_property(doc, call, "calledElement", other)
        assert doc.index.nodes[start.id].home == (call if other == start.parent else None)


def test_of_two_calls_the_process_is_drawn_in_the_one_that_stands_first_after_undo_too() -> None:
    doc = new_document(seed=1)
    first, second = (add_node(doc, "call-activity-expanded", (700, y)) for y in (300, 900))
    called = get_property(doc, first, "calledElement")
    (start,) = doc.index.children(first)
    with steady(doc):
        set_property(doc, second, "calledElement", called)
    assert doc.index.nodes[start.id].home == first
    with steady(doc):
        remove(doc, [first])
    assert called in doc.index.processes
    doc.undo()
    assert doc.index.nodes[start.id].home == first


def test_an_event_that_always_interrupts_stays_so() -> None:
    doc = an_approval().with_boundary("T", "B").with_boundary("E", "A", "error").document()
    with steady(doc):
        set_property(doc, "T", "cancelActivity", False)
    assert doc.index.nodes["T"].spec == "boundary-event-timer-non-interrupting"
    for own, name, code in (
        ("E", "cancelActivity", "rule.always-interrupts"),
        ("Start", "isInterrupting", "rule.always-interrupts"),
        ("A", "cancelActivity", "edit.no-such-property"),
    ):
        with pytest.raises(RefusedError) as refused:
            set_property(doc, own, name, False)
        assert refused.value.code == code


def test_what_is_called_has_the_form_of_an_id() -> None:
    doc = an_approval().with_task("Call", "callActivity").document()
    with steady(doc):
        set_property(doc, "Call", "calledElement", "报销_2")
    with pytest.raises(RefusedError) as refused:
        set_property(doc, "Call", "calledElement", "two words")
    assert refused.value.code == "edit.not-an-id"


def test_notes_beside_the_last_pool_stay_when_it_goes() -> None:
    doc = an_approval().with_pool().document()
    own = add_node(doc, "text-annotation", (600, 900), name="Why")
    with steady(doc):
        remove(doc, ["Pool"])
    assert doc.index.nodes[own].bounds is not None and doc.index.nodes[own].parent == "P"


def test_one_of_two_pools_of_a_process_goes_alone() -> None:
    text = an_approval().with_pool().text()
    twin = '<bpmn:participant id="Twin" processRef="P"/></bpmn:collaboration>'
    shape = '<bpmndi:BPMNShape id="Twin_di" bpmnElement="Twin"><dc:Bounds x="0" y="900" width="600" height="250"/>'
    text = text.replace("</bpmn:collaboration>", twin)
    text = text.replace("</bpmndi:BPMNPlane>", shape + "</bpmndi:BPMNShape></bpmndi:BPMNPlane>")
    doc = document_from_bytes(text.encode(), "twins")
    with steady(doc):
        remove(doc, ["Twin"])
    assert doc.index.nodes["A"].bounds is not None and doc.index.flows["A_B"].waypoints
    doc.undo()
    with steady(doc):
        remove(doc, ["Pool"])
    assert doc.index.processes["P"].pool == "Twin"
    doc.undo()
    assert doc.index.processes["P"].pool == "Pool", "of two pools the first in the file counts, whichever came last"


def test_a_call_makes_the_global_task_that_it_calls_and_takes_it_along() -> None:
    doc = new_document(seed=1)
    call = add_node(doc, "call-activity", (700, 300), name="Ask")
    with steady(doc):
        set_property(doc, call, "calledElement", "globalUserTask")
    assert "calls-globalUserTask" in doc.index.nodes[call].markers
    assert get_property(doc, call, "called-name") == "Ask"
    with steady(doc):
        set_property(doc, call, "called-name", "Ask someone")
    with steady(doc):
        set_property(doc, call, "calledElement", "Process_1")
    assert b"globalUserTask" not in to_bytes(doc)
