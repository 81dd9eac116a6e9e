"""From a call activity to the process that it calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from modeler.catalog.called import file_with
from modeler.document import commands
from modeler.document.document import Document
from modeler.document.io import new_document, to_bytes
from modeler.ui.canvas.drill import button
from modeler.ui.canvas.view import CanvasView
from modeler.ui.window import MainWindow
from tests.helpers.gestures import Hands
from tests.ui.window_builder import a_window, turn


@pytest.fixture
def window() -> Iterator[MainWindow]:
    """The leave request of the sample in Design; the same workspace holds the use of seals."""
    with a_window(sample=True) as opened:
        yield opened


@pytest.fixture
def call(window: MainWindow) -> str:
    """A call activity that calls nothing yet, on a free spot, in view."""
    own = commands.add_node(document_of(window), "call-activity", (700, 700))
    canvas_of(window).fit()
    turn()
    return own


def canvas_of(window: MainWindow) -> CanvasView:
    found = window.place_widget("design").canvas  # type: ignore[union-attr]
    assert isinstance(found, CanvasView)
    return found


def document_of(window: MainWindow) -> Document:
    assert window.context.document is not None
    return window.context.document


def called_by(window: MainWindow, call: str, process: str) -> None:
    commands.set_property(document_of(window), call, "calledElement", process)


def seal_of(window: MainWindow) -> Path:
    assert window.context.workspace is not None
    return next(path for path in window.context.workspace.processes() if path.stem == "seal")


def id_in(path: Path) -> str:
    from modeler.catalog.inventory import read_entry

    return read_entry(path).process


def click_the_button(window: MainWindow, call: str) -> None:
    canvas = canvas_of(window)
    bounds = document_of(window).index.nodes[call].bounds
    assert bounds is not None
    place = canvas.camera.to_view(button(bounds).centre).toPoint()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    turn()


def test_its_small_button_opens_the_process_from_its_file(window: MainWindow, call: str) -> None:
    called_by(window, call, id_in(seal_of(window)))
    first, before = document_of(window), to_bytes(document_of(window))
    click_the_button(window, call)
    assert document_of(window).path == seal_of(window)
    assert canvas_of(window).document is document_of(window)
    assert to_bytes(first) == before
    Hands(window).key("Ctrl+Tab")
    assert document_of(window) is first


def test_the_pad_and_a_key_open_it_too(window: MainWindow, call: str) -> None:
    called_by(window, call, id_in(seal_of(window)))
    first, hands = document_of(window), Hands(window)
    canvas_of(window).selection.set([call])
    hands.click(hands.named("tool-open"))
    assert document_of(window).path == seal_of(window)
    window.context.show_document(first)
    canvas_of(window).selection.set([call])
    canvas_of(window).setFocus()
    hands.key("Ctrl+Return")
    assert document_of(window).path == seal_of(window)


def test_a_process_that_was_never_saved_is_found_among_the_open_ones(window: MainWindow, call: str) -> None:
    first, other = document_of(window), new_document("Travel")
    window.context.show_document(other)
    window.context.show_document(first)
    called_by(window, call, next(iter(other.index.processes)))
    click_the_button(window, call)
    assert document_of(window) is other


def test_of_the_same_file_the_pool_is_brought_into_view(window: MainWindow, call: str) -> None:
    doc = document_of(window)
    commands.add_node(doc, "pool", (700, 300))
    far = commands.add_node(doc, "pool", (700, 4000))
    called = doc.index.nodes[far].process
    assert called is not None
    called_by(window, call, called)
    canvas_of(window).reveal(call)
    turn()
    click_the_button(window, call)
    assert document_of(window) is doc
    assert canvas_of(window).selection.ids == (far,)


def test_one_that_is_missing_or_not_chosen_is_told(window: MainWindow, call: str) -> None:
    doc, told = document_of(window), list[str]()
    canvas_of(window).refused.connect(told.append)
    click_the_button(window, call)
    called_by(window, call, "Process_gone")
    click_the_button(window, call)
    assert document_of(window) is doc
    assert told[0].startswith("This step calls no process yet.")
    assert "Process_gone" in told[1]


def test_double_clicking_its_body_still_names_it(window: MainWindow, call: str) -> None:
    canvas = canvas_of(window)
    bounds = document_of(window).index.nodes[call].bounds
    assert bounds is not None
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.camera.to_view(bounds.centre).toPoint())
    assert canvas.findChild(object, "label-editor") is not None


def test_a_call_of_a_global_task_has_no_button(window: MainWindow, call: str) -> None:
    called_by(window, call, "globalUserTask")
    doc, told = document_of(window), list[str]()
    canvas_of(window).refused.connect(told.append)
    click_the_button(window, call)
    assert document_of(window) is doc
    assert canvas_of(window).selection.ids == (call,)
    assert not told
    Hands(window).key("Ctrl+Return")
    assert told == ["Select a folded sub-process or a call activity first."]


def test_files_that_cannot_be_read_hold_no_process(tmp_path: Path) -> None:
    broken, gone = tmp_path / "broken.bpmn", tmp_path / "gone.bpmn"
    broken.write_text("<definitions", encoding="utf-8")
    assert file_with("Process_1", [broken, gone]) is None


def test_who_starts_a_case_that_is_not_waited_for_is_written_in_the_panel(window: MainWindow, call: str) -> None:
    from PySide6.QtWidgets import QCheckBox, QLineEdit

    document = document_of(window)
    window.context.selection.set([call])
    turn()
    panel = window.place_widget("design").properties  # type: ignore[union-attr]
    starter, waits = (
        panel.findChild(QLineEdit, "property-called-starter"),
        panel.findChild(QCheckBox, "property-called-waits"),
    )
    assert not starter.isEnabled(), "a process that is waited for has the starter of this one"
    before = to_bytes(document)
    waits.click()
    turn()
    assert starter.isEnabled()
    QTest.keyClicks(starter, "handover")
    assert document.index.nodes[call].extension["service"]["starter"] == "handover"  # type: ignore[index,call-overload]
    starter.clearFocus()
    document.undo()
    document.undo()
    assert to_bytes(document) == before
    assert starter.text() == ""
