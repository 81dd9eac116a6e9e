"""Cards, chips and bars: the small surfaces that lists and choices are made of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from runner.ui.kit.icons import IconLabel
from runner.ui.kit.layouts import clear_layout, show_if
from runner.ui.kit.style import current_theme, set_look
from runner.ui.kit.texts import ElidedLabel, button, label, tool_button


class Card(QFrame):
    """A bordered surface with a title, a line below it and a badge; clickable where `active`."""

    clicked = Signal()
    activated = Signal()

    def __init__(
        self,
        title: str = "",
        subtitle: str = "",
        *,
        icon_name: str | None = None,
        badge: str = "",
        active: bool = True,
    ) -> None:
        super().__init__()
        self._active = active
        self.setProperty("role", "card")
        self.setProperty("active", "true" if active else "false")
        if active:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(12)
        if icon_name:
            row.addWidget(IconLabel(icon_name, "accent", 20), alignment=Qt.AlignmentFlag.AlignTop)
        self.body = QVBoxLayout()
        self.body.setSpacing(2)
        self.title = label(title, "heading", wrap=True)
        self.subtitle = label(subtitle, "caption", wrap=True)
        show_if(self.subtitle, bool(subtitle))
        self.body.addWidget(self.title)
        self.body.addWidget(self.subtitle)
        top = QVBoxLayout()  # a layout that is aligned gives wrapped texts the height of one line
        top.addLayout(self.body)
        top.addStretch(1)
        row.addLayout(top, 1)
        self.badge = label(badge, "pill")
        show_if(self.badge, bool(badge))
        row.addWidget(self.badge, alignment=Qt.AlignmentFlag.AlignTop)

    def set_texts(self, title: str, subtitle: str = "", badge: str = "") -> None:
        """Change what the card says."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))
        self.badge.setText(badge)
        self.badge.setVisible(bool(badge))
        self.setAccessibleName(title)

    def set_chosen(self, chosen: bool) -> None:
        """Show it as the chosen one of its list."""
        set_look(self, chosen="true" if chosen else "false")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if (
            self._active
            and event.button() == Qt.MouseButton.LeftButton
            and self.rect().contains(event.position().toPoint())
        ):
            self.clicked.emit()
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._active and event.button() == Qt.MouseButton.LeftButton:
            self.activated.emit()
        super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._active and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
            if event.key() != Qt.Key.Key_Space:
                self.activated.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()


class PersonChip(QFrame):
    """A person, role or department as a small rounded label, with a remove button on request."""

    removed = Signal()

    def __init__(self, text: str, *, icon_name: str = "person", removable: bool = False, tip: str = "") -> None:
        super().__init__()
        self.setProperty("role", "chip")
        self.setToolTip(tip or text)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 4 if removable else 10, 2)
        row.setSpacing(4)
        row.addWidget(IconLabel(icon_name, "muted", 14))
        name = ElidedLabel(text)
        name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)  # as wide as it is, or less
        row.addWidget(name)
        if removable:
            from runner.core.i18n import tr as _

            cross = tool_button("close", _("Remove"), size=10)
            cross.setProperty("kind", "tiny")
            cross.clicked.connect(self.removed)
            row.addWidget(cross)


class SegmentedBar(QWidget):
    """A row of joined buttons of which one is on."""

    changed = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]] = (), current: str = "") -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._buttons: dict[str, QPushButton] = {}
        self.set_choices(choices, current)

    def set_choices(self, choices: Sequence[tuple[str, str]], current: str = "") -> None:
        """The ids and texts of the buttons; `current` is on, else the first."""
        clear_layout(self._row)
        self._buttons = {}
        for index, (key, text) in enumerate(choices):
            one = button(text, "segment")
            one.setCheckable(True)
            ends = {(True, True): "only", (True, False): "first", (False, True): "last"}
            one.setProperty("end", ends.get((index == 0, index == len(choices) - 1), ""))
            one.clicked.connect(lambda _on=False, key=key: self._choose(key))
            self._row.addWidget(one)
            self._buttons[key] = one
        self._row.addStretch(1)
        self.set_current(current or (choices[0][0] if choices else ""))

    def set_current(self, key: str) -> None:
        """Switch one on without telling anybody."""
        self._current = key
        for name, one in self._buttons.items():
            one.setChecked(name == key)

    @property
    def current(self) -> str:
        """The id that is on."""
        return self._current

    def _choose(self, key: str) -> None:
        changed = key != self._current
        self.set_current(key)
        if changed:
            self.changed.emit(key)


class Dot(QWidget):
    """A small round mark in a colour of the theme (`good`, `bad`, `accent`, `line` ...)."""

    def __init__(self, tone: str = "strong_line", size: int = 8) -> None:
        super().__init__()
        self._tone = tone
        self.setFixedSize(size, size)

    def set_tone(self, tone: str) -> None:
        """Another colour of the theme."""
        self._tone = tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(str(getattr(current_theme(), self._tone))))
        painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
