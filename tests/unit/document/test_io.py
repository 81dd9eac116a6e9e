"""Opening and saving files and workspaces."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from modeler.document.commands import rename
from modeler.document.home import nearest_workspace
from modeler.document.io import document_from_bytes, new_document, open_document, save_document, to_bytes
from modeler.document.json_document import open_json
from modeler.document.workspace import create_workspace, open_workspace
from runner.core.errors import FileError, FormatError
from runner.data.dictionary import Dictionary
from runner.forms.schema import Form
from tests.helpers.builders import an_approval


def test_a_changed_file_on_disk_is_not_overwritten(tmp_path: Path) -> None:
    path = an_approval().file(tmp_path / "a.bpmn")
    doc = open_document(path)
    rename(doc, "A", "mine")
    path.write_bytes(path.read_bytes().replace(b'name="B"', b'name="theirs"'))
    theirs = path.read_bytes()
    with pytest.raises(FileError) as caught:
        save_document(doc)
    assert caught.value.code == "file.changed"
    assert path.read_bytes() == theirs and doc.is_dirty
    save_document(doc, tmp_path / "b.bpmn")
    assert doc.path == tmp_path / "b.bpmn" and not doc.is_dirty
    doc.close()


def test_saving_again_and_undo_after_saving_give_the_source_bytes(tmp_path: Path) -> None:
    path = an_approval().file(tmp_path / "a.bpmn")
    source = path.read_bytes()
    doc = open_document(path)
    rename(doc, "A", "x")
    save_document(doc, backup=True)
    assert path.with_name("a.bpmn.bak").read_bytes() == source
    doc.undo()
    save_document(doc)
    assert path.read_bytes() == source
    doc.redo()
    assert doc.is_dirty
    save_document(doc)
    assert document_from_bytes(path.read_bytes(), "x").index.nodes["A"].name == "x"
    doc.close()


def test_an_untitled_document_asks_for_a_place(tmp_path: Path) -> None:
    doc = new_document('Q&A "1"', seed=1)
    with pytest.raises(FileError) as caught:
        save_document(doc)
    assert caught.value.code == "document.untitled"
    save_document(doc, tmp_path / "new.bpmn")
    again = open_document(tmp_path / "new.bpmn")
    assert next(iter(again.index.processes.values())).name == 'Q&A "1"'
    assert to_bytes(again) == to_bytes(doc)


def test_a_new_document_is_drawn_and_executable() -> None:
    doc = new_document()
    (process,) = doc.index.processes.values()
    (start,) = doc.index.nodes.values()
    assert process.executable and start.bounds is not None and start.spec == "start-event"


def test_views_are_plain_values() -> None:
    doc = an_approval().document()
    found = doc.view("G")
    assert found is not None and found.tag == "exclusiveGateway" and found.get("default") == "G_Yes"
    assert [item.text for item in found.all("outgoing")] == ["G_Yes", "G_No"]
    assert found.text_of("incoming") == "B_G" and found.first("nothing") is None
    assert doc.view("nobody") is None
    root = doc.view()
    assert root is not None and root.id == "Definitions_1"


def test_a_workspace_is_created_found_and_opened(tmp_path: Path) -> None:
    space = create_workspace(tmp_path / "my office", {"en": "My Office", "zh": "办公"})
    assert space.info.id == "my-office"
    path = an_approval().file(space.folder / "processes" / "a.bpmn")
    assert nearest_workspace(path) == space.folder
    assert open_workspace(space.folder).processes() == [path]
    assert space.open_process("processes/a.bpmn") is space.open_process(path)
    first = space.open_process(path)
    first.close()
    assert space.open_process(path) is not first
    assert nearest_workspace(tmp_path) is None
    with pytest.raises(FileError) as caught:
        create_workspace(space.folder, "again")
    assert caught.value.code == "workspace.exists"
    with pytest.raises(FileError) as caught:
        open_workspace(tmp_path)
    assert caught.value.code == "workspace.missing"
    space.close()


def test_json_files_have_their_own_undo_and_are_saved_whole(tmp_path: Path) -> None:
    space = create_workspace(tmp_path / "w", "Office")
    words = space.dictionary
    value = Dictionary.model_validate({"formatVersion": 1, "elements": [{"code": "days", "type": "number"}]})
    words.set(value, "Add term")
    assert words.is_dirty and words.undo_label == "Add term" and space.dictionary.value.elements
    words.undo()
    assert not words.value.elements
    words.redo()
    space.save()
    assert not words.is_dirty
    again = json.loads((space.folder / "dictionary.json").read_text("utf-8"))
    assert again["elements"][0]["code"] == "days"
    words.undo()
    (space.folder / "dictionary.json").write_text("{}", "utf-8")
    with pytest.raises(FileError) as caught:
        words.save()
    assert caught.value.code == "file.changed"


def test_forms_are_opened_by_name_and_made_new(tmp_path: Path) -> None:
    space = create_workspace(tmp_path / "w", "Office")
    form = space.forms.new("leave")
    form.set(Form(id="leave", components=[]), "New form")
    assert list(space.forms) == ["leave"]
    space.save()
    assert open_json(Form, space.forms.path("leave")).value.id == "leave"
    with pytest.raises(KeyError):
        space.forms["nobody"]


def test_a_json_file_that_does_not_fit_is_refused_with_its_path_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "dictionary.json"
    path.write_text('{"formatVersion": 1, "elements": [{"code": 5}]}', "utf-8")
    with pytest.raises(FormatError) as caught:
        open_json(Dictionary, path)
    assert "elements/0/code" in caught.value.message and str(path) in caught.value.message
    assert "5" in path.read_text("utf-8")
