"""What others do to open files is noticed, told with what differs, and settled as the user says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QPushButton, QWidget

from modeler.document.commands import rename
from modeler.document.document import Document
from modeler.document.io import to_bytes
from modeler.ui.closing import LeavingDialog
from modeler.ui.disk_dialog import DiskDialog
from modeler.ui.held import HeldDialog
from modeler.ui.recovery_dialog import RecoveryDialog
from modeler.ui.window import MainWindow
from runner.core.atomic import write_bytes
from runner.core.errors import FileError
from runner.data.dictionary import Dictionary
from tests.ui.window_builder import a_window, turn, until

ROOT = Path(__file__).resolve().parents[3]


def press(button: QAbstractButton) -> None:
    """Click it as a person does: only what can be seen."""
    assert button.isVisible() and button.isEnabled(), button.text()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    turn()


def choice_of(window: MainWindow, text: str) -> QPushButton:
    """The visible button of the banner with this text."""
    return next(one for one in window.banner.findChildren(QPushButton) if one.isVisible() and one.text() == text)


def dialog_of(window: MainWindow, kind: type[QWidget]) -> QWidget:
    """The one open dialog of a kind."""
    (found,) = [one for one in window.findChildren(kind) if one.isVisible()]
    return found


@contextmanager
def a_changed_file() -> Iterator[tuple[MainWindow, Document, Path, bytes]]:
    """A window with an unsaved name, and another name of another task on disk; noticed with the focus."""
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None and document.path is not None
        rename(document, "Task_head1", "mine")
        theirs = document.path.read_bytes().replace(b'id="Task_hr" name="', b'id="Task_hr" name="theirs ')
        assert theirs != document.path.read_bytes()
        document.path.write_bytes(theirs)
        window.files.look_at_disk()
        turn()
        assert window.banner.isVisible()
        yield window, document, document.path, theirs


def test_the_difference_is_shown_and_the_one_from_disk_can_be_taken_and_undone() -> None:
    with a_changed_file() as (window, document, path, theirs):
        mine = to_bytes(document)
        press(choice_of(window, "See what differs"))
        dialog = dialog_of(window, DiskDialog)
        assert isinstance(dialog, DiskDialog)
        model = dialog.table.model()
        rows = {model.index(row, 2).data(): model.index(row, 3).data() for row in range(model.rowCount())}
        assert any("mine →" in told for told in rows.values()) and any("→ theirs" in told for told in rows.values())
        press(dialog.theirs)
        assert to_bytes(document) == theirs == path.read_bytes() and not document.is_dirty
        window.undo()
        assert to_bytes(document) == mine and document.is_dirty
        window.redo()
        assert to_bytes(document) == theirs and not document.is_dirty


def test_keeping_mine_writes_it_and_puts_the_other_aside() -> None:
    with a_changed_file() as (window, document, path, theirs):
        assert not window.files.save()
        turn()
        dialog = dialog_of(window, DiskDialog)
        assert isinstance(dialog, DiskDialog)
        press(dialog.mine)
        assert path.read_bytes() == to_bytes(document) and not document.is_dirty
        (aside,) = (path.parents[1] / ".slipway" / "replaced").iterdir()
        assert aside.read_bytes() == theirs and str(aside) in window.banner._means.text()


def test_mine_can_be_saved_as_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_changed_file() as (window, document, path, theirs):
        mine, copy = to_bytes(document), tmp_path / "我的 copy.bpmn"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_all: (str(copy), ""))
        window.files.disk.settle([document])
        dialog = dialog_of(window, DiskDialog)
        assert isinstance(dialog, DiskDialog)
        press(dialog.copy)
        assert copy.read_bytes() == mine and path.read_bytes() == theirs == to_bytes(document)


def test_deciding_later_changes_nothing_and_saving_asks_again() -> None:
    with a_changed_file() as (window, document, path, theirs):
        for _time in range(2):
            assert not window.files.save()
            turn()
            dialog = dialog_of(window, DiskDialog)
            assert isinstance(dialog, DiskDialog)
            press(dialog.later)
            assert path.read_bytes() == theirs and document.index.nodes["Task_head1"].name == "mine"


def test_a_dictionary_that_was_changed_elsewhere_shows_its_terms() -> None:
    with a_window(sample=True) as window:
        assert window.context.workspace is not None
        words = window.context.workspace.dictionary
        first = words.value.elements[0].code
        words.set(Dictionary(elements=words.value.elements[1:]), "Remove term")
        assert words.path is not None
        theirs = words.path.read_bytes().replace(b'"unit": "day"', b'"unit": "hour"')
        words.path.write_bytes(theirs)
        window.files.look_at_disk()
        press(choice_of(window, "See what differs"))
        dialog = dialog_of(window, DiskDialog)
        assert isinstance(dialog, DiskDialog)
        model = dialog.table.model()
        told = [[model.index(row, column).data() for column in range(4)] for row in range(model.rowCount())]
        assert any(row[:2] == ["Only on disk", "Terms"] for row in told), told
        press(dialog.theirs)
        assert words.value.elements[0].code == first and not words.is_dirty
        words.undo()
        assert words.is_dirty and len(words.value.elements) >= 1


def test_a_renamed_file_is_followed() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None and document.path is not None
        rename(document, "Task_head1", "mine")
        other = document.path.with_name("请假.bpmn")
        document.path.rename(other)
        window.files.look_at_disk()
        press(choice_of(window, "Go on with 请假.bpmn"))
        assert document.path == other and window.files.save() and other.read_bytes() == to_bytes(document)


def test_a_deleted_file_is_saved_again_where_it_was() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None and document.path is not None
        path, before = document.path, document.path.read_bytes()
        path.unlink()
        window.files.look_at_disk()
        assert document.is_dirty
        press(choice_of(window, "Save it there again"))
        assert path.read_bytes() == before and not document.is_dirty


def test_a_file_that_cannot_be_written_is_offered_another_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None and document.path is not None
        rename(document, "Task_head1", "mine")
        document.path.chmod(0o444)
        assert not window.files.save()
        assert "write-protected" in window.banner._what.text()
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_all: (str(tmp_path / "else.bpmn"), ""))
        press(choice_of(window, "Save as…"))
        assert (tmp_path / "else.bpmn").read_bytes() == to_bytes(document) and not document.is_dirty


def test_a_journal_that_cannot_be_written_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None

        def full(*_all: object) -> int:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("os.open", full)
            rename(document, "Task_head1", "mine")
            window.context.flush()
            assert "in memory only" in window.banner._what.text()
            window.banner.hide()
            window.context.flush()
            assert not window.banner.isVisible()
        window.context.flush()
        assert document.unrecorded is None


_HOLD = """
import sys
from modeler.ui.context import Context
from modeler.ui.app import application
from runner.core.settings import Settings
application()
context = Context(Settings())
context.open_document(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


def test_two_programs_on_one_file_know_of_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_window(sample=True) as window:
        assert window.context.document is not None
        path = window.context.document.path
        window.context.close_document(window.context.document)
        command = [sys.executable, "-c", _HOLD, str(path)]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as other:
            assert other.stdout is not None and other.stdout.readline() == "open\n"
            monkeypatch.setattr(HeldDialog, "exec", lambda dialog: dialog.read.click())
            assert path is not None and window.files.open_path(path)
            document = window.context.document
            assert document is not None and document.held_by is not None and document.held_by.pid == other.pid
            with pytest.raises(FileError) as caught:
                rename(document, "Task_head1", "not allowed")
            assert caught.value.code == "document.held"
            press(choice_of(window, "Open a copy"))
            copy = window.context.document
            assert copy is not None and copy.path is None
            rename(copy, "Task_head1", "in the copy")
            assert window.files.open_path(path)
            other.kill()
        window.files.look_at_disk()
        again = window.context.document
        assert again is not None and again.held_by is None
        rename(again, "Task_head1", "allowed now")


def test_two_windows_of_one_program_know_of_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_window(sample=True) as first, a_window() as second:
        assert first.context.document is not None and first.context.document.path is not None
        monkeypatch.setattr(HeldDialog, "exec", lambda dialog: dialog.cancel.click())
        assert not second.files.open_path(first.context.document.path) and second.context.document is None
        monkeypatch.setattr(HeldDialog, "exec", lambda dialog: dialog.copy.click())
        assert second.files.open_path(first.context.document.path)
        assert second.context.document is not None and second.context.document.path is None


def test_work_kept_at_the_end_is_open_again_at_the_next_start(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[int] = []

    def keep(dialog: LeavingDialog) -> None:
        shown.append(len(dialog.findChildren(QPushButton)))
        dialog.buttons["keep"].click()

    monkeypatch.setattr(LeavingDialog, "exec", keep)
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None and document.path is not None and window.context.workspace is not None
        path, disk = document.path, document.path.read_bytes()
        rename(document, "Task_head1", "kept")
        words = window.context.workspace.dictionary
        words.set(Dictionary(elements=words.value.elements[1:]), "Remove term")
        kept = words.value
        window.files.new()
        assert window.context.document is not None
        rename(window.context.document, "StartEvent_1", "untitled, kept")
        window.context.show_document(document)
        assert window.close()
        assert shown == [4] and path.read_bytes() == disk
    with a_window() as window:
        window.files.recovering.start_again()
        turn()
        names = {one.path.name if one.path else "": one for one in window.context.documents}
        assert set(names) == {"leave.bpmn", ""} and window.place == "design"
        assert names["leave.bpmn"].index.nodes["Task_head1"].name == "kept" and names["leave.bpmn"].is_dirty
        assert names[""].index.nodes["StartEvent_1"].name == "untitled, kept"
        assert window.context.workspace is not None and window.context.workspace.dictionary.value == kept
        names["leave.bpmn"].undo()
        assert not names["leave.bpmn"].is_dirty
        window.context.workspace.dictionary.undo()


def test_what_was_left_over_a_newer_file_is_listed_and_not_applied_by_itself() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None and document.path is not None and document.recorder is not None
        path = document.path
        rename(document, "Task_head1", "left")
        document.recorder.abandon()
        document.recorder = None
    write_bytes(path, path.read_bytes().replace(b"Task_hr", b"Task_hx"))
    with a_window() as window:
        window.files.open_path(path)
        turn()
        press(choice_of(window, "Show the list"))
        dialog = dialog_of(window, RecoveryDialog)
        assert isinstance(dialog, RecoveryDialog)
        assert "changed on disk since" in dialog.model.item(0, 3).text() and dialog.model.item(0, 2).text() == "1"
        assert window.context.document is not None and "Task_hx" in window.context.document.index.nodes
        press(dialog.back)
        until(lambda: window.context.document is not None and window.context.document.is_dirty)
        assert window.context.document.index.nodes["Task_head1"].name == "left"
        assert not window.files.save()
        turn()
        later = dialog_of(window, DiskDialog)
        assert isinstance(later, DiskDialog)
        press(later.later)


def test_a_damaged_journal_is_listed_and_can_be_thrown_away() -> None:
    from modeler.document.journal_file import journal_folder

    folder = journal_folder(None)
    folder.mkdir(parents=True)
    (folder / "x-1.jsonl").write_bytes(b"no journal\n")
    with a_window() as window:
        window.files.recovering.start_again()
        press(choice_of(window, "Show the list"))
        dialog = dialog_of(window, RecoveryDialog)
        assert isinstance(dialog, RecoveryDialog)
        dialog.model.item(0, 0).setCheckState(Qt.CheckState.Checked)
        press(dialog.away)
    assert not list(folder.iterdir())
