"""The form as people get it: one renderer for the designer's preview and for every rehearsal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from runner.core.i18n import tr as _
from runner.core.problem import Problem
from runner.forms.fields import FIELDS
from runner.forms.schema import Component, Form
from runner.rights.model import Access
from runner.ui.control import CONTROLS, Control, FormSurroundings
from runner.ui.kit.style import set_look

COLUMNS = 16
MOST_IN_A_ROW = 4
GAP = 12


@dataclass(frozen=True)
class FormState:
    """What the logic of a form says about values: which paths are shown, and what the computed fields hold."""

    shown: frozenset[str]
    computed: Mapping[str, object]


Logic = Callable[[Mapping[str, object]], FormState]


class FieldFrame(QWidget):
    """One field: caption, control or reading text, description, and what is wrong with it."""

    def __init__(self, component: Component, path: str, access: Access, surroundings: FormSurroundings) -> None:
        super().__init__()
        self.component = component
        self.path = path
        self.access = access
        self.control: Control = CONTROLS[FIELDS[component.kind].control].make(component, surroundings)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        if component.key:
            star = " *" if access == "required" else ""
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
        editable = access in ("edit", "required") or not component.key
        self.control.setVisible(editable)
        self.reading.setVisible(not editable)
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
        from runner.core.i18n import pick

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
        set_look(self.control, state="bad" if text else "")


class FormPlayer(QWidget):
    """Shows a form with values and rights; hidden fields are never created.

    `edited` goes out after every act of the user, when visibility and computed fields are already up to
    date. `values()` holds the values that were given, changed by the user's acts.
    """

    edited = Signal()

    def __init__(
        self,
        form: Form,
        values: Mapping[str, object],
        access: Mapping[str, Access],
        surroundings: FormSurroundings,
        logic: Logic,
    ) -> None:
        super().__init__()
        self._values: dict[str, object] = dict(values)
        self._access = access
        self._surroundings = surroundings
        self._logic = logic
        self.fields: dict[str, FieldFrame] = {}
        self._static: list[tuple[FieldFrame, Component]] = []
        self._groups: list[tuple[QWidget, list[str]]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        self._fill(layout, form.components, "")
        layout.addStretch(1)
        for path, field in self.fields.items():
            field.set_value(self._values.get(path))
        self._apply(self._logic(self._values))

    def _fill(self, layout: QVBoxLayout, components: Sequence[Component], prefix: str) -> None:
        for row in rows_of(components):
            if len(row) == 1 and is_group(row[0]):
                layout.addWidget(self._group(row[0], prefix))
                continue
            shown = [component for component in row if self._access_of(component, prefix) != "hidden"]
            if not shown:
                continue
            grid = QGridLayout()
            grid.setHorizontalSpacing(GAP)
            for column in range(COLUMNS):
                grid.setColumnStretch(column, 1)
                grid.setColumnMinimumWidth(column, 0)
            at = 0
            for component, span in zip(shown, spans_of(shown), strict=True):
                grid.addWidget(self._field(component, prefix), 0, at, 1, span)
                at += span
            layout.addLayout(grid)

    def _group(self, component: Component, prefix: str) -> QWidget:
        frame = QFrame()
        if component.option("showOutline"):
            frame.setProperty("role", "card")
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
        if not component.key:
            return "read"
        access = self._access.get(joined(prefix, component.key), "edit")
        is_fixed = component.option("readonly") is True or component.option("disabled") is True
        return "read" if access in ("edit", "required") and is_fixed else access

    def _field(self, component: Component, prefix: str) -> FieldFrame:
        path = joined(prefix, component.key or "")
        field = FieldFrame(component, path, self._access_of(component, prefix), self._surroundings)
        field.control.edited.connect(lambda: self._edited(field))
        if component.key:
            self.fields[path] = field
        else:
            field.control.show()
            self._static.append((field, component))
        return field

    def _edited(self, field: FieldFrame) -> None:
        self._values[field.path] = field.control.value()
        field.show_problem("")
        self._apply(self._logic(self._values))
        self.edited.emit()

    def _apply(self, state: FormState) -> None:
        for path, field in self.fields.items():
            field.setVisible(path in state.shown)
        for path, value in state.computed.items():
            self._values[path] = value
            if path in self.fields:
                self.fields[path].set_value(value)
        for frame, paths in self._groups:
            frame.setVisible(any(path in state.shown for path in paths))

    def values(self) -> dict[str, object]:
        """All values, the changed ones included."""
        return dict(self._values)

    def changed_values(self) -> dict[str, object]:
        """Only what this person may edit."""
        return {path: self._values.get(path) for path, field in self.fields.items() if field.is_editable}

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


def joined(prefix: str, key: str) -> str:
    """A dotted path."""
    return f"{prefix}.{key}" if prefix and key else prefix or key


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
    each = max((COLUMNS - fixed) // open_count, 2) if open_count else 0
    return [columns if isinstance(columns, int) else each for columns in given]
