"""Approvals as plain BPMN out of the window: the report first, then the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from modeler.document.commands.properties import set_property
from modeler.document.io import to_bytes
from modeler.portable.expand import expand
from modeler.ui.portable_dialog import PortableDialog
from modeler.ui.window import MainWindow
from runner.core.messages import word
from tests.ui.window_builder import a_window, turn, until


def opened(window: MainWindow) -> PortableDialog:
    """The dialog, asked for in the menu and filled."""
    window.commands.actions["file.portable"].trigger()
    (dialog,) = [one for one in window.findChildren(PortableDialog) if one.isVisible()]
    until(lambda: dialog.table.model() is not None and dialog.table.model().rowCount() > 0)
    return dialog


def cells(dialog: PortableDialog, column: int) -> list[str]:
    model = dialog.table.model()
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_is_shown_and_the_file_written_where_one_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    target = tmp_path / "plain"
    asked: list[str] = []

    def choose(_parent: object, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        asked.append(start)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    with a_window(sample=True, language=language) as window:
        document = window.context.document
        assert document is not None
        before = to_bytes(document)
        dialog = opened(window)
        fates = cells(dialog, 0)
        assert list(dict.fromkeys(fates)) == [word("fate", one) for one in ("weaker", "dropped", "expressed")]
        assert all(cells(dialog, 2))
        assert dialog.save.isEnabled()
        QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
        turn()
        assert asked == [str((document.path or Path()).with_name("leave-portable.bpmn"))]
        assert target.with_suffix(".bpmn").read_bytes() == expand(document).data
        assert to_bytes(document) == before
        assert not document.is_dirty
        assert window.banner.isVisible()


def test_cancelled_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: pytest.fail("it was cancelled"))
    with a_window(sample=True) as window:
        dialog = opened(window)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        turn()
        window.commands.actions["file.portable"].trigger()  # closed at once, while the work goes on
        (dialog,) = [one for one in window.findChildren(PortableDialog) if one.isVisible()]
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        until(lambda: not window.context.jobs.busy)
        turn()


def test_a_refusal_says_where_and_why_and_offers_no_file() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        set_property(document, "Task_hr", "loop", {"kind": "parallel", "collection": "[1]"})
        dialog = opened(window)
        assert cells(dialog, 0) == ["Task_hr"]
        assert all(cells(dialog, 1)) and all(cells(dialog, 2))
        assert not dialog.save.isEnabled()
        dialog.reject()
        turn()


def test_a_process_without_approvals_may_be_written_all_the_same() -> None:
    with a_window() as window:
        window.files.new()
        turn()
        document = window.context.document
        assert document is not None
        window.commands.actions["file.portable"].trigger()
        (dialog,) = [one for one in window.findChildren(PortableDialog) if one.isVisible()]
        until(dialog.save.isEnabled)
        assert "nothing" in dialog.heading.text()
        dialog.reject()
        turn()
