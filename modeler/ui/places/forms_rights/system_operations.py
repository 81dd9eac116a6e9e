"""What can be asked of a system: its operations, and the fields of the one that is selected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from modeler.systems import edit
from modeler.systems.asking import Asking
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.register_table import KEY, Cell, RegisterTable
from runner.connectors.patterns import is_pattern
from runner.core.errors import AppError
from runner.core.i18n import N_, LocalText, current_language, listed, pick
from runner.core.i18n import tr as _
from runner.core.messages import declare
from runner.data.systems import Operation, OperationField, System, Systems
from runner.ui.kit.texts import button, label

declare(
    {
        "systems.code-refused": (
            N_("{text} cannot be the code of a system or operation."),
            N_("Use a letter first, then letters, digits, _ and -; each code once."),
        ),
        "systems.field-refused": (
            N_("{text} cannot be the name of a field."),
            N_("Write it as the system does, with dots between the parts of a record; each name once."),
        ),
        "systems.format-refused": (
            N_("{text} is no format of a day or moment."),
            N_("Write yyyy, MM and dd, each once, for a moment HH, mm and ss too, and no other letters."),
        ),
        "systems.asked": (
            N_("{kept} keeps its code: it is asked by {steps}."),
            N_("Let those steps ask another system first."),
        ),
    }
)

KINDS = {
    "any": N_("anything"), "text": N_("text"), "number": N_("number"), "money": N_("money"),
    "boolean": N_("yes or no"), "date": N_("date"), "dateTime": N_("date and time"), "choice": N_("choice"),
}  # fmt: skip
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SIDES: dict[edit.Side, str] = {"input": N_("goes in"), "output": N_("comes back")}
FieldKey = tuple[edit.Side, str]


class SystemOperations(QWidget):
    """`read()` gives the register, `write(register, what)` takes a changed one and shows it."""

    def __init__(self, context: Context, read: Callable[[], Systems], write: Callable[[Systems, str], None]) -> None:
        super().__init__()
        self.context, self._read, self._write = context, read, write
        self.code, self.operation = "", ""
        self.steps: Sequence[Asking] = ()
        self.operations = RegisterTable(self._operation_typed)
        self.operations.offer(2, lambda: [(one, one) for one in METHODS], self._method_chosen)
        self.fields = RegisterTable(self._field_typed)
        self.fields.offer(3, lambda: choices_of(KINDS), self._field_chosen("type"))
        self.fields.offer(4, lambda: [("yes", _("yes")), ("", _("no"))], self._field_chosen("required"))
        self.fields.offer(5, self._lists, self._field_chosen("choices"))
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self._operations_box())
        self.split.addWidget(self._fields_box())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split)

    def _operations_box(self) -> QWidget:
        self.of_system = label("", "heading")
        self.add_one = button(_("New operation"), icon_name="add")
        self.add_one.clicked.connect(self.add_operation)
        self.remove_one = button(_("Remove"), icon_name="delete")
        self.remove_one.clicked.connect(self.remove_operation)
        return boxed(self.of_system, (self.add_one, self.remove_one), self.operations)

    def _fields_box(self) -> QWidget:
        self.of_operation = label("", "heading")
        self.add_in = button(_("New field in the call"), icon_name="add")
        self.add_in.clicked.connect(lambda: self.add_field("input"))
        self.add_out = button(_("New field of the answer"), icon_name="add")
        self.add_out.clicked.connect(lambda: self.add_field("output"))
        self.remove_field_button = button(_("Remove"), icon_name="delete")
        self.remove_field_button.clicked.connect(self.remove_field)
        acts = (self.add_in, self.add_out, self.remove_field_button)
        return boxed(self.of_operation, acts, self.fields)

    # showing -----------------------------------------------------------------------------------

    def system(self) -> System | None:
        """The system that is shown."""
        return self._read().system(self.code)

    def show_system(self, code: str, steps: Sequence[Asking]) -> None:
        """Show what can be asked of a system; `steps` ask it."""
        if code != self.code:
            self.operation = ""
        self.code, self.steps = code, steps
        system = self.system()
        if system is None:
            return
        self.of_system.setText(_("What can be asked of {system}").format(system=pick(system.name) or system.code))
        rows: list[tuple[object, list[Cell]]] = [
            (one.code, [(pick(one.name), None), (one.code, None), (one.method, one.method), (one.path, None),
                        (", ".join(one.errors), None)])
            for one in system.operations
        ]  # fmt: skip
        heads = [_("Name"), _("Code"), _("Method"), _("Path below the address"), _("Codes of a refusal")]
        self.operations.fill(heads, rows, (160, 120, 80, 220))
        codes = [one.code for one in system.operations]
        self.operation = self.operation if self.operation in codes else next(iter(codes), "")
        self.operations.selectionModel().currentRowChanged.connect(self._operation_chosen)
        if self.operation:
            self.operations.setCurrentIndex(self.operations.model().index(codes.index(self.operation), 0))
        self._show_operation()

    def _operation_chosen(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        code = str(index.data(KEY) or "")
        if index.isValid() and code != self.operation:
            self.operation = code
            self._show_operation()

    def asked_operation(self) -> Operation | None:
        """The selected operation."""
        system = self.system()
        return system.operation(self.operation) if system is not None else None

    def _show_operation(self) -> None:
        operation = self.asked_operation()
        name = (pick(operation.name) or operation.code) if operation is not None else ""
        self.of_operation.setText(_("Fields of “{operation}”").format(operation=name) if name else _("Fields"))
        for widget in (self.remove_one, self.add_in, self.add_out, self.remove_field_button):
            widget.setEnabled(operation is not None)
        lists = dict(self._lists())
        rows: list[tuple[object, list[Cell]]] = []
        for side, word in SIDES.items():
            for one in edit.fields_of(operation, side) if operation is not None else ():
                rows.append(((side, one.name), [
                    (_(word), ""), (one.name, None), (pick(one.label), None), (_(KINDS[one.type]), one.type),
                    (_("yes") if one.required else _("no"), "yes" if one.required else ""),
                    (lists.get(one.choices or "", one.choices or "–"), one.choices or ""),
                    (one.format or "–", None), (str(one.length) if one.length else "–", None),
                ]))  # fmt: skip
        heads = [_("Direction"), _("Field of the system"), _("Label"), _("Type"), _("Must be there"),
                 _("Codes translated by"), _("Format"), _("Characters at most")]  # fmt: skip
        self.fields.fill(heads, rows, (92, 132, 124, 96, 90, 124, 90), fixed=(0,))

    def _lists(self) -> Sequence[tuple[str, str]]:
        return [("", "–"), *((one.code, pick(one.name) or one.code) for one in self.context.dictionary.choices)]

    def _again(self) -> None:
        """What was typed is not taken: show what stands."""
        self.show_system(self.code, self.steps)

    # operations --------------------------------------------------------------------------------

    def _operation_typed(self, code: str, column: int, text: str) -> None:
        self.operation = code
        operation = self.asked_operation()
        if operation is None:
            return
        if column == 0:
            self._set_operation(name=named(operation.name, text))
        elif column == 1 and text != code:
            self._rename_operation(code, text)
        elif column == 3:
            self._set_operation(path=text)
        elif column == 4:
            self._set_operation(errors=parts_of(text))

    def _method_chosen(self, code: str, value: str) -> None:
        self.operation = code
        self._set_operation(method=value)

    def _rename_operation(self, code: str, new: str) -> None:
        steps = [one.name for one in self.steps if one.operation == code]
        if steps:
            self._again()
            self.context.report(AppError("systems.asked", kept=code, steps=listed(steps[:5])))
            return
        try:
            register = edit.set_operation(self._read(), self.code, code, code=new)
        except ValueError:
            self._again()
            self.context.report(AppError("systems.code-refused", text=new or "–"))
            return
        self.operation = new
        self._write(register, _("Change operation"))

    def _set_operation(self, **changes: Any) -> None:
        if self.asked_operation() is not None:
            register = edit.set_operation(self._read(), self.code, self.operation, **changes)
            self._write(register, _("Change operation"))

    def add_operation(self) -> None:
        """Add an operation with a free code, ready to be named."""
        system = self.system()
        if system is None:
            return
        self.operation = edit.free_code("ask", (one.code for one in system.operations))
        name = {"zh": "新操作", "en": "New operation"}
        register = edit.add_operation(self._read(), self.code, self.operation, name)
        self._write(register, _("New operation"))
        self.operations.edit_cell(0)

    def remove_operation(self) -> None:
        """Remove the selected operation."""
        if self.asked_operation() is not None:
            register = edit.remove_operation(self._read(), self.code, self.operation)
            self._write(register, _("Remove operation"))

    # fields ------------------------------------------------------------------------------------

    def _field_typed(self, key: FieldKey, column: int, text: str) -> None:
        operation = self.asked_operation()
        found = edit.fields_of(operation, key[0]) if operation is not None else []
        field = next((one for one in found if one.name == key[1]), None)
        if field is None:
            return
        if column == 1 and text != field.name:
            self._set_field(key, name=text)
        elif column == 2:
            self._set_field(key, label=named(field.label, text))
        elif column == 6:
            self._format_typed(key, field, text)
        elif column == 7:
            self._length_typed(key, text)

    def _format_typed(self, key: FieldKey, field: OperationField, text: str) -> None:
        format_ = "" if text == "–" else text
        if format_ and not is_pattern(format_, of_moment=field.type == "dateTime"):
            self._again()
            self.context.report(AppError("systems.format-refused", text=format_))
        else:
            self._set_field(key, format=format_)

    def _length_typed(self, key: FieldKey, text: str) -> None:
        if text in ("", "–", "0"):
            self._set_field(key, length=None)
        elif text.isascii() and text.isdigit():
            self._set_field(key, length=int(text))
        else:
            self._again()

    def _field_chosen(self, name: str) -> Callable[[FieldKey, str], None]:
        def write(key: FieldKey, value: str) -> None:
            given: Any = bool(value) if name == "required" else value or None
            changes = {name: given} if name != "choices" or not value else {name: given, "type": "choice"}
            self._set_field(key, **changes)

        return write

    def _set_field(self, key: FieldKey, **changes: Any) -> None:
        try:
            register = edit.set_field(self._read(), self.code, self.operation, *key, changes)
        except ValueError:
            self._again()
            self.context.report(AppError("systems.field-refused", text=str(changes.get("name") or "–")))
            return
        self._write(register, _("Change field of a system"))

    def add_field(self, side: edit.Side) -> None:
        """Add a field to the call or to the answer, ready to be named."""
        operation = self.asked_operation()
        if operation is None:
            return
        fields = edit.fields_of(operation, side)
        name = edit.free_code("field", (one.name for one in fields))
        register = edit.add_field(self._read(), self.code, self.operation, side, name)
        self._write(register, _("New field of a system"))
        row = len(operation.input) + (len(operation.output) if side == "output" else 0)
        self.fields.setCurrentIndex(self.fields.model().index(row, 1))
        self.fields.edit_cell(1)

    def remove_field(self) -> None:
        """Remove the selected field."""
        row = self.fields.currentIndex().row()
        if row >= 0:
            side, name = self.fields.key(row)
            register = edit.remove_field(self._read(), self.code, self.operation, side, name)
            self._write(register, _("Remove field of a system"))


def named(before: LocalText, text: str) -> LocalText:
    """A name with another text in the user's language; a plain text counts as Chinese."""
    texts: Mapping[str, str] = {"zh": before} if isinstance(before, str) else before
    return {key: value for key, value in {**texts, current_language(): text}.items() if value}


def parts_of(text: str) -> list[str]:
    """The entries of a typed list."""
    return [part for piece in text.replace("，", ",").replace("、", ",").split(",") if (part := piece.strip())]


def choices_of(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Values with their words, to choose from."""
    return [(value, _(text)) for value, text in words.items()]


def boxed(heading: QWidget, acts: Sequence[QWidget], table: QWidget) -> QWidget:
    """A table with its heading and what can be done above it."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 4, 0, 0)
    column.setSpacing(8)
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(heading)
    row.addStretch(1)
    for one in acts:
        row.addWidget(one)
    column.addLayout(row)
    column.addWidget(table, 1)
    return made
