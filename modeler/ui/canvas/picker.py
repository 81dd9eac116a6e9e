"""A list of element types with typed search: for the morph menu, and to create or append anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from modeler.bpmn.elements import SPECS
from modeler.ui.canvas.icons import glyph_icon, spec_icon
from runner.core.i18n import tr as _
from runner.core.tokens import Theme

_WIDTH, _HEIGHT = 300, 340


@dataclass(frozen=True)
class Toggle:
    """A switch above the list: its sign, what it says, whether it is on, and what it does."""

    sign: str
    tip: str
    on: bool
    act: Callable[[bool], None]


class ElementPicker(QFrame):
    """Type to search, arrows to move, Enter to take, Escape to close."""

    def __init__(
        self,
        specs: Iterable[str],
        theme: Theme,
        chosen: Callable[[str], None],
        parent: QWidget,
        toggles: Sequence[Toggle] = (),
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("element-picker")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._chosen = chosen
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(_("Search element types"))
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget(self)
        self.list.setIconSize(QSize(22, 22))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        if toggles:
            column.addLayout(self._switches(toggles, theme))
        column.addWidget(self.search)
        column.addWidget(self.list)
        for spec_id in specs:
            entry = QListWidgetItem(spec_icon(spec_id, theme), _(SPECS[spec_id].label))
            entry.setData(Qt.ItemDataRole.UserRole, spec_id)
            self.list.addItem(entry)
        self.list.setCurrentRow(0)
        self.setStyleSheet(
            f"#element-picker {{ background: {theme.surface}; border: 1px solid {theme.strong_line}; }}"
            f"QToolButton {{ border: 1px solid {theme.line}; border-radius: 4px; padding: 3px;"
            f" background: {theme.surface}; }}"
            f"QToolButton:checked {{ background: {theme.accent_soft}; border-color: {theme.accent}; }}"
            f"QListWidget {{ background: {theme.surface}; border: none; color: {theme.text}; }}"
            f"QListWidget::item {{ padding: 4px; }}"
            f"QListWidget::item:selected {{ background: {theme.accent_soft}; color: {theme.text}; }}"
            f"QLineEdit {{ background: {theme.surface}; color: {theme.text}; padding: 5px;"
            f" border: 1px solid {theme.strong_line}; border-radius: 6px; }}"
        )
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self.list.itemClicked.connect(lambda _item: self._take())
        self.resize(_WIDTH, _HEIGHT)

    def _switches(self, toggles: Sequence[Toggle], theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        for toggle in toggles:
            button = QToolButton(self)
            button.setObjectName(f"toggle-{toggle.sign}")
            button.setIcon(glyph_icon(toggle.sign, theme))
            button.setIconSize(QSize(18, 18))
            button.setToolTip(toggle.tip)
            button.setAccessibleName(toggle.tip)
            button.setCheckable(True)
            button.setChecked(toggle.on)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda checked, act=toggle.act: self._switch(act, checked))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _switch(self, act: Callable[[bool], None], on: bool) -> None:
        self.close()
        act(on)

    def open_at(self, place: QPoint) -> None:
        """Show with the upper left corner at a place on the screen, moved so that all of it is seen."""
        screen = self.screen().availableGeometry()
        x = max(screen.left(), min(place.x(), screen.right() - _WIDTH))
        y = max(screen.top(), min(place.y(), screen.bottom() - _HEIGHT))
        self.move(x, y)
        self.show()
        self.search.setFocus()

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        first: QListWidgetItem | None = None
        for row in range(self.list.count()):
            entry = self.list.item(row)
            spec_id = str(entry.data(Qt.ItemDataRole.UserRole))
            known = f"{entry.text()} {SPECS[spec_id].label} {spec_id}".casefold()
            hidden = not all(word in known for word in words)
            entry.setHidden(hidden)
            first = first or (None if hidden else entry)
        if first is not None:
            self.list.setCurrentItem(first)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter work while the search has the focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        row = self.list.currentRow() + by
        while 0 <= row < self.list.count():
            if not self.list.item(row).isHidden():
                self.list.setCurrentRow(row)
                return
            row += by

    def _take(self) -> None:
        entry = self.list.currentItem()
        if entry is None or entry.isHidden():
            return
        spec_id = str(entry.data(Qt.ItemDataRole.UserRole))
        self.close()
        self._chosen(spec_id)
