"""Numbering rules: the rules on the left, the segments of the selected one, and the numbers it would give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from modeler.ui.context import Context
from modeler.ui.places.forms_rights.cell_editors import CHOSEN, ChoiceDelegate, Index, show_model
from modeler.ui.places.forms_rights.people import renamed
from modeler.ui.records import read_numbers
from runner.core.errors import AppError
from runner.core.i18n import N_, listed
from runner.core.i18n import tr as _
from runner.data.dictionary import Dictionary
from runner.data.numbering import MAX_WIDTH, NumberFacts, NumberRule, Segment, check_rule, preview
from runner.forms.fields.serial import RULE
from runner.forms.schema import Form, field_places
from runner.ui.kit.style import current_theme
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

KINDS = {
    "fixed": N_("fixed text"), "company": N_("company"), "department": N_("department"), "date": N_("date"),
    "field": N_("value of a field"), "sequence": N_("count"),
}  # fmt: skip
RESETS = {"none": N_("never"), "year": N_("each year"), "month": N_("each month"), "day": N_("each day")}
KIND, VALUE, RESET, SCOPE = range(4)


class Numbering(QWidget):
    """`write(dictionary, what)` puts a change into the workspace."""

    def __init__(
        self,
        context: Context,
        write: Callable[[Dictionary, str], None],
        forms: Callable[[], Mapping[str, Form]] = dict,
    ) -> None:
        super().__init__()
        self.context = context
        self.write = write
        self._forms = forms
        self.code = ""
        self._asked: NumberRule | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        left = QVBoxLayout()
        left.setSpacing(8)
        self.rules = TableView(editable=True)
        left.addWidget(self.rules, 1)
        buttons = QHBoxLayout()
        self.add = button(_("New numbering rule"), icon_name="add")
        self.add.clicked.connect(self.add_rule)
        self.remove = button(_("Remove"))
        self.remove.clicked.connect(self.remove_rule)
        self.retire = button(_("Retire"))
        self.retire.setToolTip(_("A retired rule is not offered to fields any more; those that have it go on."))
        self.retire.clicked.connect(self.retire_rule)
        for one in (self.add, self.retire, self.remove):
            buttons.addWidget(one)
        buttons.addStretch(1)
        left.addLayout(buttons)
        row.addLayout(left, 2)
        self.right = QWidget()
        right = QVBoxLayout(self.right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(8)
        self.title = label("", "heading")
        right.addWidget(self.title)
        self.next = label("", selectable=True, wrap=True)
        right.addWidget(self.next)
        self.used = label("", "caption", wrap=True)
        right.addWidget(self.used)
        self.told = label("", "bad", wrap=True)
        right.addWidget(self.told)
        self.segments = TableView(editable=True)
        self.segments.setEditTriggers(TableView.EditTrigger.DoubleClicked | TableView.EditTrigger.EditKeyPressed)
        kinds = ChoiceDelegate(lambda: [(k, _(t)) for k, t in KINDS.items()], self._set_kind, self.segments)
        self.segments.setItemDelegateForColumn(KIND, kinds)
        resets = ChoiceDelegate(lambda: [(k, _(t)) for k, t in RESETS.items()], self._set_reset, self.segments)
        self.segments.setItemDelegateForColumn(RESET, resets)
        right.addWidget(self.segments, 1)
        acts = QHBoxLayout()
        for text, act in (
            (_("Add segment"), self.add_segment), (_("Up"), lambda: self._move(-1)),
            (_("Down"), lambda: self._move(1)), (_("Remove segment"), self._remove_segment),
        ):  # fmt: skip
            one = button(text)
            one.clicked.connect(act)
            acts.addWidget(one)
        acts.addStretch(1)
        right.addLayout(acts)
        self.gaps = QCheckBox(_("A number taken by a submit that failed is not given again (gaps)"))
        self.gaps.clicked.connect(lambda on: self._change(gaps=bool(on)))
        self.widen = QCheckBox(_("Go on with more digits when they are used up"))
        self.widen.clicked.connect(lambda on: self._change(overflow="widen" if on else "refuse"))
        right.addWidget(self.gaps)
        right.addWidget(self.widen)
        told = _(
            "Of a date yyyy, yy, MM, dd; of a field its name; of the count its digits. It may be counted by company, "
            "department or a field that stands in the number, so that each begins anew."
        )
        right.addWidget(label(told, "caption", wrap=True))
        row.addWidget(self.right, 3)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.refresh)

    @property
    def rule(self) -> NumberRule | None:
        """The selected rule."""
        return self.context.dictionary.number_rule(self.code)

    def refresh(self) -> None:
        """Show the rules and the selected one."""
        rules = self.context.dictionary.numbering
        model = QStandardItemModel(len(rules), 2, self)
        model.setHorizontalHeaderLabels([_("Numbering rule"), _("Code")])
        for number, one in enumerate(rules):
            item = QStandardItem(one.caption)
            if one.status == "retired":
                item.setForeground(QColor(current_theme().muted))
                item.setToolTip(_("retired"))
            item.setData(one.code, Qt.ItemDataRole.UserRole)
            model.setItem(number, 0, item)
            code = QStandardItem(one.code)
            code.setEditable(False)
            model.setItem(number, 1, code)
        model.itemChanged.connect(self._renamed)
        show_model(self.rules, model)
        self.rules.setColumnWidth(0, 150)
        self.rules.selectionModel().currentRowChanged.connect(self._chosen)
        codes = [one.code for one in rules]
        if codes:
            self.rules.setCurrentIndex(model.index(codes.index(self.code) if self.code in codes else 0, 0))
        else:
            self._chosen(QModelIndex())

    def _chosen(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        self.code = str(index.siblingAtColumn(0).data(Qt.ItemDataRole.UserRole) or "") if index.isValid() else ""
        rule = self.rule
        self.right.setVisible(rule is not None)
        self.remove.setEnabled(rule is not None)
        if rule is None:
            return
        retired = rule.status == "retired"
        self.retire.setText(_("Use again") if retired else _("Retire"))
        self.title.setText(f"{rule.caption} · {_('retired')}" if retired else rule.caption)
        uses = self.uses()
        told = _("Used by: {fields}").format(fields=listed(uses)) if uses else _("No field has this rule yet.")
        self.used.setText(told)
        self.remove.setEnabled(not uses)
        self.remove.setToolTip(_("Fields still have this rule: retire it instead.") if uses else "")
        self.gaps.setChecked(rule.gaps)
        self.widen.setChecked(rule.overflow == "widen")
        self._show_segments(rule)
        self._show_next(rule)

    def _show_segments(self, rule: NumberRule) -> None:
        model = QStandardItemModel(len(rule.segments), 4, self)
        model.setHorizontalHeaderLabels([_("Segment"), _("Value"), _("Begins anew"), _("Counted by")])
        for row, one in enumerate(rule.segments):
            value = {"fixed": one.text, "date": one.pattern, "field": one.path, "sequence": str(one.width)}
            counts = one.kind == "sequence"
            texts = (_(KINDS[one.kind]), value.get(one.kind, ""), _(RESETS[one.reset]) if counts else "",
                     ", ".join(one.scope) if counts else "")  # fmt: skip
            for column, text in enumerate(texts):
                item = QStandardItem(text)
                item.setData({KIND: one.kind, RESET: one.reset}.get(column), CHOSEN)
                item.setEditable(column == KIND or (column == VALUE and one.kind in value) or counts)
                model.setItem(row, column, item)
        model.itemChanged.connect(self._typed)
        at = self.segments.currentIndex().row()
        show_model(self.segments, model)
        for column, width in enumerate((130, 140, 110)):
            self.segments.setColumnWidth(column, width)
        if at >= 0:
            self.segments.setCurrentIndex(model.index(min(at, len(rule.segments) - 1), 0))

    def _show_next(self, rule: NumberRule) -> None:
        problems = check_rule(rule)
        self.told.setText("\n".join(f"{one.message} {one.hint}" for one in problems))
        self.told.setVisible(bool(problems))
        organization = self.context.organization
        company = next((getattr(one, "code", None) or one.id for one in organization.companies), "HQ")
        department = next((getattr(one, "code", None) or one.id for one in organization.departments), "FIN")
        fields = {one.path: one.path.rpartition(".")[2] or "x" for one in rule.segments if one.kind == "field"}
        facts = NumberFacts(date.today(), company, department, fields)
        try:
            numbers = preview(rule, facts)
        except AppError:
            self.next.setText("")
            return
        self.next.setText(_("The first numbers: {numbers} …").format(numbers="   ".join(numbers)))
        self._asked = rule
        read_numbers(self.context, self, rule, facts, self._tell_next)

    def _tell_next(self, numbers: list[str]) -> None:
        """What the store of rehearsals says comes next, for the rule that was asked for last."""
        if numbers and self._asked is self.rule:
            told = _("The next numbers, after what was rehearsed here: {numbers} …")
            self.next.setText(told.format(numbers="   ".join(numbers)))

    # changing ----------------------------------------------------------------------------------

    def _put(self, rule: NumberRule, what: str) -> None:
        dictionary = self.context.dictionary
        rules = [rule if one.code == self.code else one for one in dictionary.numbering]
        self.write(dictionary.model_copy(update={"numbering": rules}), what)
        self._later.start()

    def _change(self, **changes: Any) -> None:
        rule = self.rule
        if rule is not None:
            self._put(rule.model_copy(update=changes), _("Change numbering rule"))

    def _segment(self, row: int, **changes: Any) -> None:
        rule = self.rule
        if rule is not None and 0 <= row < len(rule.segments):
            segments = list(rule.segments)
            segments[row] = segments[row].model_copy(update=changes)
            self._change(segments=segments)

    def _set_kind(self, index: Index, value: str) -> None:
        self._segment(index.row(), kind=value)

    def _set_reset(self, index: Index, value: str) -> None:
        self._segment(index.row(), reset=value)

    def _typed(self, item: QStandardItem) -> None:
        rule, text = self.rule, item.text().strip()
        if rule is None:
            return
        one = rule.segments[item.row()]
        if item.column() == SCOPE:
            words = [part.strip() for part in text.replace("，", ",").replace("、", ",").split(",")]
            self._segment(item.row(), scope=[part for part in words if part])
        elif item.column() == VALUE and one.kind == "sequence":
            width = int(text) if text.isascii() and text.isdigit() else one.width
            self._segment(item.row(), width=max(1, min(width, MAX_WIDTH)))
            self._later.start()
        elif item.column() == VALUE:
            name = {"fixed": "text", "date": "pattern", "field": "path"}.get(one.kind)
            if name is not None:
                self._segment(item.row(), **{name: item.text() if one.kind == "fixed" else text})

    def _renamed(self, item: QStandardItem) -> None:
        rule, text = self.rule, item.text().strip()
        if rule is not None and text and item.column() == 0:
            self._change(name=renamed(rule.name, text))

    def add_rule(self) -> None:
        """Add a rule that gives numbers at once."""
        dictionary, number = self.context.dictionary, 1
        while dictionary.number_rule(f"number_{number}") is not None:
            number += 1
        self.code = f"number_{number}"
        segments = [
            Segment(kind="fixed", text="NO-"), Segment(kind="date", pattern="yyyyMMdd"),
            Segment(kind="fixed", text="-"), Segment(kind="sequence", width=4, reset="day"),
        ]  # fmt: skip
        rule = NumberRule(code=self.code, name={"zh": "新编号规则", "en": "New numbering rule"}, segments=segments)
        added = dictionary.model_copy(update={"numbering": [*dictionary.numbering, rule]})
        self.write(added, _("New numbering rule"))
        self.refresh()

    def remove_rule(self) -> None:
        """Remove the selected rule; numbers given stay."""
        dictionary = self.context.dictionary
        rules = [one for one in dictionary.numbering if one.code != self.code]
        self.write(dictionary.model_copy(update={"numbering": rules}), _("Remove numbering rule"))
        self._later.start()

    def uses(self) -> list[str]:
        """The fields that get their numbers by the selected rule, each with its form."""
        return [
            f"{place.component.caption} ({ref})"
            for ref, form in self._forms().items()
            for place in field_places(form)
            if place.component.kind == "serial" and place.component.own(RULE) == self.code
        ]

    def retire_rule(self) -> None:
        """Retire the selected rule, or use it again."""
        rule = self.rule
        if rule is not None:
            self._change(status="inForce" if rule.status == "retired" else "retired")

    def add_segment(self) -> None:
        """Add a fixed text behind the selected segment."""
        rule = self.rule
        if rule is not None:
            at = self.segments.currentIndex().row() + 1 or len(rule.segments)
            self._change(segments=[*rule.segments[:at], Segment(kind="fixed", text="-"), *rule.segments[at:]])

    def _move(self, by: int) -> None:
        rule, row = self.rule, self.segments.currentIndex().row()
        if rule is None or row < 0 or not 0 <= row + by < len(rule.segments):
            return
        segments = list(rule.segments)
        segments.insert(row + by, segments.pop(row))
        self.segments.setCurrentIndex(self.segments.model().index(row + by, 0))
        self._change(segments=segments)

    def _remove_segment(self) -> None:
        rule, row = self.rule, self.segments.currentIndex().row()
        if rule is not None and 0 <= row < len(rule.segments):
            self._change(segments=[one for at, one in enumerate(rule.segments) if at != row])
