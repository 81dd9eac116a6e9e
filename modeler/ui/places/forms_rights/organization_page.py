"""The organisation: people and departments, roles, positions; imported from a workbook, checked as one types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from modeler.organization.csv_files import csv_files
from modeler.organization.importing import ImportPlan, plan_import
from modeler.organization.workbook import template
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.cell_editors import show_model
from modeler.ui.places.forms_rights.chart import ChartPane
from modeler.ui.places.forms_rights.handler_table import HandlerTablePane
from modeler.ui.places.forms_rights.matrices import MatricesPane
from modeler.ui.places.forms_rights.organization_sheet import RecordsPane
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.people import PeoplePane
from modeler.ui.places.forms_rights.roles import GroupsPane, PositionsPane, RolesPane
from runner.core.atomic import read_bytes, write_bytes
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.core.problem import Problem, Severity
from runner.data.model import dump_value
from runner.organization.checks import check_organization, table_of
from runner.organization.model import Organization
from runner.ui.kit import style
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.icons import Tone, icon
from runner.ui.kit.inputs import SearchField
from runner.ui.kit.states import EmptyState
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

PICTURES: dict[Severity, tuple[str, Tone]] = {
    Severity.ERROR: ("error", "bad"),
    Severity.WARNING: ("warning", "warning"),
    Severity.INFO: ("info", "muted"),
}
MOST_IN_MENU = 30


class OrganizationPage(QWidget):
    """One view at a time; everything is one step of undo."""

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self.problems: list[Problem] = []
        self._looked_at: Organization | None = None
        self.people = PeoplePane(context, parts)
        self.roles = RolesPane(context, parts)
        self.positions = PositionsPane(context, parts)
        self.groups = GroupsPane(context, parts)
        self.chart = ChartPane(context, parts, self.people)
        self.records = RecordsPane(context, parts)
        self.matrices = MatricesPane(context, parts)
        self.preview = HandlerTablePane(context)
        self.people.counted.connect(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 12)
        layout.setSpacing(8)
        layout.addLayout(self._top())
        layout.addWidget(self.view, alignment=Qt.AlignmentFlag.AlignLeft)
        self.bars = QStackedWidget()
        self.bars.setFixedHeight(34)
        self.views = QStackedWidget()
        self.pages: dict[str, tuple[QWidget, tuple[tuple[str, object], ...]]] = {
            "people": (self.people, (
                (_("New person"), self.people.add_person), (_("New department"), self.people.add_department),
                (_("Make head"), self.people.make_head), (_("Hand over…"), self.people.ask_heir),
                (_("Remove"), self.people.remove_selected),
            )),
            "chart": (self.chart, ()),
            "roles": (self.roles, ((_("New role"), self.roles.add), (_("Remove"), self.roles.remove))),
            "groups": (self.groups, ((_("New group"), self.groups.add), (_("Remove"), self.groups.remove))),
            "positions": (self.positions, (
                (_("New position"), self.positions.add), (_("Remove"), self.positions.remove),
            )),
            "records": (self.records, ()),
            "matrices": (self.matrices, ()),
            "preview": (self.preview, ()),
        }  # fmt: skip
        for widget, entries in self.pages.values():
            self.views.addWidget(widget)
            self.bars.addWidget(_bar(entries))
        layout.addWidget(self.bars)
        layout.addWidget(self.views, 1)
        self.empty = EmptyState(
            "people", _("Nobody is here yet"),
            _("Add departments and people, or export the template, fill it in with Excel and import it."),
            _("Import…"),
        )  # fmt: skip
        self.empty.clicked.connect(self.choose_import)
        layout.addWidget(self.empty, 1)
        foot = QHBoxLayout()
        self.trouble = QPushButton()
        self.trouble.setProperty("kind", "link")
        self.trouble.clicked.connect(self._show_problems)
        foot.addWidget(self.trouble)
        foot.addStretch(1)
        self.count = label("", "caption")
        foot.addWidget(self.count)
        layout.addLayout(foot)

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(_("Organisation"), "title"))
        row.addStretch(1)
        self.view = SegmentedBar(
            [
                ("people", _("People")), ("chart", _("Chart")), ("roles", _("Roles")), ("groups", _("Groups")),
                ("positions", _("Positions")), ("records", _("Tables")), ("matrices", _("Approval matrices")),
                ("preview", _("Who approves")),
            ],
            "people",
        )  # fmt: skip
        self.view.changed.connect(self.show_view)
        self.search = SearchField(_("Name, pinyin or initials"))
        self.search.setFixedWidth(240)
        self.search.searched.connect(self._search)
        row.addWidget(self.search)
        for text, icon_name, act in (
            (_("Export…"), "export", self.save_template),
            (_("Import…"), "import", self.choose_import),
        ):
            one = button(text, icon_name=icon_name)
            one.clicked.connect(act)
            row.addWidget(one)
        return row

    # showing -----------------------------------------------------------------------------------

    def show_view(self, view: str) -> None:
        """Show `people`, `chart`, `roles`, `groups`, `positions`, `records`, `matrices` or `preview`."""
        self.view.set_current(view)
        self.refresh()

    def refresh(self) -> None:
        """Show what the organisation is now, and what is wrong with it."""
        key = self.view.current
        at = list(self.pages).index(key)
        organization = self.context.organization
        nobody = not organization.users and not organization.departments and key in ("people", "chart")
        self.empty.setVisible(nobody)
        self.views.setVisible(not nobody)
        self.bars.setCurrentIndex(at)
        self.bars.setVisible(bool(self.pages[key][1]))
        self.views.setCurrentIndex(at)
        self.search.setVisible(key in ("people", "chart"))
        self.count.setVisible(key == "people")
        self._pane(key).refresh()
        self.show_trouble()

    def _pane(self, key: str) -> Any:
        return self.pages[key][0]

    def show_trouble(self) -> None:
        """Look for problems of the organisation and tell the gravest; once for each organisation."""
        if self._looked_at is self.context.organization:
            return
        self._looked_at = self.context.organization
        order = list(Severity)
        self.problems = sorted(
            check_organization(self.context.organization), key=lambda one: order.index(one.severity)
        )
        grave = [one for one in self.problems if one.severity is not Severity.INFO]
        self.trouble.setVisible(bool(self.problems))
        if self.problems:
            first = self.problems[0]
            self.trouble.setIcon(icon(*PICTURES[first.severity]))
            more = len(self.problems) - 1
            text = first.message if grave else trn("{count} hint", "{count} hints", len(self.problems))
            if grave and more:
                text += "  " + trn("and {count} more", "and {count} more", more)
            self.trouble.setText(text)

    def _show_problems(self) -> None:
        menu = self.problem_menu()
        menu.popup(self.trouble.mapToGlobal(self.trouble.rect().topLeft()))

    def problem_menu(self) -> QMenu:
        """All problems; choosing one goes there."""
        menu = QMenu(self)
        for problem in self.problems[:MOST_IN_MENU]:
            action = menu.addAction(icon(*PICTURES[problem.severity]), problem.message)
            action.triggered.connect(lambda _on=False, one=problem: self.go_to(one.element or ""))
        if len(self.problems) > MOST_IN_MENU:
            rest = menu.addAction(trn("and {count} more", "and {count} more", len(self.problems) - MOST_IN_MENU))
            rest.setEnabled(False)
        return menu

    def go_to(self, element: str) -> None:
        """Bring a person, department, role or position into view."""
        organization = self.context.organization
        if organization.role(element) is not None:
            self.show_view("roles")
            self.roles.show_one(element)
        elif organization.group(element) is not None:
            self.show_view("groups")
            self.groups.show_one(element)
        elif organization.matrix(element.partition("#")[0]) is not None:
            self.show_view("matrices")
            self.matrices.show_one(element)
        elif (table := _record_table(organization, element)) is not None:
            self.show_view("records")
            self.records.show_table(table)
        elif organization.position(element) is not None:
            self.show_view("positions")
            self.positions.show_one(element)
        else:
            self.search.clear()
            self.show_view("people")
            self.people.show_one(element)

    def _search(self, text: str) -> None:
        self.people.wanted = text.strip()
        if self.view.current == "chart":
            self.chart.search(text.strip())
        else:
            self.people.show_people()

    def _count(self, count: int) -> None:
        departments = len(self.context.organization.departments)
        self.count.setText(_("{people}, {departments}; ★ heads a department. Drag people onto a department.").format(
            people=trn("{count} person", "{count} people", count),
            departments=trn("{count} department", "{count} departments", departments)))  # fmt: skip
        self.show_trouble()

    # workbooks ---------------------------------------------------------------------------------

    def save_template(self) -> None:
        """Write the organisation as a workbook, CSV files or JSON that can be changed and imported again."""
        kinds = f"Excel (*.xlsx);;{_('CSV, one file a table')} (*.csv);;JSON (*.json)"
        path, _filter = QFileDialog.getSaveFileName(self, _("Export organisation"), "organization.xlsx", kinds)
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """Write the organisation; the name says in which form. CSV files lie beside each other, one a table."""
        organization = self.context.organization
        try:
            if path.suffix.casefold() == ".csv":
                for name, data in csv_files(organization).items():
                    write_bytes(path.with_name(name), data)
            elif path.suffix.casefold() == ".json":
                write_bytes(path, dump_value(organization))
            else:
                write_bytes(path, template(organization))
        except AppError as error:
            self.context.report(error)

    def choose_import(self) -> None:
        """Ask for a file and show what it would change."""
        kinds = f"{_('Tables')} (*.xlsx *.csv *.json)"
        path, _filter = QFileDialog.getOpenFileName(self, _("Import organisation"), "", kinds)
        if path:
            self.import_file(Path(path))

    def import_file(self, path: Path) -> ImportDialog | None:
        """Show row by row what an import would do; nothing changes before it is confirmed."""
        try:
            plan = plan_import(read_bytes(path), self.context.organization, file=path.name)
        except AppError as error:
            self.context.report(error)
            return None
        dialog = ImportDialog(plan, self)
        dialog.accepted.connect(lambda: self._import(plan))
        dialog.open()
        return dialog

    def _import(self, plan: ImportPlan) -> None:
        if plan.organization is not None:
            self.parts.set_organization(plan.organization, _("Import people"))
            self.refresh()


def _record_table(organization: Organization, element: str) -> str | None:
    """The table that holds a company, cost centre or project of that id."""
    for table in ("companies", "costCentres", "projects"):
        if any(item.id == element for item in table_of(organization, table)):
            return table
    return None


def _bar(entries: tuple[tuple[str, object], ...]) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for text, act in entries:
        one = button(text)
        one.clicked.connect(act)
        row.addWidget(one)
    row.addStretch(1)
    return made


class ImportDialog(QDialog):
    """What each row would do, errors first; errors forbid the import."""

    def __init__(self, plan: ImportPlan, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Import people"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(label(_("What the workbook would change"), "heading"))
        words = {"new": _("new"), "changed": _("changed"), "same": _("same"), "error": _("error")}
        counted = [f"{words[state]} {sum(row.state == state for row in plan.rows)}" for state in words]
        layout.addWidget(label(" · ".join(counted), "muted"))
        general = [one.message for one in plan.problems if not any(one in row.problems for row in plan.rows)]
        if general:
            layout.addWidget(label("\n".join(general), "bad", wrap=True))
        self.table = TableView()
        show_model(self.table, self._model(plan, words))
        for column, width in enumerate((110, 60, 130, 90)):
            self.table.setColumnWidth(column, width)
        layout.addWidget(self.table, 1)
        if plan.organization is None:
            told = _("Mend the rows with errors in the workbook and import it again. Nothing was changed.")
            layout.addWidget(label(told, "warning", wrap=True))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(_("Import"))
        self.ok.setEnabled(plan.organization is not None)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.resize(min(820, parent.window().width() - 80), min(520, parent.window().height() - 80))

    def _model(self, plan: ImportPlan, words: dict[str, str]) -> QStandardItemModel:
        order = ("error", "changed", "new", "same")
        rows = sorted(plan.rows, key=lambda row: order.index(row.state))
        model = QStandardItemModel(len(rows), 5, self)
        model.setHorizontalHeaderLabels([_("Sheet"), _("Row"), _("Id"), _("What"), _("Problem")])
        theme = style.current_theme()
        for number, row in enumerate(rows):
            problems = " ".join(one.message for one in row.problems)
            for column, text in enumerate((row.sheet, str(row.line), row.id, words[row.state], problems)):
                item = QStandardItem(text)
                if row.state == "error" and column >= 3:
                    item.setForeground(QColor(theme.bad))
                    item.setToolTip(text)
                model.setItem(number, column, item)
        return model
