"""One field of a form as it stands on the screen, and the frame around a group."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDateEdit, QFrame, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.forms.field import is_empty
from runner.forms.fields import kind_of
from runner.forms.schema import Component
from runner.rights.model import Access
from runner.ui.control import CONTROLS, Control, FormSurroundings
from runner.ui.kit.composition import guard_composition
from runner.ui.kit.layouts import show_if
from runner.ui.kit.style import set_look

EDITORS = (QLineEdit, QPlainTextEdit, QComboBox, QDateEdit)
"""What is framed in the colour of a problem."""


class FieldFrame(QWidget):
    """One field: caption, control or reading text, description, and what is wrong with it."""

    def __init__(self, component: Component, path: str, access: Access, surroundings: FormSurroundings) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.component = component
        self.path = path
        self.access = access
        self._was_wrong = False
        self.control: Control = CONTROLS[kind_of(component).control].make(component, surroundings)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        if component.name:
            must = access == "required" or (access == "edit" and component.rules.get("required") is True)
            star = " *" if must else ""
            self.caption = QLabel(component.caption + star)
            self.caption.setProperty("role", "muted")
            self.caption.setBuddy(self.control)
            layout.addWidget(self.caption)
            self.control.setAccessibleName(component.caption)
        self.reading = QLabel()
        self.reading.setProperty("role", "reading")
        self.reading.setTextFormat(Qt.TextFormat.PlainText)
        self.reading.setWordWrap(True)
        self.reading.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        editable = access in ("edit", "required") or not component.name
        guard_composition(*(one for kind in (QLineEdit, QPlainTextEdit) for one in self.control.findChildren(kind)))
        reads_itself = not editable and self.control.set_reading()
        show_if(self.control, editable or reads_itself)
        show_if(self.reading, not editable and not reads_itself)
        layout.addWidget(self.control)
        layout.addWidget(self.reading)
        if component.description and editable:
            layout.addWidget(self._description())
        self.later = QLabel(_("Has to be filled in, but not at this step"))
        self.later.setProperty("role", "caption")
        self.later.hide()
        layout.addWidget(self.later)
        self.wrong = QLabel()
        self.wrong.setProperty("role", "bad")
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        layout.addWidget(self.wrong)
        layout.addStretch(1)

    def _description(self) -> QLabel:
        own = self.component.properties or {}
        texts = {"zh": str(own.get("slip:zhDescription") or ""), "en": str(own.get("slip:enDescription") or "")}
        label = QLabel(pick(texts) or self.component.description or "")
        label.setProperty("role", "caption")
        label.setWordWrap(True)
        return label

    @property
    def is_editable(self) -> bool:
        """Whether the person may change it."""
        return self.access in ("edit", "required")

    def set_value(self, value: object) -> None:
        """Show a value in control and reading text."""
        self.control.set_value(value)
        self.reading.setText(self.control.reading_text(value) or "–")
        must = self.component.rules.get("required") is True and self.component.formula is None
        show_if(self.later, must and not self.is_editable and is_empty(value))

    def hide_caption(self) -> None:
        """Leave the caption to what stands around."""
        if self.component.name:
            self.caption.hide()

    def show_problem(self, text: str) -> None:
        """Show what is wrong; empty text: nothing."""
        if not text and self.wrong.isHidden() and not self._was_wrong:
            return
        self._was_wrong = bool(text)
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        inner = [child for kind in EDITORS for child in self.control.findChildren(kind)]
        state = "bad" if text else ""
        for widget in (self.control, *inner):
            if (widget.property("state") or "") != state:
                set_look(widget, state=state)


class GroupFrame(QFrame):
    """Fields that belong together, with their caption."""

    def __init__(self, component: Component) -> None:
        super().__init__()
        self.component = component
        if component.option("showOutline"):
            self.setProperty("role", "card")
