"""Foldable groups of properties: a heading, then captions with their fields."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from runner.ui.kit.icons import icon
from runner.ui.kit.texts import label


class PropertyGroup(QWidget):
    """A group that folds. Rows stand below each other: a small caption, then the field, then what is wrong.

    Give it its `parent` before its rows: Qt styles a widget and all in it again whenever it gets another one.
    """

    folded = Signal(bool)

    def __init__(self, title: str, *, open_: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 12)
        column.setSpacing(8)
        self._head = QPushButton(title, self)
        self._head.setProperty("kind", "group")
        self._head.setIconSize(QSize(12, 12))
        self._head.setCheckable(True)
        self._head.setChecked(open_)
        self._head.toggled.connect(self._fold)
        column.addWidget(self._head, alignment=Qt.AlignmentFlag.AlignLeft)
        self._inside = QWidget(self)
        self.rows = QVBoxLayout(self._inside)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(12)
        column.addWidget(self._inside)
        self._fold(open_, tell=False)

    @property
    def is_open(self) -> bool:
        """Whether its rows are shown."""
        return self._head.isChecked()

    def add(self, caption: str, field: QWidget | QLayout, *, hint: str = "") -> None:
        """One field with its caption above it."""
        box = QVBoxLayout()
        box.setSpacing(4)
        if caption and not isinstance(field, QCheckBox):
            head = label(caption, "caption")
            box.addWidget(head)
            if isinstance(field, QWidget):
                head.setBuddy(field)
                field.setAccessibleName(caption)
        if isinstance(field, QLayout):
            box.addLayout(field)
        else:
            box.addWidget(field)
        if hint:
            box.addWidget(label(hint, "caption", wrap=True))
        self.rows.addLayout(box)

    def add_widget(self, widget: QWidget) -> None:
        """Something that needs no caption."""
        self.rows.addWidget(widget)

    def add_row(self, *widgets: QWidget) -> None:
        """Widgets beside each other, the last one stretched."""
        row = QHBoxLayout()
        row.setSpacing(8)
        for index, widget in enumerate(widgets):
            row.addWidget(widget, 1 if index == len(widgets) - 1 else 0)
        self.rows.addLayout(row)

    def _fold(self, open_: bool, tell: bool = True) -> None:
        self._head.setIcon(icon("chevron-down" if open_ else "chevron-right"))
        self._inside.setVisible(open_)
        if tell:
            self.folded.emit(open_)


def captioned(caption: str, field: QWidget, *below: QWidget | None, wrap: bool = False) -> QWidget:
    """A field with its caption above it and what is said below it, to be shown and hidden together."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    head = label(caption, "caption", wrap=wrap)
    head.setBuddy(field)
    field.setAccessibleName(caption)
    for one in (head, field, *below):
        if one is not None:
            column.addWidget(one)
    return box
