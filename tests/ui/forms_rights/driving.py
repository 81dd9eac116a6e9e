"""Driving the place with mouse and keys."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QWidget

from modeler.ui.places.forms_rights.place import FormsRights
from modeler.ui.window import MainWindow
from runner.core.folders import data_folder
from runner.core.resources import resource_folder
from runner.ui.kit.style import body_size, current_theme, style_sheet
from tests.ui.window_builder import a_window, turn

_windows = ExitStack()
_open: list[MainWindow] = []


def shared_window() -> MainWindow:
    """One window for all tests of this folder; `close_shared` ends it."""
    if not _open:
        _open.append(_windows.enter_context(a_window()))
        dressed(False)
    return _open[0]


def dressed(on: bool) -> None:
    """The style sheet takes most of the time of a test, and only those that look at sizes need it."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    sheet = style_sheet(current_theme(), body_size()) if on else ""
    if application.styleSheet() != sheet:
        application.setStyleSheet(sheet)


def close_shared() -> None:
    """Close the window if there is one."""
    _open.clear()
    _windows.close()


@contextmanager
def the_place(kind: str = "form", ref: str = "leave") -> Iterator[tuple[MainWindow, FormsRights]]:
    """A new copy of the sample with this page of the place shown, made for this test."""
    window = shared_window()
    dressed(False)
    folder = Path(shutil.copytree(resource_folder() / "samples" / "office", data_folder() / "office"))
    window.context.open_document(folder / "processes" / "leave.bpmn")
    window.show_place("forms-rights")
    place = window.place_widget("forms-rights")
    assert isinstance(place, FormsRights)
    place.show_page(kind, ref)
    turn()
    try:
        yield window, place
    finally:
        window.banner.hide()
        window.show_place("library")
        for document in window.context.documents:
            window.context.close_document(document)
        for name in [one for one in window._places if one != "library"]:
            window._places.pop(name).deleteLater()
        turn()


def undo(window: MainWindow) -> None:
    """Ctrl+Z as the window does it."""
    window.commands.run("edit.undo")
    turn()


def redo(window: MainWindow) -> None:
    """Ctrl+Y as the window does it."""
    window.commands.run("edit.redo")
    turn()


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """A click with the left button."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or QPoint())
    turn()


def click_cell(view: QAbstractItemView, row: int, column: int, modifier: Qt.KeyboardModifier | None = None) -> None:
    """A click on a cell."""
    index = view.model().index(row, column)
    at = view.visualRect(index).center()
    keys = modifier or Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, at)
    turn()


def type_into_cell(view: QAbstractItemView, row: int, column: int, text: str) -> None:
    """Double-click a cell, type over it, and press Enter."""
    index = view.model().index(row, column)
    view.scrollTo(index)
    view.setCurrentIndex(index)
    open_already = [one for one in view.viewport().findChildren(QLineEdit) if one.isVisible()]
    if not open_already:
        view.edit(index)
    editor = next(one for one in view.viewport().findChildren(QLineEdit) if one.isVisible())
    type_over(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    turn()


def type_over(editor: QLineEdit, text: str) -> None:
    """Replace what stands in a field."""
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    if text.isascii():
        QTest.keyClicks(editor, text)
    else:  # as an input method hands it over
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(editor, event)


def texts(model: QAbstractItemModel, column: int = 0) -> list[str]:
    """What a column shows."""
    return [str(model.index(row, column).data() or "") for row in range(model.rowCount())]


def row_of(model: QAbstractItemModel, text: str, column: int = 0) -> int:
    """The row that shows a text."""
    return next(number for number, shown in enumerate(texts(model, column)) if shown.startswith(text))


def drop(target: QWidget, mime: str, value: str, at: QPoint) -> bool:
    """Drag something of our own over a widget and let it go there; whether it was taken."""
    data = QMimeData()
    data.setData(mime, value.encode())
    actions, button, keys = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(target, QDragEnterEvent(at, actions, data, button, keys))
    over = QDragMoveEvent(at, actions, data, button, keys)
    QApplication.sendEvent(target, over)
    if not over.isAccepted():
        return False
    QApplication.sendEvent(target, QDropEvent(at.toPointF(), actions, data, button, keys))
    turn()
    return True


def paste_keys(view: QWidget, text: str) -> None:
    """Ctrl+V of a text from elsewhere."""
    QApplication.clipboard().setText(text)
    QTest.keySequence(view, QKeySequence(QKeySequence.StandardKey.Paste))
    turn()
