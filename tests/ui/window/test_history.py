"""Undo over several files, in the order of their edits."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from modeler.document.editable import edit_together
from modeler.document.json_document import JsonDocument, open_json
from modeler.ui.app import application
from modeler.ui.history import EditHistory
from runner.data.dictionary import Dictionary, Element


def files(folder: Path) -> tuple[JsonDocument[Dictionary], JsonDocument[Dictionary]]:
    return open_json(Dictionary, folder / "a.json"), open_json(Dictionary, folder / "b.json")


def change(file: JsonDocument[Dictionary], code: str) -> None:
    elements = [*file.value.elements, Element(code=code)]
    file.set(file.value.model_copy(update={"elements": elements}))


def codes(file: JsonDocument[Dictionary]) -> list[str]:
    return [one.code for one in file.value.elements]


def test_steps_are_taken_back_in_the_order_they_were_made(tmp_path: Path) -> None:
    application()
    parent = QObject()
    history = EditHistory(parent)
    first, second = files(tmp_path)
    for file in (first, second, first):
        history.follow(file)
    change(first, "x")
    change(second, "y")
    change(first, "z")
    history.undo()
    assert (codes(first), codes(second)) == (["x"], ["y"])
    history.undo()
    assert (codes(first), codes(second)) == (["x"], [])
    assert [history.can_redo] == [True]
    history.redo()
    history.redo()
    assert (codes(first), codes(second)) == (["x", "z"], ["y"])
    assert not history.can_redo
    history.forget()
    assert not history.can_undo and len(first.changed) == 0


def test_a_step_over_two_files_is_one(tmp_path: Path) -> None:
    application()
    parent = QObject()
    history = EditHistory(parent)
    first, second = files(tmp_path)
    history.follow(first)
    history.follow(second)
    with edit_together("both", [first, second]):
        change(first, "x")
        change(second, "y")
    history.undo()
    assert codes(first) == codes(second) == []
    history.redo()
    assert (codes(first), codes(second)) == (["x"], ["y"])


def test_a_file_keeps_its_order_of_keys(tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    path.write_text(
        '{\n  "choices": [],\n  "elements": [\n    {\n      "type": "text",\n      "code": "a"\n    }\n  ]\n}\n'
    )
    file = open_json(Dictionary, path)
    change(file, "b")
    file.save()
    lines = path.read_text("utf-8").split("\n")
    assert lines.index('  "choices": [],') < lines.index('  "elements": [')
    assert lines.index('      "type": "text",') < lines.index('      "code": "a"')
