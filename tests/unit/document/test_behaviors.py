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
    resize,
    set_extension,
)
from modeler.document.io import to_bytes
from modeler.geometry.shapes import Bounds
from tests.helpers.builders import an_approval
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


def test_every_consequence_has_a_test_and_one_sentence() -> None:
    text = Path(__file__).read_text("utf-8")
    for own in BEHAVIORS:
        assert f"def test_{own.replace('-', '_')}" in text, own
    for module in pkgutil.iter_modules(behaviors.__path__):
        source = (Path(behaviors.__path__[0]) / f"{module.name}.py").read_text("utf-8")
        assert re.match(r'"""[A-Z].*\."""', source), module.name
