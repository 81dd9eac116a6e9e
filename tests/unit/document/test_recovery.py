"""What a killed program was doing comes back: the work, the undo history, untitled documents too."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from modeler.document.commands import append_node, make_space, rename, replace
from modeler.document.document import Document
from modeler.document.io import new_document, open_document, recover, save_document, to_bytes
from modeler.document.journal_file import JournalFile, journal_folder
from modeler.document.json_document import recover_json
from modeler.document.recovery import forget, left_behind, left_behind_in
from modeler.document.workspace import create_workspace, open_workspace
from runner.core.errors import FileError, FormatError
from runner.data.dictionary import Dictionary
from tests.bench.models import bpmn_of
from tests.helpers.builders import an_approval
from tests.helpers.kills import kill_once
from tests.helpers.steady import check_index


def killed(doc: Document) -> None:
    """What the system does with the open files of a killed program."""
    assert isinstance(doc.recorder, JournalFile)
    doc.recorder.abandon()


def worked_on(doc: Document, first: str) -> None:
    task = append_node(doc, first, "user-task")
    with pytest.raises(ZeroDivisionError), doc.transaction("fails"):
        append_node(doc, task, "user-task")
        raise ZeroDivisionError
    append_node(doc, task, "exclusive-gateway")
    for text in ("n", "ne", "new"):
        rename(doc, task, text, merge_key="name")
    doc.undo()
    doc.redo()
    replace(doc, task, "service-task")
    doc.undo()


def test_an_untitled_document_comes_back_with_its_history() -> None:
    doc = new_document("Leave", seed=1)
    worked_on(doc, "StartEvent_1")
    killed(doc)
    (entry,) = left_behind()
    assert (entry.path, entry.name, entry.is_stale) == (None, "Leave", False)
    again = recover(entry)
    assert to_bytes(again) == to_bytes(doc)
    assert (again.undo_label, again.redo_label) == (doc.undo_label, doc.redo_label)
    assert again.is_dirty
    doc.recorder = None
    while doc.can_undo:
        doc.undo()
        again.undo()
        assert to_bytes(again) == to_bytes(doc)
    again.close()
    assert left_behind() == []


def test_a_saved_file_has_nothing_to_recover_until_it_is_changed_again(tmp_path: Path) -> None:
    path = an_approval().file(tmp_path / "a.bpmn")
    doc = open_document(path, seed=1)
    worked_on(doc, "B")
    save_document(doc)
    rename(doc, "A", "after the save")
    killed(doc)
    (entry,) = left_behind(path)
    assert (entry.path, entry.steps, entry.is_stale) == (path.resolve(), 1, False)
    again = recover(entry)
    assert again.is_dirty and to_bytes(again) == to_bytes(doc)
    again.undo()
    assert not again.is_dirty and to_bytes(again) == path.read_bytes()
    save_document(again)
    killed(again)
    assert left_behind(path) == []


def test_a_file_that_changed_meanwhile_is_told_and_not_overwritten(tmp_path: Path) -> None:
    path = an_approval().file(tmp_path / "a.bpmn")
    doc = open_document(path)
    rename(doc, "A", "mine")
    killed(doc)
    path.write_bytes(path.read_bytes() + b"\n")
    (entry,) = left_behind(path)
    assert entry.is_stale
    again = recover(entry)
    with pytest.raises(FileError) as caught:
        save_document(again)
    assert caught.value.code == "file.changed"
    again.close()


def test_the_journal_of_a_workspace_file_lies_in_the_workspace(tmp_path: Path) -> None:
    space = create_workspace(tmp_path / "w", "Office")
    path = an_approval().file(space.folder / "processes" / "a.bpmn")
    doc = space.open_process("processes/a.bpmn")
    rename(doc, "A", "x")
    assert list((space.folder / ".slipway" / "journals").glob("a-*.jsonl"))
    killed(doc)
    assert [entry.path for entry in left_behind_in(space.folder)] == [path]
    forget(left_behind(path)[0])
    assert not list(journal_folder(path).iterdir())


def test_a_json_file_comes_back_too(tmp_path: Path) -> None:
    space = create_workspace(tmp_path / "w", "Office")
    words = space.dictionary
    for code in ("days", "type"):
        words.set(Dictionary.model_validate({"elements": [{"code": code}]}), "Edit term")
    assert isinstance(words.recorder, JournalFile)
    words.recorder.abandon()
    (entry,) = left_behind(space.folder / "dictionary.json")
    again = recover_json(Dictionary, entry)
    assert again.value == words.value and again.is_dirty
    again.undo()
    assert again.value.elements[0].code == "days"
    again.save()
    assert open_workspace(space.folder).dictionary.value.elements[0].code == "days"
    again.close()


def test_an_open_document_is_nothing_left_behind_and_closing_removes_its_journal() -> None:
    doc = new_document()
    assert not journal_folder(None).exists()
    rename(doc, "StartEvent_1", "x")
    doc.flush()
    assert left_behind() == []
    doc.close()
    doc.close()
    assert not list(journal_folder(None).iterdir())


def test_a_line_that_was_cut_off_costs_only_itself() -> None:
    doc = new_document()
    rename(doc, "StartEvent_1", "one")
    rename(doc, "StartEvent_1", "two")
    killed(doc)
    (entry,) = left_behind()
    entry.file.write_bytes(entry.file.read_bytes()[:-5])
    again = recover(left_behind()[0])
    assert again.index.nodes["StartEvent_1"].name == "one"
    rename(again, "StartEvent_1", "three")
    killed(again)
    third = recover(left_behind()[0])
    assert third.index.nodes["StartEvent_1"].name == "three"
    third.close()


def test_a_damaged_journal_is_refused_with_its_line() -> None:
    doc = new_document()
    rename(doc, "StartEvent_1", "one")
    killed(doc)
    (entry,) = left_behind()
    entry.file.write_bytes(entry.file.read_bytes() + b'{"do":[["a",99999,"x","y"]],"label":"l"}\n')
    with pytest.raises(FormatError) as caught:
        recover(entry)
    assert caught.value.line == 2
    assert entry.file.exists()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sigkill_loses_no_committed_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setenv("SLIPWAY_HOME", str(tmp_path / "home"))
    assert kill_once(tmp_path, seed) >= 0


def test_all_files_of_a_workspace_are_found_and_take_the_place_of_what_was_opened_since(tmp_path: Path) -> None:
    space = create_workspace(tmp_path / "w", "Office")
    an_approval().file(space.folder / "processes" / "a.bpmn")
    process = space.open_process("processes/a.bpmn")
    rename(process, "A", "before the end")
    killed(process)
    form = space.forms.new("leave")
    form.set(form.value.model_copy(update={"id": "leave"}))
    space.dictionary.set(Dictionary.model_validate({"elements": [{"code": "days"}]}))
    for file in (form, space.dictionary):
        assert isinstance(file.recorder, JournalFile)
        file.recorder.abandon()
    again = open_workspace(space.folder)
    opened = again.open_process("processes/a.bpmn")
    entries = left_behind_in(again.folder)
    assert sorted(entry.name for entry in entries) == ["a.bpmn", "dictionary.json", "leave.form"]
    for entry in entries:
        again.recover(entry)
    assert opened.is_closed
    mended = again.open_process("processes/a.bpmn")
    assert mended.index.nodes["A"].name == "before the end" and mended.is_dirty
    assert again.forms["leave"].value.id == "leave"
    assert again.dictionary.value.elements[0].code == "days"
    assert left_behind_in(again.folder) == []
    again.close()


def test_a_file_changed_since_is_not_replaced_by_what_was_left(tmp_path: Path) -> None:
    space = create_workspace(tmp_path / "w", "Office")
    an_approval().file(space.folder / "processes" / "a.bpmn")
    process = space.open_process("processes/a.bpmn")
    rename(process, "A", "old")
    killed(process)
    again = open_workspace(space.folder)
    rename(again.open_process("processes/a.bpmn"), "A", "new")
    (entry,) = left_behind_in(again.folder)
    with pytest.raises(FileError):
        again.recover(entry)
    assert again.open_process("processes/a.bpmn").index.nodes["A"].name == "new"
    again.close()


def test_a_second_crash_after_a_reload_brings_back_both_what_was_loaded_and_what_was_before(tmp_path: Path) -> None:
    path = an_approval().file(tmp_path / "a.bpmn")
    doc = open_document(path)
    rename(doc, "A", "mine")
    mine = to_bytes(doc)
    theirs = path.read_bytes().replace(b'name="B"', b'name="theirs"')
    path.write_bytes(theirs)
    doc.take(theirs)
    assert to_bytes(doc) == theirs and not doc.is_dirty and doc.index.nodes["B"].name == "theirs"
    doc.undo()
    assert to_bytes(doc) == mine and doc.is_dirty
    doc.redo()
    assert to_bytes(doc) == theirs and not doc.is_dirty
    rename(doc, "B", "more")
    killed(doc)
    again = recover(left_behind(path)[0])
    again.undo()
    assert to_bytes(again) == theirs
    again.undo()
    assert to_bytes(again) == mine
    again.undo()
    assert again.index.nodes["A"].name == "A"
    again.close()


def test_a_long_journal_is_shortened_and_still_leads_to_the_same_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modeler.document.journal_file.LONG_BYTES", 2000)
    path = an_approval().file(tmp_path / "a.bpmn")
    doc = open_document(path)
    task = append_node(doc, "B", "user-task")
    for number in range(400):
        rename(doc, task, f"typed {number}", merge_key="name")
    doc.undo()
    doc.redo()
    recorder = doc.recorder
    assert isinstance(recorder, JournalFile) and recorder.file is not None
    before = recorder.file.stat().st_size
    save_document(doc)
    assert recorder.file.stat().st_size < before / 2
    rename(doc, "A", "after")
    rename(doc, "A", "later")
    doc.undo()
    killed(doc)
    again = recover(left_behind(path)[0])
    assert to_bytes(again) == to_bytes(doc)
    assert (again.undo_label, again.redo_label, again.is_dirty) == (doc.undo_label, doc.redo_label, True)
    again.undo()
    assert not again.is_dirty and to_bytes(again) == path.read_bytes()
    again.undo()
    again.undo()
    assert task not in again.index.nodes
    again.close()


def test_a_journal_on_a_full_disk_loses_half_a_line_and_goes_on_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = an_approval().file(tmp_path / "a.bpmn")
    doc = open_document(path)
    rename(doc, "A", "one")
    write = os.write

    def half(handle: int, data: bytes) -> int:
        write(handle, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.write", half)
    rename(doc, "A", "two")
    assert doc.unrecorded is not None and doc.index.nodes["A"].name == "two"
    monkeypatch.setattr("os.write", write)
    rename(doc, "A", "three")
    doc.flush()
    assert doc.unrecorded is None
    killed(doc)
    again = recover(left_behind(path)[0])
    assert to_bytes(again) == to_bytes(doc)
    again.undo()
    again.undo()
    assert again.index.nodes["A"].name == "one"
    again.close()


def test_a_workspace_folder_that_vanishes_takes_no_work_with_it(tmp_path: Path) -> None:
    space = create_workspace(tmp_path / "w", "Office")
    path = an_approval().file(space.folder / "processes" / "a.bpmn")
    doc = space.open_process(path)
    rename(doc, "A", "one")
    words = space.dictionary
    words.set(Dictionary.model_validate({"elements": [{"code": "days"}]}))
    shutil.rmtree(space.folder)
    rename(doc, "A", "two")
    for one in (doc, words):
        one.flush()
        one.flush()
        assert one.unrecorded is None
        with pytest.raises(FileError) as caught:
            save_document(doc)
        assert caught.value.code == "file.folder-gone"
    assert not space.folder.exists()
    for one in (doc, words):
        assert isinstance(one.recorder, JournalFile)
        one.recorder.abandon()
    entries = {entry.name: entry for entry in left_behind()}
    assert set(entries) == {"a.bpmn", "dictionary.json"}
    again = recover(entries["a.bpmn"])
    assert to_bytes(again) == to_bytes(doc) and again.is_dirty
    save_document(again, force=True)
    assert path.read_bytes() == to_bytes(doc)
    again.close()
    recover_json(Dictionary, entries["dictionary.json"]).close()


def test_a_file_that_was_deleted_is_not_lost_with_the_program(tmp_path: Path) -> None:
    path = an_approval().file(tmp_path / "a.bpmn")
    doc = open_document(path)
    path.unlink()
    with pytest.raises(FileError) as caught:
        save_document(doc)
    assert caught.value.code == "file.gone"
    doc.mark_unsaved(None)
    assert doc.is_dirty
    killed(doc)
    (entry,) = left_behind(path)
    again = recover(entry)
    assert again.is_dirty and to_bytes(again) == to_bytes(doc)
    again.close()


def test_an_end_between_saving_and_noting_it_leaves_nothing_unsaved(tmp_path: Path) -> None:
    path = an_approval().file(tmp_path / "a.bpmn")
    doc = open_document(path)
    rename(doc, "A", "saved")
    path.write_bytes(to_bytes(doc))
    killed(doc)
    again = recover(left_behind(path)[0])
    assert not again.is_dirty
    save_document(again)
    again.close()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x00\xff\x17 no journal\n" * 9, "recovery.foreign"),
        (b"[1, 2]\n", "recovery.foreign"),
        (b'{"slipwayJournal": 1, "base": 7, "path": {}}\n', "recovery.foreign"),
        (b'{"slipwayJournal": 99}\n', "recovery.newer"),
        (b'{"slipwayJournal": 1, "base": "0", "path": "\\u0000", "name": "x"}\n{"do": 1}\n', "recovery.no-base"),
    ],
)
def test_what_is_no_sound_journal_is_listed_with_its_fault_and_stops_nothing(content: bytes, code: str) -> None:
    folder = journal_folder(None)
    folder.mkdir(parents=True)
    (folder / "x-1.jsonl").write_bytes(content)
    (entry,) = left_behind()
    assert (entry.damage, entry.can_return) == (code, False)
    with pytest.raises(FormatError) as caught:
        recover(entry)
    assert caught.value.code == code
    assert (folder / "x-1.jsonl").read_bytes() == content
    forget(entry)
    assert left_behind() == []


@pytest.mark.parametrize("content", [b"", b'{"slip', b'{"slipwayJournal":1,"base'])
def test_a_journal_whose_first_line_was_never_whole_is_cleared_away(content: bytes) -> None:
    folder = journal_folder(None)
    folder.mkdir(parents=True)
    (folder / "x-1.jsonl").write_bytes(content)
    (folder / "x-1.base").write_bytes(b"x")
    assert left_behind() == [] and not list(folder.iterdir())


def test_what_came_before_the_damage_is_brought_back_and_the_damaged_file_kept(tmp_path: Path) -> None:
    path = an_approval().file(tmp_path / "a.bpmn")
    doc = open_document(path)
    for name in ("one", "two", "three"):
        rename(doc, "A", name)
    killed(doc)
    file = left_behind(path)[0].file
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:3], b"#" + lines[3]]))
    (entry,) = left_behind(path)
    assert (entry.damage, entry.can_return) == ("recovery.unreadable", True)
    with pytest.raises(FormatError):
        recover(entry)
    again = recover(entry, salvage=True)
    assert again.index.nodes["A"].name == "two" and file.with_suffix(".damaged").exists()
    rename(again, "A", "four")
    killed(again)
    third = recover(left_behind(path)[0])
    assert third.index.nodes["A"].name == "four"
    third.close()


def test_a_journal_of_a_file_with_a_very_long_name_is_kept_too(tmp_path: Path) -> None:
    path = an_approval().file(tmp_path / ("流" * 80 + ".bpmn"))
    doc = open_document(path)
    rename(doc, "A", "x")
    assert doc.unrecorded is None
    killed(doc)
    recover(left_behind(path)[0]).close()


def test_work_kept_on_purpose_says_so_and_nothing_is_kept_without_changes(tmp_path: Path) -> None:
    path = an_approval().file(tmp_path / "a.bpmn")
    doc, clean = open_document(path), new_document("clean")
    rename(doc, "A", "x")
    doc.keep()
    clean.keep()
    (entry,) = left_behind(path)
    assert (entry.is_kept, entry.steps) == (True, 1) and left_behind() == [entry]
    again = recover(entry)
    rename(again, "A", "y")
    killed(again)
    assert not left_behind(path)[0].is_kept


def test_space_made_in_a_large_model_comes_back_with_its_history(tmp_path: Path) -> None:
    (path := tmp_path / "large.bpmn").write_bytes(bpmn_of(120))
    doc = open_document(path)
    states = [to_bytes(doc)]
    for at, delta in ((600, 60.0), (900, -20.0), (100, 33.0)):
        make_space(doc, None, "x", at, delta)
        states.append(to_bytes(doc))
    doc.undo()
    killed(doc)
    again = recover(left_behind(path)[0])
    assert to_bytes(again) == states[2]
    again.redo()
    assert to_bytes(again) == states[3]
    for state in reversed(states[:-1]):
        again.undo()
        assert to_bytes(again) == state
    check_index(again)
    again.close()
