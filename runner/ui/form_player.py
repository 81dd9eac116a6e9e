"""The form as people get it: one renderer for the designer's preview and for every rehearsal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.core.problem import Problem
from runner.data.dictionary import Dictionary
from runner.forms.access import access_of
from runner.forms.defaults import with_defaults
from runner.forms.field import FormFacts, Scope
from runner.forms.fields import kind_of
from runner.forms.inherit import inherit
from runner.forms.schema import Component, Form, joined, places
from runner.forms.state import form_state
from runner.forms.values import at, nested, put
from runner.organization.model import Organization
from runner.rights.fields import field_right
from runner.rights.model import Access, FieldRight
from runner.ui.control import CONTROLS, Control, FormSurroundings
from runner.ui.form_row import COLUMNS, FormRow
from runner.ui.kit.layouts import show_if
from runner.ui.kit.style import set_look

EDITORS = (QLineEdit, QPlainTextEdit, QComboBox, QDateEdit)
"""What is framed in the colour of a problem."""
MOST_IN_A_ROW = 4
GAP = 12


class FieldFrame(QWidget):
    """One field: caption, control or reading text, description, and what is wrong with it."""

    def __init__(self, component: Component, path: str, access: Access, surroundings: FormSurroundings) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.component = component
        self.path = path
        self.access = access
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
        reads_itself = not editable and self.control.set_reading()
        show_if(self.control, editable or reads_itself)
        show_if(self.reading, not editable and not reads_itself)
        layout.addWidget(self.control)
        layout.addWidget(self.reading)
        if component.description and editable:
            layout.addWidget(self._description())
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

    def show_problem(self, text: str) -> None:
        """Show what is wrong; empty text: nothing."""
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        inner = [child for kind in EDITORS for child in self.control.findChildren(kind)]
        for widget in (self.control, *inner):
            set_look(widget, state="bad" if text else "")


class GroupFrame(QFrame):
    """Fields that belong together, with their caption."""

    def __init__(self, component: Component) -> None:
        super().__init__()
        self.component = component
        if component.option("showOutline"):
            self.setProperty("role", "card")


class FormPlayer(QWidget):
    """Shows a form with values and rights; fields that are hidden to the step are never created.

    `edited` goes out after every act of the user, when visibility and computed fields are already up to
    date. `values()` holds the data that was given, changed by the user's acts.
    """

    edited = Signal()

    def __init__(
        self, form: Form, values: Mapping[str, object], rights: Sequence[FieldRight], facts: FormFacts
    ) -> None:
        super().__init__()
        self._form = inherit(form, facts.dictionary)
        self._rights = rights
        self._facts = facts
        self._access = access_of(self._form, rights)
        self._values: dict[str, object] = with_defaults(self._form, nested(values), rights, facts, is_start=False)
        self._surroundings = FormSurroundings(
            facts.organization or Organization(), facts.dictionary or Dictionary(), facts.today
        )
        self.fields: dict[str, FieldFrame] = {}
        self._groups: list[tuple[GroupFrame, list[str]]] = []
        self._texts: list[FieldFrame] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        self._fill(layout, self._form.components, "")
        layout.addStretch(1)
        for path, field in self.fields.items():
            field.set_value(at(self._values, path))
        self._settle()

    def _fill(self, layout: QVBoxLayout, components: Sequence[Component], prefix: str) -> None:
        for row in rows_of(components):
            if len(row) == 1 and is_group(row[0]):
                layout.addWidget(self._group(row[0], prefix))
                continue
            shown = [component for component in row if self._access_of(component, prefix) != "hidden"]
            if not shown:
                continue
            layout.addWidget(FormRow([self._field(one, prefix) for one in shown], spans_of(shown), GAP))

    def _group(self, component: Component, prefix: str) -> QWidget:
        frame = GroupFrame(component)
        inner = QVBoxLayout(frame)
        margin = GAP if component.option("showOutline") else 0
        inner.setContentsMargins(margin, margin, margin, margin)
        inner.setSpacing(GAP)
        if component.caption:
            title = QLabel(component.caption)
            title.setProperty("role", "heading")
            inner.addWidget(title)
        before = set(self.fields)
        self._fill(inner, component.components or [], joined(prefix, component.path or ""))
        self._groups.append((frame, [path for path in self.fields if path not in before]))
        return frame

    def _access_of(self, component: Component, prefix: str) -> Access:
        return self._access.get(joined(prefix, component.name), "edit") if component.name else "read"

    def _field(self, component: Component, prefix: str) -> FieldFrame:
        path = joined(prefix, component.name)
        field = FieldFrame(component, path, self._access_of(component, prefix), self._surroundings)
        if component.name:
            field.control.edited.connect(lambda: self._edited(field))
            self.fields[path] = field
            right = field_right(self._rights, path)
            if right is not None and right.rows is not None:
                field.control.set_rows_rights("add" in right.rows, "delete" in right.rows or "own" in right.rows)
        else:
            self._texts.append(field)
        return field

    def _edited(self, field: FieldFrame) -> None:
        self._values = put(self._values, field.path, field.control.value())
        field.show_problem("")
        self._settle()
        self.edited.emit()

    def _settle(self) -> None:
        state = form_state(self._form, self._values, self._facts)
        for path, field in self.fields.items():
            field.setVisible(path not in state.hidden)
        for path, value in state.computed.items():
            self._values = put(self._values, path, value)
            if path in self.fields:
                self.fields[path].set_value(value)
        for path, field in self.fields.items():
            field.control.show_computed(at(state.values, path))
        scope = Scope(self._facts, state.values)
        for text in self._texts:
            text.setVisible(is_shown(text.component, scope))
        for frame, paths in self._groups:
            some = any(path not in state.hidden for path in paths) or holds_texts_alone(frame.component)
            frame.setVisible(some and is_shown(frame.component, scope))

    def values(self) -> dict[str, object]:
        """All values, the changed ones included."""
        return dict(self._values)

    def editable_values(self) -> dict[str, object]:
        """Only what this person may edit: what is sent back."""
        sent: dict[str, object] = {}
        for path, field in self.fields.items():
            if field.is_editable:
                sent = put(sent, path, at(self._values, path))
        return sent

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show each problem at its field, and put the focus on the first."""
        by_field: dict[str, list[str]] = {}
        for problem in problems:
            by_field.setdefault(problem.field or "", []).append(problem.message)
        for path, field in self.fields.items():
            field.show_problem("\n".join(by_field.get(path, [])))
        first = next((field for path, field in self.fields.items() if path in by_field), None)
        if first is not None:
            first.control.setFocus()

    def accessible_summary(self) -> str:
        """How many fields there are to fill in, for screen readers."""
        return _("{count} fields to fill in").format(count=sum(field.is_editable for field in self.fields.values()))


def is_shown(component: Component, scope: Scope) -> bool:
    """Whether its own condition shows a component."""
    return not (component.hide and scope.evaluate(component.hide) is True)


def holds_texts_alone(group: Component) -> bool:
    """Whether a group is there for its texts: it holds something, and nothing to fill in."""
    return bool(group.components) and not any(place.path for place in places(group.components or ()))


def is_group(component: Component) -> bool:
    """Whether the component holds others and has no value of its own."""
    return component.type == "group"


def rows_of(components: Sequence[Component]) -> list[list[Component]]:
    """Neighbours with the same `layout.row` stand in one row; containers and wide fields alone."""
    rows: list[list[Component]] = []
    last: object = None
    for component in components:
        row = (component.layout or {}).get("row")
        if rows and row and row == last and not is_group(component) and len(rows[-1]) < MOST_IN_A_ROW:
            rows[-1].append(component)
        else:
            rows.append([component])
        last = row if not is_group(component) else None
    return rows


def spans_of(row: Sequence[Component]) -> list[int]:
    """How many of the 16 columns each field of a row takes; what is left goes to the last ones without a width."""
    given = [(component.layout or {}).get("columns") for component in row]
    fixed = sum(columns for columns in given if isinstance(columns, int))
    open_count = sum(not isinstance(columns, int) for columns in given)
    each, left = divmod(max(COLUMNS - fixed, 2 * open_count), open_count) if open_count else (0, 0)
    spans = []
    for columns in given:
        if isinstance(columns, int):
            spans.append(columns)
        else:
            open_count -= 1
            spans.append(each + (1 if open_count < left else 0))
    return spans
