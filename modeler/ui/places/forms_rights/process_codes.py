"""Codes of processes: which are in use, reserved or retired, what is wrong with them, what they are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from modeler.catalog.process_codes import code_book
from modeler.dictionary.process_codes import (
    TYPES,
    CodeBook,
    check_code,
    keep_code,
    next_code,
    place_of,
    release_reserved,
    set_codes,
)
from modeler.ui.context import Context
from modeler.ui.panels.fields import TextField
from modeler.ui.places.forms_rights.cell_editors import show_model
from runner.core.errors import AppError
from runner.core.i18n import N_, LocalText, pick
from runner.core.i18n import tr as _
from runner.data.dictionary import Dictionary
from runner.data.process_codes import ProcessCodes as Codes
from runner.ui.kit.states import Banner
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

STATES = {"taken": N_("in use"), "reserved": N_("reserved"), "retired": N_("retired")}
PARTS = (
    ("orgs", N_("Organisations")), ("domains", N_("Domains (L1)")), ("groups", N_("Groups (L2)")),
    ("types", N_("Types")),
)  # fmt: skip
CODE = Qt.ItemDataRole.UserRole
EXAMPLE = "HQ-FIN-EXP-003-AP"


class ProcessCodes(QWidget):
    """`write(dictionary, what)` puts a change into the workspace."""

    def __init__(self, context: Context, write: Callable[[Dictionary, str], None]) -> None:
        super().__init__()
        self.context = context
        self.write = write
        self.book = CodeBook()
        self._asked = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        left = QVBoxLayout()
        left.setSpacing(8)
        self.banner = Banner()
        left.addWidget(self.banner)
        self.table = TableView()
        left.addWidget(self.table, 1)
        acts = QHBoxLayout()
        self.code = TextField(lambda: "", lambda _text: self._typed(), lambda: None)
        self.code.setPlaceholderText(_("Code"))
        self.code.setAccessibleName(_("Code to reserve"))
        self.code.setMinimumWidth(170)
        self.name = TextField(lambda: "", lambda _text: None, lambda: None)
        self.name.setPlaceholderText(_("For which process"))
        self.name.setAccessibleName(_("For which process"))
        self.reserve = button(_("Reserve"), icon_name="add")
        self.reserve.clicked.connect(self.reserve_code)
        self.release = button(_("Give free"))
        self.release.setToolTip(_("A reserved code that nobody waits for any more may be given again."))
        self.release.clicked.connect(self.release_code)
        self.retire = button(_("Retire"), "bad")
        self.retire.setToolTip(_("A retired code stays known and is never given again."))
        self.retire.clicked.connect(self.ask_retire)
        for widget in (self.code, self.name, self.reserve):
            acts.addWidget(widget)
        acts.addStretch(1)
        for widget in (self.release, self.retire):
            acts.addWidget(widget)
        left.addLayout(acts)
        self.told = label("", "bad", wrap=True)
        self.told.hide()
        left.addWidget(self.told)
        row.addLayout(left, 5)
        row.addLayout(self._rule(), 3)

    def _rule(self) -> QVBoxLayout:
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(label(_("What codes are made of"), "heading"))
        shape = _("organisation-domain-group-number-type, for example {example}").format(example=EXAMPLE)
        right.addWidget(label(shape, "muted", wrap=True))
        self.strict = QCheckBox(_("Every process has a code like this"))
        self.strict.clicked.connect(lambda on: self._change(strict=bool(on)))
        right.addWidget(self.strict)
        self.parts: dict[str, TextField] = {}
        for name, text in PARTS:
            right.addWidget(label(_(text), "muted"))
            line = TextField(self._reader(name), self._nothing, self._writer(name))
            line.setAccessibleName(_(text))
            self.parts[name] = line
            right.addWidget(line)
        told = _(
            "Codes with their names: FIN finance, HRM people. An empty line takes any capital letters and digits."
        )
        right.addWidget(label(told, "caption", wrap=True))
        self.place = label("", "muted", wrap=True)
        right.addWidget(self.place)
        right.addStretch(1)
        return right

    @staticmethod
    def _nothing(_text: str) -> None:
        """A line of parts is taken when it is left: half a code is none."""

    def _reader(self, name: str) -> Callable[[], str]:
        return lambda: text_of(self._table(name))

    def _writer(self, name: str) -> Callable[[], None]:
        return lambda: self._parts_typed(name)

    def _table(self, name: str) -> Mapping[str, LocalText]:
        table: Mapping[str, LocalText] = getattr(self.book.rule, name)
        return table or (TYPES if name == "types" else {})

    # showing -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the codes anew and show them."""
        workspace = self.context.workspace
        if workspace is None:
            return
        try:
            self.book = code_book(workspace.folder, workspace.processes(), self.context.dictionary)
        except AppError as error:
            self.banner.tell_error(error)
            return
        kept = self.selected
        rows = rows_of(self.book)
        model = QStandardItemModel(len(rows), 4, self)
        model.setHorizontalHeaderLabels([_("Code"), _("Process"), _("Status"), _("Since")])
        for number, (code, name, state, since, fault) in enumerate(rows):
            texts = (code, name or "–", f"{_(STATES[state])}{' · ' + fault if fault else ''}", since)
            for column, text in enumerate(texts):
                item = QStandardItem(text)
                item.setEditable(False)
                item.setToolTip(fault)
                item.setData((code, state), CODE)
                model.setItem(number, column, item)
        show_model(self.table, model)
        for column, width in enumerate((180, 160, 170, 80)):  # the last one takes what is left
            self.table.setColumnWidth(column, width)
        self.table.selectionModel().currentRowChanged.connect(lambda _index: self._chosen())
        codes = [row[0] for row in rows]
        if rows:
            self.table.setCurrentIndex(model.index(codes.index(kept) if kept in codes else 0, 0))
        self.strict.setChecked(self.book.rule.strict)
        for line in self.parts.values():
            line.refresh()
        self._chosen()

    @property
    def selected(self) -> str:
        """The selected code."""
        data = self.table.currentIndex().data(CODE) if self.table.model() is not None else None
        return str(data[0]) if data else ""

    def _state(self) -> str:
        data = self.table.currentIndex().data(CODE) if self.table.model() is not None else None
        return str(data[1]) if data else ""

    def _chosen(self) -> None:
        state, code = self._state(), self.selected
        self.release.setEnabled(state == "reserved")
        self.retire.setEnabled(state in ("taken", "reserved"))
        levels = [
            f"L{level} {one}{' ' + name if name else ''}" for level, one, name in place_of(code, self.book.rule)
        ]
        self.place.setText("   ›   ".join(levels))
        if code and not self.code.text().strip():
            self.code.setPlaceholderText(next_code(self.book, code) or _("Code"))

    def _typed(self) -> None:
        self.told.hide()

    # acts --------------------------------------------------------------------------------------

    def reserve_code(self) -> None:
        """Keep a code for a process that is still to be drawn; without one typed, the next free one."""
        code = self.code.text().strip() or self.code.placeholderText()
        problem = check_code(self.book, code)
        self.told.setVisible(problem is not None)
        if problem is not None:
            self.told.setText(f"{problem.message} {problem.hint}")
            return
        codes = keep_code(self.book.rule, "reserved", code, self.name.text().strip(), date.today())
        self.code.clear()
        self.name.clear()
        self._set(codes, _("Reserve process code"))

    def release_code(self) -> None:
        """Give a reserved code free."""
        if self._state() == "reserved":
            self._set(release_reserved(self.book.rule, self.selected), _("Give process code free"))

    def ask_retire(self) -> None:
        """Ask before a code is retired: once saved, it is so for good."""
        code, name = self.selected, self._name()
        if self._state() not in ("taken", "reserved"):
            return
        self._asked = code
        self.banner.tell(
            _("Retire {code}?").format(code=code),
            _("It stays known as the code of {name} and is never given again.").format(name=name or "–"),
            tone="warning", action=_("Retire"), then=self.retire_code,
        )  # fmt: skip

    def retire_code(self) -> None:
        """Retire the code that was asked about."""
        code, self._asked = self._asked, ""
        name = next((row[1] for row in rows_of(self.book) if row[0] == code), "")
        self.banner.hide()
        if code:
            self._set(keep_code(self.book.rule, "retired", code, name, date.today()), _("Retire process code"))

    def _name(self) -> str:
        return str(self.table.currentIndex().siblingAtColumn(1).data() or "")

    def _parts_typed(self, name: str) -> None:
        before = self._table(name)
        parts = table_of(self.parts[name].text(), before)
        if parts != before:
            self._change(**{name: parts})

    def _change(self, **changes: object) -> None:
        self._set(self.book.rule.model_copy(update=changes), _("Change rule of process codes"))

    def _set(self, codes: Codes, what: str) -> None:
        if codes != self.book.rule:
            self.write(set_codes(self.context.dictionary, codes), what)
            self.refresh()


def rows_of(book: CodeBook) -> list[tuple[str, str, str, str, str]]:
    """Code, process, state, since when, and what is wrong: those in use first, then reserved and retired ones."""
    made = []
    for file, (code, name) in sorted(book.taken.items(), key=lambda item: item[1]):
        if code in book.retired:
            continue  # told below: the file is still there, its code is not
        problem = check_code(book, code, file)
        made.append((code, name or file, "taken", "", problem.message if problem is not None else ""))
    for state, kept in (("reserved", book.rule.reserved), ("retired", book.rule.retired)):
        made += [(one.code, one.name, state, one.since, "") for one in kept]
    return made


def text_of(table: Mapping[str, LocalText]) -> str:
    """A table of parts as it is typed: `FIN finance, HRM people`."""
    return ", ".join(f"{code} {_shown(code, name)}".strip() for code, name in table.items())


def _shown(code: str, name: LocalText) -> str:
    """A name in the user's language; those of the usual types are in the program's words."""
    return _(TYPES[code]) if TYPES.get(code) == name else pick(name)


def table_of(text: str, before: Mapping[str, LocalText]) -> dict[str, LocalText]:
    """The table of parts in a typed line; names of before in other languages stay."""
    made: dict[str, LocalText] = {}
    for part in text.replace("，", ",").replace("、", ",").split(","):
        code, _space, name = part.strip().partition(" ")
        if code:
            kept = before.get(code, "")
            made[code.upper()] = kept if _shown(code, kept) == name.strip() else name.strip()
    return made
