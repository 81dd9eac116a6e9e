"""Approval matrices (审批权限表): conditions and approvers, row by row, with what is wrong with them."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modeler.organization import edit
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.organization_sheet import SheetPane
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.people import renamed
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.organization.directory import directory_of
from runner.organization.matrix_checks import check_matrix
from runner.organization.model import ApprovalMatrix
from runner.ui.kit.states import EmptyState
from runner.ui.kit.texts import button, label

COLUMNS = ("processes", "from", "below", "departments", "companies", "approvers")


class MatricesPane(QWidget):
    """One matrix at a time."""

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self.chosen = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.sheet = SheetPane(context, parts, "matrices", COLUMNS)
        self.which = QComboBox()
        self.which.setMinimumWidth(180)
        self.which.setAccessibleName(_("Approval matrix"))
        self.name, self.amount = QLineEdit(), QLineEdit()
        self.hit = QComboBox()
        for key, text in (("first", _("The uppermost row that fits")), ("specific", _("The most particular row"))):
            self.hit.addItem(text, key)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.which)
        for text, act in (
            (_("New matrix"), self.add), (_("New row"), self._add_row), (_("Up"), lambda: self.sheet.move_row(-1)),
            (_("Down"), lambda: self.sheet.move_row(1)), (_("Remove row"), self._remove_row),
            (_("Remove matrix"), self.remove),
        ):  # fmt: skip
            one = button(text)
            one.clicked.connect(act)
            top.addWidget(one)
        top.addStretch(1)
        layout.addLayout(top)
        fields = QHBoxLayout()
        fields.setSpacing(8)
        for caption, widget, width in (
            (_("Name"), self.name, 200), (_("Amount field"), self.amount, 120), (_("Which row holds"), self.hit, 200),
        ):  # fmt: skip
            fields.addWidget(label(caption, "caption"))
            widget.setAccessibleName(caption)
            widget.setFixedWidth(width)
            fields.addWidget(widget)
        fields.addStretch(1)
        layout.addLayout(fields)
        layout.addWidget(self.sheet, 1)
        self.trouble = label("", "warning", wrap=True)
        layout.addWidget(self.trouble)
        layout.addWidget(
            label(
                _("An empty condition fits everything. The lower edge of a band counts in, the upper one does not. "
                  "Approvers one after the other: names of roles, people or positions, department head, department "
                  "head 2, executive in charge."),
                "caption", wrap=True,
            )
        )  # fmt: skip
        self.empty = EmptyState(
            "table", _("No approval matrix yet"),
            _("It says who approves which amounts, by process, department type and company."), _("New matrix"),
        )  # fmt: skip
        self.empty.clicked.connect(self.add)
        layout.addWidget(self.empty, 1)
        self.which.activated.connect(lambda _at: self.show_one(str(self.which.currentData())))
        self.name.editingFinished.connect(self._rename)
        self.amount.editingFinished.connect(lambda: self._set(amount=self.amount.text().strip() or "amount"))
        self.hit.activated.connect(lambda _at: self._set(hit=str(self.hit.currentData())))
        self.sheet.changed.connect(self._check)

    @property
    def matrix(self) -> ApprovalMatrix | None:
        """The matrix that is shown."""
        return self.context.organization.matrix(self.chosen)

    def refresh(self) -> None:
        """Show what there is now."""
        matrices = self.context.organization.matrices
        if self.matrix is None:
            self.chosen = matrices[0].id if matrices else ""
        self.which.clear()
        for one in matrices:
            self.which.addItem(pick(one.name) or one.id, one.id)
        self.which.setCurrentIndex(self.which.findData(self.chosen))
        matrix = self.matrix
        self.empty.setVisible(matrix is None)
        self.sheet.setVisible(matrix is not None)
        for widget in (self.which, self.name, self.amount, self.hit):
            widget.setEnabled(matrix is not None)
        self.name.setText(pick(matrix.name) or matrix.id if matrix else "")
        self.amount.setText(matrix.amount if matrix else "")
        self.hit.setCurrentIndex(max(self.hit.findData(matrix.hit if matrix else "first"), 0))
        own = self.chosen
        self.sheet.keep = lambda row: row.get("id") == own and any(row.get(key) for key in COLUMNS)
        self.sheet.fixed = {
            "id": own, "name": pick(matrix.name, "zh") or own if matrix else own,
            "amount": matrix.amount if matrix else "amount", "hit": matrix.hit if matrix else "first",
            **({"nameEn": pick(matrix.name, "en")} if matrix and isinstance(matrix.name, dict) else {}),
        }  # fmt: skip
        self.sheet.refresh()
        self._check()

    def _check(self) -> None:
        matrix = self.matrix
        found = list(check_matrix(matrix, directory_of(self.context.organization))) if matrix is not None else []
        self.trouble.setText("\n".join(problem.message for problem in found[:4]))
        self.trouble.setVisible(bool(found))

    def show_one(self, element: str) -> None:
        """Show a matrix; `ID#ROW` selects that row (counted from 1)."""
        self.chosen, _mark, row = element.partition("#")
        self.refresh()
        if row:
            self.sheet.table.setCurrentIndex(self.sheet.model.index(int(row) - 1, 0))
            self.sheet.table.setFocus()

    def _rename(self) -> None:
        matrix, text = self.matrix, self.name.text().strip()
        if matrix is not None and text and text != pick(matrix.name):
            self._set(name=renamed(matrix.name, text))

    def _set(self, **changes: object) -> None:
        matrix = self.matrix
        if matrix is not None:
            changed = edit.set_matrix(self.context.organization, matrix.id, **changes)
            self.parts.set_organization(changed, _("Change approval matrix"))
            self.refresh()

    def add(self) -> None:
        """Add a matrix with one row for everything, ready to be named."""
        organization = self.context.organization
        self.chosen = edit.free_id(organization, "matrices", "matrix")
        name = {"zh": "新审批权限表", "en": "New approval matrix"}
        self.parts.set_organization(edit.add_matrix(organization, self.chosen, name), _("New approval matrix"))
        self.refresh()
        self.name.setFocus()
        self.name.selectAll()

    def remove(self) -> None:
        """Remove the matrix that is shown."""
        if self.matrix is not None:
            changed = edit.remove_matrix(self.context.organization, self.chosen)
            self.parts.set_organization(changed, _("Remove approval matrix"))
            self.refresh()

    def _add_row(self) -> None:
        if self.matrix is not None:
            row = {"approvers": "departmentHead"}
            self.sheet.write([*self.sheet.model.rows, row], _("New row"))
            self.sheet.table.setCurrentIndex(self.sheet.model.index(self.sheet.model.rowCount() - 1, 0))
            self.sheet.table.setFocus()

    def _remove_row(self) -> None:
        self.sheet.remove()
