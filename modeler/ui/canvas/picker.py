"""A list of element types with typed search: for the morph menu, and to create or append anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from modeler.bpmn.elements import SPECS
from modeler.ui.canvas.describing import description, heading, in_order
from modeler.ui.canvas.icons import glyph_icon, spec_icon
from modeler.ui.pinyin import initials
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.core.tokens import BODY, SMALL, Theme

_WIDTH, _HEIGHT = 300, 400
_ROW, _HEAD = 42, 24
_SPEC, _MORE, _KNOWN = (Qt.ItemDataRole.UserRole + number for number in range(3))


@dataclass(frozen=True)
class Toggle:
    """A switch above the list: its sign, what it says, whether it is on, and what it does."""

    sign: str
    tip: str
    on: bool
    act: Callable[[bool], None]


@dataclass(frozen=True)
class Extra:
    """A row of the list that is no element: its text, what it is for, and what it does."""

    text: str
    detail: str
    act: Callable[[], object]


class _Rows(QStyledItemDelegate):
    """A picture, a name, and below it what it is for; headings are small and muted."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, rect = self._theme, QRect(option.rect)
        painter.save()
        text, more = str(index.data(Qt.ItemDataRole.DisplayRole)), str(index.data(_MORE) or "")
        small = painter.font()
        small.setPixelSize(painter.fontInfo().pixelSize() - (BODY - SMALL))
        if not index.flags() & Qt.ItemFlag.ItemIsSelectable:
            painter.setFont(small)
            painter.setPen(QColor(theme.muted))
            painter.drawText(
                rect.adjusted(8, 4, -8, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text
            )
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent_soft))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(picture, QIcon):
            picture.paint(painter, QRect(rect.x() + 8, rect.center().y() - 11, 22, 22))
        room = rect.adjusted(40, 3, -6, -3)
        painter.setPen(QColor(theme.text))
        metrics = painter.fontMetrics()
        line = QRect(room.x(), room.y(), room.width(), room.height() // 2 if more else room.height())
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, middle, metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width()))
        if more:
            painter.setFont(small)
            painter.setPen(QColor(theme.muted))
            below = line.translated(0, line.height())
            shown = painter.fontMetrics().elidedText(more, Qt.TextElideMode.ElideRight, below.width())
            painter.drawText(below, middle, shown)
        painter.restore()


class ElementPicker(QFrame):
    """Type to search, arrows to move, Enter to take, Escape to close."""

    def __init__(
        self,
        specs: Iterable[str],
        theme: Theme,
        chosen: Callable[[str], None],
        parent: QWidget,
        toggles: Sequence[Toggle] = (),
        extras: Sequence[Extra] = (),
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
        self.list.setItemDelegate(_Rows(theme, self.list))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.count = QLabel(self)
        self.count.setObjectName("picker-count")
        self._extras = list(extras)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        if toggles:
            column.addLayout(self._switches(toggles, theme))
        column.addWidget(self.search)
        column.addWidget(self.list)
        column.addWidget(self.count)
        self._fill(list(specs), theme)
        self._narrow("")
        self.setStyleSheet(
            f"#element-picker {{ background: {theme.surface}; border: 1px solid {theme.strong_line}; }}"
            f"QToolButton {{ border: 1px solid {theme.line}; border-radius: 4px; padding: 3px;"
            f" background: {theme.surface}; }}"
            f"QToolButton:checked {{ background: {theme.accent_soft}; border-color: {theme.accent}; }}"
            f"QListWidget {{ background: {theme.surface}; border: none; color: {theme.text}; }}"
            f"#picker-count {{ color: {theme.muted}; background: transparent; }}"
            f"QLineEdit {{ background: {theme.surface}; color: {theme.text}; padding: 5px;"
            f" border: 1px solid {theme.strong_line}; border-radius: 6px; }}"
        )
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self.list.itemClicked.connect(lambda _item: self._take())
        self.resize(_WIDTH, _HEIGHT)

    def _fill(self, specs: list[str], theme: Theme) -> None:
        last, headed = "", len({heading(spec_id) for spec_id in specs}) > 1
        for spec_id in in_order(specs):
            if headed and heading(spec_id) != last:
                last = heading(spec_id)
                head = QListWidgetItem(last)
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                head.setSizeHint(QSize(100, _HEAD))
                self.list.addItem(head)
            self._put(
                QListWidgetItem(spec_icon(spec_id, theme), _(SPECS[spec_id].label)), spec_id, description(spec_id)
            )

        for number, extra in enumerate(self._extras):
            self._put(QListWidgetItem(extra.text), f"+{number}", extra.detail)

    def _put(self, entry: QListWidgetItem, key: str, more: str) -> None:
        text = entry.text()
        english = f"{SPECS[key].label} {key}" if key in SPECS else ""
        short = "" if text.isascii() else initials(text).replace(" ", "")
        entry.setData(_SPEC, key)
        entry.setData(_MORE, more)
        entry.setData(_KNOWN, f"{text} {english} {more} {short}".casefold())
        entry.setToolTip(more)
        entry.setSizeHint(QSize(100, _ROW))
        self.list.addItem(entry)

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
        head: QListWidgetItem | None = None
        count = 0
        for row in range(self.list.count()):
            entry = self.list.item(row)
            known = entry.data(_KNOWN)
            if known is None:
                head = entry
                head.setHidden(True)
                continue
            hidden = not all(word in known for word in words)
            entry.setHidden(hidden)
            if not hidden:
                count += 1
                if head is not None:
                    head.setHidden(False)
                first = first or entry
        if first is not None:
            self.list.setCurrentItem(first)
            self.list.scrollToTop()
        found = trn("{count} result", "{count} results", count).format(count=count)
        self.count.setText(found if count else _("Nothing of that name."))

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
            entry = self.list.item(row)
            if not entry.isHidden() and entry.data(_SPEC) is not None:
                self.list.setCurrentRow(row)
                return
            row += by

    def _take(self) -> None:
        entry = self.list.currentItem()
        if entry is None or entry.isHidden() or entry.data(_SPEC) is None:
            return
        key = str(entry.data(_SPEC))
        self.close()
        if key.startswith("+"):
            self._extras[int(key[1:])].act()
        else:
            self._chosen(key)
