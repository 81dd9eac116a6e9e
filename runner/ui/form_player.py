"""The form as people get it: one renderer for the designer's preview and for every rehearsal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from runner.core.i18n import tr as _
from runner.core.problem import Problem
from runner.data.dictionary import Dictionary
from runner.data.files import FileStore
from runner.forms.access import access_of
from runner.forms.defaults import with_defaults
from runner.forms.field import FormFacts, Scope
from runner.forms.fields import kind_of
from runner.forms.grid import is_group, rows_of, spans_of
from runner.forms.inherit import inherit
from runner.forms.live import LiveForm, Touched, names_of
from runner.forms.schema import LABEL_EN, LABEL_ZH, Component, Form, joined, places
from runner.forms.values import at, has, nested, put
from runner.organization.model import Organization
from runner.rights.fields import field_right
from runner.rights.model import Access, FieldRight
from runner.ui.control import FormSurroundings
from runner.ui.controls.table import TableControl
from runner.ui.field_frame import FieldFrame, GroupFrame
from runner.ui.field_maker import FieldMaker
from runner.ui.form_row import FormRow
from runner.ui.kit.layouts import is_put_away
from runner.ui.paper import PaperGrid
from runner.ui.problem_list import ProblemList

MOST_AT_A_FIELD = 5
GAP = 12


class FormPlayer(QWidget):
    """Shows a form with values and rights; fields that are hidden to the step are never created.

    `edited` goes out after every act of the user, when visibility and computed fields are already up to
    date. `values()` holds the data that was given, changed by the user's acts. Enter goes to the next field,
    F8 and Shift+F8 to the next and previous problem. `files`: where the contents of files are kept.
    """

    edited = Signal()
    made = Signal(object)
    """A field whose control has been made."""

    def __init__(
        self,
        form: Form,
        values: Mapping[str, object],
        rights: Sequence[FieldRight],
        facts: FormFacts,
        *,
        files: FileStore | None = None,
        currency: str = "CNY",
    ) -> None:
        super().__init__()
        self._form = inherit(form, facts.dictionary)
        self._rights = rights
        self._access = access_of(self._form, rights)
        self._values: dict[str, object] = with_defaults(self._form, nested(values), rights, facts, is_start=False)
        self._facts = facts
        self._surroundings = FormSurroundings(
            facts.organization or Organization(),
            facts.dictionary or Dictionary(),
            facts.today,
            currency,
            facts,
            files,
            self._form.captions == "left",
        )
        self.fields: dict[str, FieldFrame] = {}
        self._groups: list[tuple[GroupFrame, list[str]]] = []
        self._texts: list[FieldFrame] = []
        self._faults: dict[str, dict[tuple[int, str], str]] = {}
        self._put_away: set[str] = set()
        self._live = LiveForm(self._form, self._values, facts)
        self.maker = FieldMaker(self)
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        self.problems = ProblemList()
        self.problems.chosen.connect(self.go_to)
        layout.addWidget(self.problems)
        self._fill(layout, self._form.components, "")
        layout.addStretch(1)
        for path, field in self.fields.items():
            field.set_value(at(self._values, path))
        self._show_all()

    # building ----------------------------------------------------------------------------------

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
        kind = kind_of(component).id
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
        below = joined(prefix, component.path or "")
        if kind == "tabs":
            inner.addWidget(self._tabs(component, below))
        elif kind == "paper":
            rows = rows_of([one for one in component.components or [] if not is_group(one)])
            inner.addWidget(PaperGrid(rows, lambda one: self._cell(one, below)))
            for one in component.components or []:
                if is_group(one):
                    inner.addWidget(self._group(one, below))
        else:
            self._fill(inner, component.components or [], below)
        self._groups.append((frame, [path for path in self.fields if path not in before]))
        return frame

    def _tabs(self, component: Component, prefix: str) -> QTabWidget:
        """Each group inside is a tab; what stands beside them is the first one."""
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        groups = [one for one in component.components or [] if is_group(one)]
        loose = [one for one in component.components or [] if not is_group(one)]
        if loose:
            self._fill(self._tab(tabs, _("General")), loose, prefix)
        for number, one in enumerate(groups, start=1):
            column = self._tab(tabs, one.caption or _("Part {number}").format(number=number))
            untitled = one.model_copy(update={"label": None, "properties": _untitled(one)})
            column.insertWidget(0, self._group(untitled, prefix))
        return tabs

    @staticmethod
    def _tab(tabs: QTabWidget, caption: str) -> QVBoxLayout:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(GAP)
        tabs.addTab(page, caption)
        return column

    def _cell(self, component: Component, prefix: str) -> FieldFrame | None:
        if self._access_of(component, prefix) == "hidden":
            return None
        field = self._field(component, prefix)
        field.hide_caption()
        return field

    def _access_of(self, component: Component, prefix: str) -> Access:
        path = joined(prefix, component.name)
        access = self._access.get(path, "edit") if component.name else "read"
        # a step may fill in some columns of rows that it may neither add nor remove
        if component.type == "dynamiclist" and access == "read" and not component.is_fixed:
            columns = self._column_rights(component, path).values()
            return "edit" if any(one in ("edit", "required") for one in columns) else access
        return access

    def _column_rights(self, component: Component, path: str) -> dict[str, Access]:
        names = [one.name for one in component.components or () if one.name]
        return {name: self._access.get(joined(path, name), "edit") for name in names}

    def _field(self, component: Component, prefix: str) -> FieldFrame:
        path = joined(prefix, component.name)
        access, maker = self._access_of(component, prefix), self.maker
        field = FieldFrame(
            component, path, access, self._surroundings, self._take_in, maker.want, later=maker.makes_later
        )
        maker.take(field)
        if component.name:
            self.fields[path] = field
        else:
            self._texts.append(field)
        return field

    def _take_in(self, field: FieldFrame) -> None:
        """A field has got its control."""
        if field.component.name:
            field.control.edited.connect(lambda: self._edited(field))
            field.control.filled.connect(self._filled)
            if isinstance(field.control, TableControl):
                self._set_table_rights(field)
                field.control.entering = lambda rows: self._live.entering(field.path, rows)
                field.control.show_computed(at(self._live.values, field.path))
            if field.path in self._faults:
                field.control.show_faults(self._faults[field.path])
        self.made.emit(field)

    def make_in_view(self) -> None:
        """Make all fields that stand in view, at once."""
        self.maker.make_in_view()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.maker.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.maker.rest()

    def _set_table_rights(self, field: FieldFrame) -> None:
        control, path = field.control, field.path
        if not isinstance(control, TableControl):
            return
        control.set_column_rights(self._column_rights(field.component, path))
        right = field_right(self._rights, path)
        if self._access.get(path) == "read":
            control.set_rows_rights(False, False)
        elif right is not None and right.rows is not None:
            control.set_rows_rights(
                "add" in right.rows or "own" in right.rows, bool({"delete", "own"} & set(right.rows))
            )

    # following ---------------------------------------------------------------------------------

    def _edited(self, field: FieldFrame) -> None:
        self._values = put(self._values, field.path, field.control.value())
        field.show_problem("")
        self.problems.mended(field.path)
        cell = field.control.cell()
        entry = field.control.entry if isinstance(field.control, TableControl) else None
        if entry is not None:
            touched = self._live.take(entry)
        elif cell is not None and cell[0] < len(self._live.rows(field.path)):
            touched = self._live.enter_cell(field.path, *cell)
        else:
            touched = self._live.enter(field.path, field.control.value())
        self._show(touched)
        self.maker.rest_a_moment()
        self.edited.emit()

    def _filled(self, told: object) -> None:
        """A choice fills other fields in, those that this person may edit."""
        for path, value in told.items() if isinstance(told, Mapping) else ():
            field = self.fields.get(str(path))
            if field is not None and field.component.formula is None:
                self._values = put(self._values, field.path, value)
                field.set_value(value)
                field.show_problem("")
                self._show(self._live.enter(field.path, value))

    def _show(self, touched: Touched) -> None:
        """Bring to the screen what an act changed, and nothing else."""
        for path in touched.shown:
            if path in self.fields:
                self._show_field(path)
        for path in touched.values:
            field = self.fields.get(path)
            if field is None:
                continue
            if field.component.type == "dynamiclist":
                if field.is_built:
                    field.control.show_computed(at(self._live.values, path), touched.rows.get(path))
            elif field.component.formula is not None:
                self._take_computed(field)
        roots = {path.partition(".")[0] for path in touched.values}
        self._show_texts(touched, roots)

    def _show_field(self, path: str) -> None:
        """Show or hide a field as its condition says."""
        if (path in self._live.hidden) != (path in self._put_away):
            self._put_away ^= {path}
            _set_shown(self.fields[path], path not in self._put_away)

    def show_hidden(self) -> None:
        """Show also what conditions hide: for who designs the form."""
        self._put_away.clear()
        for frame in self.maker.frames:
            _set_shown(frame, True)
        for group, _paths in self._groups:
            group.show()

    def is_shown(self, path: str) -> bool:
        """Whether the conditions show a field."""
        return path in self.fields and path not in self._live.hidden

    def _take_computed(self, field: FieldFrame) -> None:
        value = at(self._live.values, field.path)
        self._values = put(self._values, field.path, value)
        field.set_value(value)

    def _show_texts(self, touched: Touched | None, roots: set[str]) -> None:
        scope = Scope(self._facts, self._live.values)
        for text in self._texts:
            if text.component.hide and (touched is None or names_of(text.component.hide) & roots):
                _set_shown(text, is_shown(text.component, scope))
        for frame, paths in self._groups:
            hide = frame.component.hide
            turns = bool(hide and names_of(hide) & roots)
            if touched is None or turns or any(path in touched.shown for path in paths):
                some = any(path not in self._live.hidden for path in paths) or holds_texts_alone(frame.component)
                frame.setVisible(some and is_shown(frame.component, scope))

    def _show_all(self) -> None:
        for path, field in self.fields.items():
            self._show_field(path)
            if field.component.type == "dynamiclist":
                if field.is_built:
                    field.control.show_computed(at(self._live.values, path))
            elif field.component.formula is not None:
                self._take_computed(field)
        self._show_texts(None, set())

    # values ------------------------------------------------------------------------------------

    def values(self) -> dict[str, object]:
        """All values, the changed ones included."""
        return dict(self._values)

    def count(self) -> int:
        """How many fields there are, and rows in its tables."""
        tables = (at(self._values, path) for path, one in self.fields.items() if one.component.type == "dynamiclist")
        return len(self.fields) + sum(len(rows) for rows in tables if isinstance(rows, list))

    def editable_values(self) -> dict[str, object]:
        """Only what this person may edit and what is in sight: what is sent back."""
        sent: dict[str, object] = {}
        for path, field in self.fields.items():
            if field.is_editable and path not in self._live.hidden:
                sent = put(sent, path, at(self._values, path))
        return sent

    def put_in(self, values: Mapping[str, object]) -> None:
        """Take over values that this person entered before, as far as they may still edit them."""
        given = nested(values)
        for path, field in self.fields.items():
            if field.is_editable and has(given, path):
                value = at(given, path)
                self._values = put(self._values, path, value)
                field.set_value(value)
        self._live.reset(self._values)
        self._show_all()

    # problems ----------------------------------------------------------------------------------

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show each problem at its field and in the list, and put the focus on the first."""
        by_field: dict[str, list[Problem]] = {}
        for problem in problems:
            by_field.setdefault(problem.field or "", []).append(problem)
        for path, field in self.fields.items():
            own = by_field.get(path, [])
            texts = [problem.message for problem in own[:MOST_AT_A_FIELD]]
            if len(own) > MOST_AT_A_FIELD:
                texts.append(_("{count} further ones").format(count=len(own) - MOST_AT_A_FIELD))
            field.show_problem("\n".join(texts))
            cells = {(place_of(one)[0], place_of(one)[1]): one.message for one in own if place_of(one)[0] >= 0}
            if cells or path in self._faults:
                self._faults[path] = cells
                if field.is_built:
                    field.control.show_faults(cells)
        order = {path: number for number, path in enumerate(self.fields)}
        listed = sorted((one for one in problems if one.field in order), key=lambda one: order[one.field or ""])
        self.problems.show_problems(listed)
        if listed:
            self.go_to(listed[0])

    def go_to(self, problem: Problem) -> None:
        """Put the hands on the field, or the cell, of a problem."""
        field = self.fields.get(problem.field or "")
        if field is None:
            return
        if not field.is_built:
            field.build()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)  # where it stands now
        self._bring_to_light(field)
        row, column = place_of(problem)
        if row >= 0:
            field.control.focus_cell(row, column)
        else:
            field.control.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _bring_to_light(self, field: QWidget) -> None:
        """Open the tab that holds it, and scroll to it."""
        widget: QWidget | None = field
        while widget is not None and widget is not self:
            above = widget.parentWidget()
            tabs = above.parentWidget() if above is not None else None
            if isinstance(tabs, QTabWidget):
                tabs.setCurrentWidget(widget)
            widget = above
        area = self.maker.area()
        if area is not None:
            area.ensureWidgetVisible(field)

    def step_problem(self, way: int) -> None:
        """Go to the next (1) or previous (-1) problem from where the hands are."""
        paths = list(dict.fromkeys(problem.field or "" for problem in self.problems.problems))
        if not paths:
            return
        order = list(self.fields)
        here = self.focused_path()
        place = order.index(here) if here in order else -1 if way > 0 else len(order)
        beyond = [path for path in (paths if way > 0 else reversed(paths)) if (order.index(path) - place) * way > 0]
        wanted = beyond[0] if beyond else paths[0 if way > 0 else -1]
        self.go_to(next(one for one in self.problems.problems if one.field == wanted))

    def focused_path(self) -> str:
        """The path of the field that has the focus; empty where none has."""
        focus = self.window().focusWidget()
        for path, frame in self.fields.items():
            if focus is not None and frame.isAncestorOf(focus):
                return path
        return ""

    # keys --------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            focus = self.window().focusWidget()
            if isinstance(focus, QPushButton | QToolButton):
                focus.click()
            else:
                self.focusNextChild()
        elif event.key() == Qt.Key.Key_F8:
            self.step_problem(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    @property
    def is_busy(self) -> bool:
        """Whether rows are still being read into one of its tables."""
        made = (field.control for field in self.fields.values() if field.is_built)
        return any(one.is_busy for one in made if isinstance(one, TableControl))

    def accessible_summary(self) -> str:
        """How many fields there are to fill in, for screen readers."""
        return _("{count} fields to fill in").format(count=sum(field.is_editable for field in self.fields.values()))


def _set_shown(field: FieldFrame, on: bool) -> None:
    """Show or hide a field, and with it the row that it stands in."""
    if is_put_away(field) == on:
        field.setVisible(on)
        row = field.parentWidget()
        if isinstance(row, FormRow):
            row.follow()


def place_of(problem: Problem) -> tuple[int, str]:
    """Row (from 0) and column of a problem in a table; -1 for one of a field."""
    row = problem.params.get("row", "")
    return (int(row) - 1, problem.params.get("column", "")) if row.isdecimal() else (-1, "")


def _untitled(component: Component) -> dict[str, object]:
    own = component.properties or {}
    return {key: value for key, value in own.items() if key not in (LABEL_ZH, LABEL_EN)}


def is_shown(component: Component, scope: Scope) -> bool:
    """Whether its own condition shows a component."""
    return not (component.hide and scope.evaluate(component.hide) is True)


def holds_texts_alone(group: Component) -> bool:
    """Whether a group is there for its texts: it holds something, and nothing to fill in."""
    return bool(group.components) and not any(place.path for place in places(group.components or ()))
