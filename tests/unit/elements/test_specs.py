"""Every element of the coverage checklist has a spec, and every spec can be drawn."""

from __future__ import annotations

import pytest

from modeler.bpmn.drawing import STROKES, extent, path
from modeler.bpmn.elements import (
    EVENT_KINDS,
    SPECS,
    event_kind,
    flow_spec_of,
    flow_tags,
    morph_targets,
    node_tags,
    spec_of,
)
from modeler.bpmn.glyphs import GLYPHS
from modeler.bpmn.looks import LOOKS, draw, icon

SHAPES = [spec for spec in SPECS.values() if spec.category != "connection"]

CHECKLIST = {
    "start-event": "none message timer conditional signal",
    "start-event non-interrupting": "message timer conditional signal escalation",
    "start-event sub": "error escalation compensation",
    "intermediate-catch-event": "message timer conditional signal link",
    "intermediate-throw-event": "none message signal escalation compensation link",
    "boundary-event": "message timer conditional signal error escalation compensation cancel",
    "boundary-event non-interrupting": "message timer conditional signal escalation",
    "end-event": "none message signal error escalation compensation cancel terminate",
}


@pytest.mark.parametrize(("place", "kinds"), CHECKLIST.items())
def test_every_event_of_the_checklist_can_be_drawn_from_a_menu(place: str, kinds: str) -> None:
    prefix, _, more = place.partition(" ")
    for kind in kinds.split():
        name = prefix if kind == "none" else f"{prefix}-{kind}"
        assert SPECS[f"{name}-non-interrupting" if more == "non-interrupting" else name].drawable


def test_every_activity_gateway_and_artifact_of_the_checklist_has_a_spec() -> None:
    wanted = (
        "task manualTask userTask serviceTask scriptTask sendTask receiveTask businessRuleTask callActivity "
        "subProcess transaction adHocSubProcess participant lane exclusiveGateway parallelGateway inclusiveGateway "
        "eventBasedGateway complexGateway dataObjectReference dataStoreReference dataInput dataOutput "
        "textAnnotation group"
    )
    assert set(wanted.split()) <= node_tags()
    assert flow_tags() == {
        "sequenceFlow",
        "messageFlow",
        "association",
        "dataInputAssociation",
        "dataOutputAssociation",
    }


@pytest.mark.parametrize("spec", SHAPES, ids=lambda spec: spec.id)
def test_a_spec_is_found_again_from_what_it_declares(spec) -> None:  # type: ignore[no-untyped-def]
    found = spec_of(
        spec.tag,
        spec.event,
        interrupting=spec.interrupting,
        attributes=spec.attributes,
        expanded=spec.expanded,
        horizontal=spec.horizontal,
        markers=spec.markers,
    )
    assert found == spec.id


@pytest.mark.parametrize("spec", SHAPES, ids=lambda spec: spec.id)
def test_a_spec_draws_within_its_size_in_known_strokes(spec) -> None:  # type: ignore[no-untyped-def]
    width, height = spec.size
    for figures, size in ((draw(spec, width, height, expanded=spec.expanded), spec.size), (icon(spec, 20), (20, 20))):
        assert figures
        assert all(figure.stroke in STROKES for figure in figures)
        left, top, right, bottom = extent(figures)
        assert left >= -1
        assert top >= -8  # the drum's lid is a curve whose control points lie above it
        assert right <= size[0] + 1
        assert bottom <= size[1] + 8


def test_looks_and_glyphs_are_all_used() -> None:
    used_looks = {spec.look for spec in SHAPES}
    assert set(LOOKS) == used_looks
    assert {spec.marker for spec in SHAPES if spec.marker} <= set(GLYPHS)


@pytest.mark.parametrize(
    ("spec_id", "glyph"),
    [
        ("end-event-message", "envelope-filled"),
        ("intermediate-catch-event-message", "envelope"),
        ("user-task", "person"),
    ],
)
def test_what_throws_is_filled_and_what_catches_is_not(spec_id: str, glyph: str) -> None:
    assert SPECS[spec_id].marker == glyph


def test_unknown_combinations_fall_back_to_what_the_standard_knows() -> None:
    assert spec_of("endEvent", "timer") == "end-event"
    assert spec_of("startEvent", "error", interrupting=False) == "start-event-error"
    assert spec_of("eventBasedGateway", attributes={"instantiate": "true", "eventGatewayType": "Parallel"}) == (
        "event-based-gateway-parallel"
    )
    with pytest.raises(KeyError):
        spec_of("choreographyTask")


def test_several_definitions_are_a_multiple_event() -> None:
    names = list(EVENT_KINDS)[:2]
    assert event_kind(names) == "multiple"
    assert event_kind(names, parallel=True) == "parallelMultiple"
    assert event_kind([]) == "none"
    assert event_kind(["timerEventDefinition"]) == "timer"


def test_morphing_offers_the_family_and_never_the_element_itself() -> None:
    tasks = morph_targets("user-task")
    assert {"service-task", "call-activity", "sub-process", "transaction"} <= set(tasks)
    assert "user-task" not in tasks
    assert "parallel-gateway" in morph_targets("exclusive-gateway")
    assert "start-event-error" not in morph_targets("start-event")
    assert "start-event-error" in morph_targets("start-event-timer", in_event_sub_process=True)
    assert "start-event" not in morph_targets("start-event-timer", in_event_sub_process=True)
    assert "boundary-event-cancel" not in morph_targets("boundary-event-timer")
    assert "boundary-event-cancel" in morph_targets("boundary-event-timer", in_transaction=True)
    assert set(morph_targets("sequence-flow")) == {"default-flow", "conditional-flow"}


def test_flows_are_told_apart() -> None:
    assert flow_spec_of("sequenceFlow", default=True) == "default-flow"
    assert flow_spec_of("sequenceFlow", conditional=True) == "conditional-flow"
    assert flow_spec_of("association", direction="both") == "association-both"
    assert flow_spec_of("messageFlow") == "message-flow"


def test_a_path_is_read_from_letters_and_numbers() -> None:
    assert path("M 0 0 L 5 0 5 5 Z") == (("M", (0, 0)), ("L", (5, 0)), ("L", (5, 5)), ("Z", ()))
    with pytest.raises(ValueError, match="M 0"):
        path("M 0")
