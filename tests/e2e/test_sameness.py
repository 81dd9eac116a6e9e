"""The comparison that the drawings are held against says what differs, in sentences."""

from __future__ import annotations

import pytest

from tests.helpers.builders import a_process
from tests.helpers.sameness import differences


def text(**more: str) -> bytes:
    from modeler.document.io import to_bytes

    doc = a_process().with_start().with_task("Check", "userTask").with_gateway("Fine").with_end().document()
    data = to_bytes(doc)
    for old, new in more.items():
        assert old.encode() in data
        data = data.replace(old.encode(), new.encode())
    return data


def test_the_same_with_other_ids_says_the_same() -> None:
    assert differences(text(Start_Check="Flow_9"), text()) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name="Check"', 'name="Look"', "userTask “Check” is missing"),
        ("userTask", "serviceTask", "serviceTask “Check” is too much"),
        ('id="Fine"', 'id="Fine" default="Fine_End"', "from exclusiveGateway “Fine” to endEvent “End”: default"),
        ('targetRef="Fine"', 'targetRef="End"', "sequenceFlow from userTask “Check” to endEvent “End” is too much"),
    ],
)
def test_what_differs_is_told(old: str, new: str, told: str) -> None:
    assert any(told in one for one in differences(text(**{old: new}), text()))


def test_a_marker_that_is_missing_is_told() -> None:
    marked = text().replace(b"</bpmn:userTask>", b"<bpmn:standardLoopCharacteristics/></bpmn:userTask>")
    assert b"standardLoop" in marked
    assert differences(text(), marked) == ["userTask “Check”: markers should be loop, is nothing"]
