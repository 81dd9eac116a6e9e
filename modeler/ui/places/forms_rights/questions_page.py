"""Two questions about rights, answered for real people: what can this person do, and who can see this field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from modeler.rights.questions import Answer, what_can, who_sees
from modeler.rights.subject import Subject, subject_of
from modeler.ui.context import Context
from modeler.ui.panels.who_picker import WhoPicker, candidates
from modeler.ui.places.forms_rights.cell_editors import show_model
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.rights_tools import process_of
from runner.core.i18n import N_, pick
from runner.core.i18n import tr as _
from runner.core.messages import word
from runner.ui.kit import style
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.inputs import SearchField
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import label

Index = QModelIndex | QPersistentModelIndex
ANSWERS = {"yes": N_("yes"), "no": N_("no"), "depends": N_("depends")}
KINDS = {"action": N_("Process"), "step": N_("Step"), "field": N_("Field")}
TONES = {"yes": "good", "no": "faint", "depends": "warning", "hidden": "faint", "read": "text", "edit": "accent"}


class AnswerModel(QAbstractTableModel):
    """The lines of an answer; `filter` keeps those that hold a text."""

    def __init__(self, answers: Sequence[Answer], names: dict[str, str], *, about_person: bool, parent: Any) -> None:
        super().__init__(parent)
        self._all = list(answers)
        self.answers = self._all
        self._names, self._about_person = names, about_person
        self._heads = [_("What"), _("Subject"), _("Answer"), _("Why")] if about_person else [
            _("Person"), _("Step or reader"), _("Answer"), _("Why")
        ]  # fmt: skip

    def filter(self, text: str) -> None:
        """Show the lines with a text in the first three columns."""
        wanted = text.strip().casefold()
        self.beginResetModel()
        self.answers = [
            one for one in self._all if any(wanted in self.text(one, column).casefold() for column in range(3))
        ]
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.answers)

    def columnCount(self, parent: Index | None = None) -> int:
        return 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        wanted = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._heads[section] if wanted else None

    def text(self, one: Answer, column: int) -> str:
        """What a cell shows."""
        if column == 0 and self._about_person:
            return _(KINDS[one.kind])
        if column == 0:
            return self._names.get(one.person, one.person) or _("nobody in particular")
        if column == 1:
            return word("action", one.subject) if one.kind == "action" else one.subject
        if column == 2:
            return _(ANSWERS[one.answer]) if one.answer in ANSWERS else word("access", one.answer)
        return " ".join(step.message for step in one.trail)

    def data(self, index: Index, role: int = 0) -> Any:
        one = self.answers[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.text(one, index.column())
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 2:
            return QColor(getattr(style.current_theme(), TONES.get(one.answer, "text")))
        return None


class QuestionsPage(QWidget):
    """`why` goes out with a heading and the lines below it."""

    why = Signal(str, object)

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context, self.parts = context, parts
        self._asked = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(label(_("Who may what?"), "title"))
        told = _("Answered for the people of the organisation, by the same rules that the runner asks.")
        layout.addWidget(label(told, "caption", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.question = SegmentedBar(
            [("person", _("What can this person do?")), ("field", _("Who can see this field?"))], "person"
        )
        self.question.changed.connect(lambda _key: self.refresh())
        row.addWidget(self.question)
        self.person = WhoPicker(lambda: candidates(context.organization, ("user",)), [], many=False)
        self.person.setMinimumWidth(220)
        self.person.changed.connect(lambda _who: self.ask())
        self.field = QComboBox()
        self.field.setMinimumWidth(220)
        self.field.setAccessibleName(_("Field"))
        self.field.activated.connect(lambda _index: self.ask())
        row.addWidget(self.person)
        row.addWidget(self.field)
        row.addStretch(1)
        self.filter = SearchField(_("Filter rows"))
        self.filter.setMaximumWidth(160)
        self.filter.searched.connect(self._filter)
        row.addWidget(self.filter)
        layout.addLayout(row)
        self.count = label("", "caption")
        layout.addWidget(self.count)
        self.table = TableView()
        layout.addWidget(self.table, 1)

    def subject(self) -> Subject | None:
        """The rights of the process as they stand; None without a process."""
        document, process = self.context.document, process_of(self.context.document)
        if document is None or process is None:
            return None
        forms = {ref: form for ref in self.parts.form_refs() if (form := self.parts.form(ref)) is not None}
        return subject_of(document.index, process, self.parts.workspace_rights(), forms)

    def refresh(self) -> None:
        """Offer the fields there are now, and ask anew."""
        subject, about_person = self.subject(), self.question.current == "person"
        self.person.setVisible(about_person)
        self.field.setVisible(not about_person)
        kept = self.field.currentData()
        self.field.clear()
        for ref in subject.forms() if subject is not None else ():
            for path, caption in subject.paths[ref].items() if subject is not None else ():
                self.field.addItem(caption if caption == path else f"{caption} ({path})", (ref, path))
        places = [self.field.itemData(number) for number in range(self.field.count())]
        self.field.setCurrentIndex(places.index(kept) if kept in places else 0)
        if about_person and not self.person.chosen:
            first = next((one.id for one in self.context.organization.users if one.active), "")
            self.person.show_chosen([f"user:{first}"] if first else [])
        self.ask()

    def ask(self) -> None:
        """Work the answer out beside the window."""
        subject, organization = self.subject(), self.context.organization
        if subject is None:
            self._show(0, [], about_person=True)
            return
        self._asked += 1
        number, about_person = self._asked, self.question.current == "person"
        person = self.person.chosen[0].removeprefix("user:") if self.person.chosen else ""
        place = self.field.currentData()
        self.count.setText(_("Looking…"))
        if not about_person and place is None:
            self._show(number, [], about_person=False)
            return

        def work(handle: Any) -> list[Answer]:
            def check(share: float) -> None:
                handle.progress(share)

            if about_person:
                return what_can(subject, organization, person, check)
            return who_sees(subject, organization, place[0], place[1], check)

        self.context.jobs.run(
            work,
            owner=self,
            done=lambda found: self._show(number, found, about_person=about_person),
            title=_("Who may what?"),
        )

    def _show(self, number: int, found: Sequence[Answer], *, about_person: bool) -> None:
        if number not in (0, self._asked):
            return  # asked again meanwhile
        names = {one.id: pick(one.name) or one.id for one in self.context.organization.users}
        model = AnswerModel(found, names, about_person=about_person, parent=self)
        show_model(self.table, model)
        for column, width in enumerate((90 if about_person else 130, 230, 110)):
            self.table.setColumnWidth(column, width)
        self.table.selectionModel().currentChanged.connect(self._tell_why)
        people = len({one.person for one in found if one.person and one.answer != "hidden"})
        self.count.setText("" if about_person else _("{count} people can see it.").format(count=people))
        if self.filter.text():
            model.filter(self.filter.text())
        self.why.emit("", [])

    def _filter(self, text: str) -> None:
        model = self.table.model()
        if isinstance(model, AnswerModel):
            model.filter(text)

    def _tell_why(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        model = self.table.model()
        if index.isValid() and isinstance(model, AnswerModel):
            one = model.answers[index.row()]
            title = f"{model.text(one, 0)} · {model.text(one, 1)}: {model.text(one, 2)}"
            self.why.emit(title, [step.message for step in one.trail])
