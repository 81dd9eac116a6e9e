"""A service step that asks a system of the register: for what, which value goes into which field of it, where what
comes back goes, how long it waits, how often it tries, and which way is taken when it fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from modeler.document import commands
from modeler.document.contents import contents_of
from modeler.document.records import NodeRecord
from modeler.systems.foresee import Foreseen, foresee_in, foresee_out, longest_of
from modeler.ui.expressions.edit import ExpressionEdit
from modeler.ui.expressions.words import process_words
from modeler.ui.panels.editing import Editing
from modeler.ui.panels.fields import ChoiceField, NumberField, TextField, duration_seconds
from runner.core.errors import AppError
from runner.core.i18n import N_, listed, pick
from runner.core.i18n import tr as _
from runner.core.problem import Severity
from runner.data.dictionary import Dictionary
from runner.data.systems import Operation, OperationField, System, Systems
from runner.ui.kit.groups import PropertyGroup, captioned
from runner.ui.kit.layouts import clear_layout, show_if
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label, tool_button

SYSTEM = "system"
MOST_TRIES, LONGEST = 9, 300
LOOK_MS = 250
_RESULT = "result."
KINDS = {
    "number": N_("number"), "money": N_("money"), "boolean": N_("yes or no"), "date": N_("date"),
    "dateTime": N_("date and time"), "text": N_("text"),
}  # fmt: skip
FAILURES = {
    "": N_("Whatever goes wrong"), "timeout": N_("No answer in time"),
    "unreachable": N_("The system cannot be reached"), "server": N_("The system has a fault"),
    "shape": N_("An answer that does not fit"),
}  # fmt: skip


class SystemFields(QWidget):
    """The fields; with no system chosen only the choice of one. `plain` are shown instead of what a system asks."""

    def __init__(self, editing: Editing, plain: Sequence[QWidget]) -> None:
        super().__init__()
        self._editing, self._plain = editing, plain
        self._shown: object = None
        self._refreshers: list[Callable[[], None]] = []
        self._lookers: list[tuple[QLabel, Callable[[Looking], list[Foreseen]]]] = []
        self._looked_at = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(LOOK_MS)
        self._rest.timeout.connect(self._look_ahead)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._register = register_of(editing)
        self.choice = ChoiceField(self._choices(), self._asked, self._choose)
        self.choice.setObjectName("property-system")
        self.choice.setAccessibleName(_("Asks the system"))
        column.addWidget(captioned(_("Asks the system"), self.choice, wrap=True))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        column.addLayout(self._rows)
        self.refresh()

    def event(self, event: QEvent) -> bool:
        """A field that tells what is wrong is higher from then on; what stands around it has to hear of it."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    # what there is to ask ----------------------------------------------------------------------

    def _choices(self) -> list[tuple[str, str]]:
        made = [("", _("none of the register"))]
        for one in self._register.systems:
            for operation in one.operations:
                text = f"{pick(one.name) or one.code} · {pick(operation.name) or operation.code}"
                made.append((f"{one.code} {operation.code}", text))
        return made

    def _asked(self) -> str:
        block = self._editing.block("service")
        return f"{block['system']} {block.get('operation', '')}" if block.get("system") else ""

    def _choose(self, value: str) -> None:
        code, _space, asked = value.partition(" ")
        kind = SYSTEM if code else None
        self._editing.update_block("service", kind=kind, system=code, operation=asked)

    def _found(self) -> tuple[System, Operation] | None:
        block = self._editing.block("service")
        system = self._register.system(str(block.get("system") or ""))
        operation = system.operation(str(block.get("operation") or "")) if system is not None else None
        return (system, operation) if system is not None and operation is not None else None

    # showing -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what stands in the document."""
        self._register = register_of(self._editing)
        self.choice.set_choices(self._choices())
        asked, found = self._asked(), self._found()
        for one in self._plain:
            show_if(one, not asked)
        key = (asked, found, self._strangers(found[1]) if found is not None else (), self._failures())
        if key != self._shown:
            self._shown = key
            self._build(found)
        for refresh in self._refreshers:
            refresh()
        if self._lookers:
            self._rest.start()
        if self._editing.element != self._looked_at:
            self._looked_at = self._editing.element
            for told, _ask in self._lookers:
                told.hide()  # it was about another step

    def _build(self, found: tuple[System, Operation] | None) -> None:
        clear_layout(self._rows)
        self._refreshers, self._lookers = [], []
        if found is None:
            return
        system, operation = found
        if operation.input:
            self._rows.addWidget(label(_("Goes in"), "heading"))
            for item in operation.input:
                self._rows.addWidget(self._input(system, item))
        for name in self._strangers(operation):
            self._rows.addWidget(self._stranger(name))
        if operation.output:
            self._rows.addWidget(label(_("Comes back, into the variable"), "heading"))
            for item in operation.output:
                self._rows.addWidget(self._output(system, item))
        self._rows.addWidget(self._more(operation))
        self._rows.addWidget(label(_("When it takes long or fails"), "heading"))
        self._rows.addWidget(self._patience())
        for event, text in self._failures():
            one = button(text, "link", "arrow-right")
            one.clicked.connect(lambda _on=False, event=event: self._editing.context.selection.set([event]))
            self._rows.addWidget(one)
        self.fails = button(_("Add a way for a failure"), icon_name="add")
        self.fails.setMenu(self._ways(operation))
        self._rows.addWidget(self.fails)

    # fields ------------------------------------------------------------------------------------

    def _input(self, system: System, item: OperationField) -> QWidget:
        field = ExpressionEdit(
            partial(self._value, item.name), partial(self._write, item.name), self._editing.seal,
            known=process_words(self._editing), lines=1, place="service.in",
        )  # fmt: skip
        field.field.setObjectName(f"system-in-{item.name}")
        field.field.setPlaceholderText(_("a variable or an expression"))
        needed = label(_("Must be there: say what goes in."), "bad", wrap=True)

        def refresh() -> None:
            field.refresh()
            show_if(needed, item.required and not self._value(item.name).strip(" ="))

        self._refreshers.append(refresh)
        told = translation_of(system, item, self._editing.context.dictionary)
        foreseen = self._foreseen(f"system-in-{item.name}-foreseen")
        self._lookers.append((foreseen, lambda look: look.into(system, item, self._value(item.name))))
        return captioned(_caption(item), field, needed, foreseen, told, wrap=True)

    def _output(self, system: System, item: OperationField) -> QWidget:
        field = TextField(
            partial(self._target, item.name), partial(self._write_target, item.name), self._editing.seal
        )
        field.setObjectName(f"system-out-{item.name}")
        field.setPlaceholderText(_("not taken over"))
        self._refreshers.append(field.refresh)
        told = translation_of(system, item, self._editing.context.dictionary)
        foreseen = self._foreseen(f"system-out-{item.name}-foreseen")
        self._lookers.append((foreseen, lambda look: look.out_of(system, item, self._target(item.name))))
        return captioned(_caption(item), field, foreseen, told, wrap=True)

    def _foreseen(self, name: str) -> QLabel:
        """Where it is told what will not convert; hidden as long as nothing is."""
        told = label("", "bad", wrap=True)
        told.setObjectName(name)
        told.hide()
        return told

    def _look_ahead(self) -> None:
        """See what will not convert, once the typing rests: it takes the whole model."""
        look = Looking(self._editing)
        for told, ask in self._lookers:
            found = ask(look)
            told.setText("\n".join(one.told(look.name) for one in found))
            set_look(told, role="bad" if any(one.severity is Severity.ERROR for one in found) else "warning")
            show_if(told, bool(found))

    def _more(self, operation: Operation) -> QWidget:
        field = ExpressionEdit(
            partial(self._others, operation), partial(self._write_others, operation), self._editing.seal,
            known=process_words(self._editing).open(), lines=1, pairs=True, place="service.out",
        )  # fmt: skip
        self._refreshers.append(field.refresh)
        caption = _("What else comes out of the result, one name = expression a line")
        return captioned(
            caption if operation.output else _("Comes out, one name = expression a line"), field, wrap=True
        )

    def _is_plain(self, operation: Operation, row: dict[str, str]) -> bool:
        """Whether a line of `out` is shown beside its field: the first that takes it over as it is."""
        source = row["value"].strip(" =")
        return any(
            source == _RESULT + item.name and self._target(item.name) == row["name"] for item in operation.output
        )

    def _others(self, operation: Operation) -> str:
        rows = [row for row in self._lines("out") if not self._is_plain(operation, row)]
        return "\n".join(f"{row['name']} = {row['value']}" for row in rows)

    def _write_others(self, operation: Operation, text: str) -> None:
        kept = [row for row in self._lines("out") if self._is_plain(operation, row)]
        for line in text.splitlines():
            name, sign, value = line.partition("=")
            if sign and name.strip():
                kept.append({"name": name.strip(), "value": value.strip()})
        self._set_rows("out", kept, "out")

    def _stranger(self, name: str) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(_("{field} is not taken by the system.").format(field=name), "bad", wrap=True), 1)
        remove = tool_button("close", _("Remove"), size=12)
        remove.clicked.connect(lambda: self._set_rows("in", [row for row in self._in() if row["name"] != name]))
        row.addWidget(remove)
        return box

    def _strangers(self, operation: Operation) -> tuple[str, ...]:
        known = {item.name for item in operation.input}
        return tuple(row["name"] for row in self._in() if row["name"] not in known) if known else ()

    # reading and writing -----------------------------------------------------------------------

    def _lines(self, key: str) -> list[dict[str, str]]:
        rows = self._editing.block("service").get(key) or ()
        return [{"name": str(row.get("name", "")), "value": str(row.get("value", ""))} for row in rows]

    def _in(self) -> list[dict[str, str]]:
        return self._lines("in")

    def _set_rows(self, key: str, rows: list[dict[str, str]], merge: str = "") -> None:
        if rows != self._lines(key):
            self._editing.update_block("service", merge=merge, **{key: rows})

    def _value(self, name: str) -> str:
        return next((row["value"] for row in self._in() if row["name"] == name), "")

    def _write(self, name: str, text: str) -> None:
        rows = self._in()
        found = next((row for row in rows if row["name"] == name), None)
        if not text.strip():
            rows = [row for row in rows if row["name"] != name]
        elif found is not None:
            found["value"] = text.strip()
        else:
            rows.append({"name": name, "value": text.strip()})
        self._set_rows("in", rows, f"in:{name}")

    def _target(self, name: str) -> str:
        return next((row["name"] for row in self._lines("out") if row["value"].strip(" =") == _RESULT + name), "")

    def _write_target(self, name: str, text: str) -> None:
        rows, source = self._lines("out"), _RESULT + name
        found = next((row for row in rows if row["value"].strip(" =") == source), None)
        if not text.strip():
            rows = [row for row in rows if row is not found]
        elif found is not None:
            found["name"] = text.strip()
        else:
            rows.append({"name": text.strip(), "value": source})
        self._set_rows("out", rows, f"out:{name}")

    # patience and failures ---------------------------------------------------------------------

    def _patience(self) -> QWidget:
        seconds = NumberField(0, LONGEST, self._seconds, self._write_seconds)
        seconds.setObjectName("system-timeout")
        seconds.setSpecialValueText(_("as for the system"))
        seconds.setMaximumWidth(160)
        tries = NumberField(0, MOST_TRIES, self._tries, self._write_tries)
        tries.setObjectName("system-retry")
        self._refreshers += [seconds.refresh, tries.refresh]
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(captioned(_("Waits, seconds"), seconds, wrap=True))
        row.addWidget(captioned(_("Tries again, times"), tries, wrap=True))
        row.addStretch(1)
        return box

    def _seconds(self) -> int:
        return min(duration_seconds(str(self._editing.block("service").get("timeout") or "")) or 0, LONGEST)

    def _write_seconds(self, value: int) -> None:
        self._editing.update_block("service", merge="timeout", timeout=f"PT{value}S" if value else None)

    def _tries(self) -> int:
        text = str(self._editing.block("service").get("retry") or "0")
        return min(int(text), MOST_TRIES) if text.isdigit() else 0

    def _write_tries(self, value: int) -> None:
        self._editing.update_block("service", merge="retry", retry=value or None)

    def _failures(self) -> tuple[tuple[str, str], ...]:
        """The border events that catch a failure of the step, with what they catch."""
        index = self._editing.document.index
        made = []
        for node in index.nodes.values():
            if node.attached_to == self._editing.element and node.event == "error":
                code = str(commands.get_property(self._editing.document, node.id, "code") or "")
                made.append((node.id, node.name or self._word(code)))
        return tuple(made)

    @staticmethod
    def _word(code: str) -> str:
        return _(FAILURES[code]) if code in FAILURES else _("The system refuses: {code}").format(code=code)

    def _ways(self, operation: Operation) -> QMenu:
        menu = QMenu(self)
        for code in (*operation.errors, *(one for one in FAILURES if one), ""):
            act = menu.addAction(self._word(code))
            act.triggered.connect(lambda _on=False, code=code: self.add_way(code))
        return menu

    def add_way(self, code: str) -> None:
        """A border event that catches a failure of that code; any for an empty one."""
        record, document = self._editing.record, self._editing.document
        if not isinstance(record, NodeRecord) or record.bounds is None:
            return
        taken = len(self._failures())
        place = (record.bounds.right - 24 - 44 * taken, record.bounds.bottom)

        def change() -> None:
            own = commands.add_node(
                document, "boundary-event-error", place, attach_to=self._editing.element, name=self._word(code)
            )
            if code:
                commands.set_property(document, own, "error", code)
                commands.set_property(document, own, "code", code)

        self._editing.do(N_("Add a way for a failure"), change)


class Looking:
    """What is known when it is looked ahead: the variables of the process, the dictionary, the forms."""

    def __init__(self, editing: Editing) -> None:
        record = editing.record
        self.name = (record.name if isinstance(record, NodeRecord) else "") or editing.element
        self._words = process_words(editing)()
        contents = contents_of(editing.document, editing.context.workspace)
        self._dictionary = contents.dictionary
        self._lengths = longest_of(contents.forms.values(), contents.dictionary)

    def into(self, system: System, item: OperationField, text: str) -> list[Foreseen]:
        """What will not fit of an expression that goes into a field."""
        if not text.strip(" ="):
            return []
        return list(foresee_in(system, item, text, self._words, self._dictionary, self._lengths))

    def out_of(self, system: System, item: OperationField, target: str) -> list[Foreseen]:
        """What will not fit of a field that comes back into a variable."""
        return list(foresee_out(system, item, target, self._words, self._dictionary)) if target else []


def build_system(group: PropertyGroup, editing: Editing, plain: Sequence[QWidget]) -> Callable[[], None] | None:
    """Add the fields to a group; None where the workspace has no register and the step asks no system."""
    if not register_of(editing).systems and not editing.block("service").get("system"):
        return None
    fields = SystemFields(editing, plain)
    group.rows.insertWidget(0, fields)
    return fields.refresh


def register_of(editing: Editing) -> Systems:
    """The register of the workspace; empty without one, and where its file does not fit."""
    workspace = editing.context.workspace
    try:
        return workspace.systems.value if workspace is not None else Systems()
    except AppError:
        return Systems()  # the list of problems names the file


def translation_of(system: System, item: OperationField, dictionary: Dictionary) -> QWidget | None:
    """What is said of codes: which list translates them, and which of its values the system has no word for."""
    if not item.choices:
        return None
    found = dictionary.choice_list(item.choices)
    name = (pick(found.name) or found.code) if found is not None else item.choices
    open_ = (
        [pick(one.label) or one.value for one in found.items if not one.external.get(system.code)] if found else []
    )
    if found is not None and not open_:
        return label(_("Codes are translated by {choices}.").format(choices=name), "caption", wrap=True)
    if found is None:
        return label(_("There is no code list {choices}.").format(choices=name), "bad", wrap=True)
    told = _("{choices} has no value of the system for {codes}.")
    shown = listed(open_[:5]) + ("…" if len(open_) > 5 else "")
    return label(told.format(choices=name, codes=shown), "warning", wrap=True)


def _caption(item: OperationField) -> str:
    parts = [pick(item.label) or item.name]
    if pick(item.label):
        parts.append(item.name)
    if item.type in KINDS:
        parts.append(_(KINDS[item.type]))
    return " · ".join(parts) + (" *" if item.required else "")
