"""Nothing is lost: undo says what it takes back, journals reach the disk, what was left comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from modeler.document.commands import rename
from modeler.document.document import Document
from modeler.document.journal_file import JournalFile
from runner.core.i18n import tr
from tests.ui.window_builder import a_window, turn


def test_undo_and_redo_say_which_step_in_the_language_of_the_window() -> None:
    with a_window(sample=True) as window:
        assert window.context.document is not None
        rename(window.context.document, "Task_head1", "Other")
        assert window.commands.actions["edit.undo"].text() == "Undo: Rename"
        window.switch_language()
        turn()
        assert window.commands.actions["edit.undo"].text() == f"{tr('Undo')}：{tr('Rename')}"
        window.switch_language()
        window.undo()
        turn()
        assert window.commands.actions["edit.undo"].text() == "Undo"
        assert window.commands.actions["edit.redo"].text() == "Redo: Rename"


def test_what_is_typed_after_the_focus_left_is_a_step_of_its_own() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        window.context.selection.set(["Task_head1"])
        window.activateWindow()
        turn()
        field = window.findChild(QLineEdit, "property-name")
        assert field is not None
        before = field.text()
        field.setFocus()
        field.end(False)
        QTest.keyClicks(field, "a")
        window.place_widget("design").canvas.setFocus()  # type: ignore[union-attr]
        turn()
        field.setFocus()
        field.end(False)
        QTest.keyClicks(field, "b")
        window.undo()
        assert document.index.nodes["Task_head1"].name == before + "a"


def test_journals_of_changed_files_reach_the_disk_and_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_window(sample=True) as window:
        flushed: list[JournalFile] = []
        monkeypatch.setattr(JournalFile, "flush", lambda journal: flushed.append(journal))
        assert window.context.document is not None and window.context.workspace is not None
        rename(window.context.document, "Task_head1", "Other")
        words = window.context.workspace.dictionary
        words.set(words.value.model_copy(update={"elements": []}))
        window.context.flush()
        window.context.flush()
        assert len(flushed) == 2


def test_work_left_in_a_workspace_is_offered_when_it_is_opened_and_brought_back() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None and document.path is not None
        path = Path(document.path)
        rename(document, "Task_head1", "not saved")
        kept = document.recorder
        assert isinstance(kept, JournalFile)
        kept.abandon()
        document.recorder = None
    with a_window() as window:
        window.files.open_path(path)
        turn()
        assert window.banner.isVisible()
        window.banner._act()
        turn()
        found: Document | None = window.context.document
        assert found is not None and found.index.nodes["Task_head1"].name == "not saved"
        assert window.context.documents == (found,)
        window.undo()
        assert not found.is_dirty


def test_a_file_that_cannot_be_read_leaves_workspace_and_process_as_they_are(tmp_path: Path) -> None:
    with a_window(sample=True) as window:
        workspace, document = window.context.workspace, window.context.document
        assert not window.files.open_path(tmp_path / "none.bpmn")
        assert window.context.workspace is workspace
        assert window.context.document is document
