"""How an approval is decided stands as a badge in its step, and follows what is said of it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from modeler.document import commands
from modeler.document.io import document_from_bytes
from modeler.ui.canvas.view import CanvasView
from tests.helpers.builders import an_approval


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"vote": "any"}, ""),
        ({"vote": "all"}, "All agree"),
        ({"vote": "sequence"}, "In turn"),
        ({"vote": "percent", "threshold": "60"}, "60%"),
        ({"vote": "weight", "threshold": "2/3"}, "2/3"),
        ({"vote": "count", "threshold": "2"}, "≥2"),
        ({"vote": "percent"}, "By share"),
        ({"vote": "of a later version"}, ""),
    ],
)
def test_what_is_said_is_seen(qtbot: QtBot, block: dict[str, object], said: str) -> None:
    view = CanvasView()
    qtbot.addWidget(view)
    view.resize(800, 500)
    doc = document_from_bytes(an_approval().bytes(), "a.bpmn")
    view.set_document(doc)
    view.show()
    before = view.grab().toImage()
    commands.set_extension(doc, "A", "approval", block)
    assert view.scene.nodes["A"].policy == said
    assert (view.grab().toImage() != before) is bool(said)
    commands.move(doc, ["A"], 0, 30)
    assert view.scene.nodes["A"].policy == said
    doc.undo()
    doc.undo()
    assert view.scene.nodes["A"].policy == "" and view.grab().toImage() == before
