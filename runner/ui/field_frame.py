"""One field of a form as it stands on the screen, and the frame around a group."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.forms.field import is_empty
from runner.forms.fields import kind_of
from runner.forms.schema import Component
from runner.rights.model import Access
from runner.ui.control import CONTROLS, Control, FormSurroundings
from runner.ui.kit.composition import guard_composition
from runner.ui.kit.layouts import is_put_away, show_if
from runner.ui.kit.style import set_look

EDITORS = (QLineEdit, QPlainTextEdit, QComboBox, QDateEdit)
"""What is framed in the colour of a problem."""
USUAL_HEIGHT = 54
BESIDE, BESIDE_GAP, CAPTION_DROP = 92, 8, 6
"""Pixels of a caption to the left of its field: its width, the gap behind it, and how far it stands below the top."""
_USUAL_HEIGHTS = {"table": 200, "multi-line": 100, "rich-text": 160, "signature": 160}
_heights: dict[tuple[str, bool, bool, bool, bool], int] = {}
"""How high fields of each sort turned out to be, in pixels: the room kept for those that are still to be made."""


class FieldFrame(QWidget):
    """One field: caption, control or reading text, description, and what is wrong with it.

    With `later` all that is made when it is first asked for: when the frame comes into view (`wanted` is called),
    when the Tab key reaches it, or when somebody takes its `control`. Until then it keeps the room that its kind
    usually takes, and its place in the order of the Tab key. `made` is called once it is there.
    """

    def __init__(
        self,
        component: Component,
        path: str,
        access: Access,
        surroundings: FormSurroundings,
        made: Callable[[FieldFrame], None] | None = None,
        wanted: Callable[[FieldFrame], None] | None = None,
        *,
        later: bool = False,
    ) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.component = component
        self.path = path
        self.access = access
        self._surroundings = surroundings
        self._made, self._wanted = made, wanted
        self._control: Control | None = None
        self._column: QVBoxLayout | None = None
        self._value: object = None
        self._has_value = False
        self._problem = ""
        self._without_caption = not component.name
        self._reading: QLabel | None = None
        self._later: QLabel | None = None
        self._wrong: QLabel | None = None
        if later:
            self.keep_room()
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        else:
            self.build()

    # coming into being -------------------------------------------------------------------------

    @property
    def is_built(self) -> bool:
        """Whether the control is there."""
        return self._control is not None

    @property
    def control(self) -> Control:
        """The control; made now if it was not there yet."""
        if self._control is None:
            self.build()
        assert self._control is not None
        return self._control

    @property
    def _sort(self) -> tuple[str, bool, bool, bool, bool]:
        """What fields of the same height have in common."""
        kind = kind_of(self.component).control
        described, beside = bool(self.component.description), self._surroundings.captions_left
        return kind, self.is_editable, described, self._without_caption, beside

    def keep_room(self) -> None:
        """Take the room that the field will take, as far as that is known."""
        self.setMinimumHeight(_heights.get(self._sort, _USUAL_HEIGHTS.get(self._sort[0], USUAL_HEIGHT)))

    def build(self) -> None:
        """Make caption, control and texts, and put in what was told so far."""
        component = self.component
        control = CONTROLS[kind_of(component).control].make(component, self._surroundings)
        self._control = control
        layout = self._column = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        beside = self._surroundings.captions_left and not self._without_caption
        whole = QHBoxLayout(self) if beside else QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(BESIDE_GAP if beside else 0)
        if component.name:
            must = self.access == "required" or (self.access == "edit" and component.rules.get("required") is True)
            self.caption = QLabel(component.caption + (" *" if must else ""))
            self.caption.setProperty("role", "muted")
            self.caption.setBuddy(control)
            (whole if beside else layout).addWidget(self.caption)
            if beside:
                self.caption.setFixedWidth(BESIDE)
                self.caption.setWordWrap(True)
                self.caption.setContentsMargins(0, CAPTION_DROP, 0, 0)
                whole.setAlignment(self.caption, Qt.AlignmentFlag.AlignTop)
            if self._without_caption:
                self.caption.hide()
            control.setAccessibleName(component.caption)
        editable = self.is_editable or not component.name
        guard_composition(*(one for kind in (QLineEdit, QPlainTextEdit) for one in control.findChildren(kind)))
        reads_itself = not editable and control.set_reading()
        layout.addWidget(control)
        if not editable and not reads_itself:
            control.hide()
            show_if(self.reading, True)
        if component.description and editable:
            layout.addWidget(self._description())
        layout.addStretch(1)
        whole.addLayout(layout, 1)
        if self.isVisible():  # a layout shows them later: too late for the Tab key, and twice laid out
            items = [box.itemAt(number) for box in {whole, layout} for number in range(box.count())]
            for item in items:
                inner = item.widget() if item is not None else None
                if inner is not None and not is_put_away(inner):
                    inner.show()
        self._join_tab_order()
        self.setMinimumHeight(0)
        if self._has_value:
            self.set_value(self._value)
        if self._problem:
            self.show_problem(self._problem)
        if self._made is not None:
            self._made(self)
        _heights[self._sort] = self.sizeHint().height()

    def _join_tab_order(self) -> None:
        """Put what takes the focus where the frame stood in the order of the Tab key."""
        if self.focusPolicy() == Qt.FocusPolicy.NoFocus:
            return
        before: QWidget = self
        for widget in self._stops():
            QWidget.setTabOrder(before, widget)
            before = widget
        if not self.hasFocus():
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _stops(self) -> list[QWidget]:
        tab, window = Qt.FocusPolicy.TabFocus, self.window()
        return [
            one
            for one in self.findChildren(QWidget)
            if one.focusPolicy() & tab and one.focusProxy() is None and one.window() is window
        ]

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab has reached a field that was not there yet: hand the focus on into it."""
        super().focusInEvent(event)
        back = event.reason() == Qt.FocusReason.BacktabFocusReason
        if not self.is_built:
            self.build()
        stops = [one for one in self._stops() if one.isVisibleTo(self) and one.isEnabled()]
        if stops:
            stops[-1 if back else 0].setFocus(event.reason())
        else:
            self.focusNextPrevChild(not back)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._control is None and self._wanted is not None:
            self._wanted(self)

    # texts around the control ------------------------------------------------------------------

    def _line(self, role: str, place: int) -> QLabel:
        made = QLabel()
        made.setProperty("role", role)
        made.setWordWrap(True)
        layout = self._column
        if layout is not None:
            layout.insertWidget(place, made)
        made.hide()
        return made

    def _end(self) -> int:
        """Where the next line goes: before the stretch at the end."""
        layout = self._column
        return max(layout.count() - 1, 0) if layout is not None else 0

    @property
    def reading(self) -> QLabel:
        """The value as a text, where it is only read."""
        control = self.control
        if self._reading is None:
            layout = self._column
            place = layout.indexOf(control) + 1 if layout is not None else 0
            self._reading = self._line("reading", place)
            self._reading.setTextFormat(Qt.TextFormat.PlainText)
            self._reading.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return self._reading

    @property
    def wrong(self) -> QLabel:
        """What is wrong with the field."""
        if not self.is_built:
            self.build()
        if self._wrong is None:
            self._wrong = self._line("bad", self._end())
        return self._wrong

    def _tell_later(self, on: bool) -> None:
        if self._later is None and on:
            self._later = self._line("caption", self._end() - (self._wrong is not None))
            self._later.setText(_("Has to be filled in, but not at this step"))
        if self._later is not None:
            show_if(self._later, on)

    def _description(self) -> QLabel:
        own = self.component.properties or {}
        texts = {"zh": str(own.get("slip:zhDescription") or ""), "en": str(own.get("slip:enDescription") or "")}
        label = QLabel(pick(texts) or self.component.description or "")
        label.setProperty("role", "caption")
        label.setWordWrap(True)
        return label

    # what is told ------------------------------------------------------------------------------

    @property
    def is_editable(self) -> bool:
        """Whether the person may change it."""
        return self.access in ("edit", "required")

    def set_value(self, value: object) -> None:
        """Show a value in control and reading text."""
        self._value, self._has_value = value, True
        if self._control is None:
            return
        self._control.set_value(value)
        if self._reading is not None:
            self._reading.setText(self._control.reading_text(value) or "–")
        must = self.component.rules.get("required") is True and self.component.formula is None
        self._tell_later(must and not self.is_editable and is_empty(value))

    def hide_caption(self) -> None:
        """Leave the caption to what stands around."""
        self._without_caption = True
        if self.component.name and self.is_built:
            self.caption.hide()

    def show_problem(self, text: str) -> None:
        """Show what is wrong; empty text: nothing."""
        was, self._problem = self._problem, text
        if self._control is None or (not text and not was and self._wrong is None):
            return
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        inner = [child for kind in EDITORS for child in self._control.findChildren(kind)]
        state = "bad" if text else ""
        for widget in (self._control, *inner):
            if (widget.property("state") or "") != state:
                set_look(widget, state=state)


class GroupFrame(QFrame):
    """Fields that belong together, with their caption."""

    def __init__(self, component: Component) -> None:
        super().__init__()
        self.component = component
        if component.option("showOutline"):
            self.setProperty("role", "card")
