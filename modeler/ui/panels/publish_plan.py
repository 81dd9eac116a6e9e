"""The plan of a publication: what goes there beside what is there, and what differs in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel

from modeler.compare.differences import Difference
from modeler.compare.told import called, difference_words, what_differs
from modeler.publish.receipt import PlanItem
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.ui.kit import style
from runner.ui.kit.tables import TableView

MOST_ROWS = 24
MOST_DIFFERENCES = 6
"""Rows of one member that are shown; the rest is counted, and stands in the report of the command line."""
_ORDER = {"drifted": 0, "changed": 1, "new": 2, "server-only": 3, "same": 4}
_KINDS = (
    "processes",
    "forms",
    "decisions",
    "organization.json",
    "rights.json",
    "dictionary.json",
    "workspace.json",
)
_RANKS = {kind: rank for rank, kind in enumerate(_KINDS)}


def state_words(state: str) -> tuple[str, str]:
    """The state of a resource in words, and the tone it is shown in (a name of the theme's colours)."""
    return {
        "new": (_("new"), "good"),
        "changed": (_("changed"), "accent"),
        "same": (_("same"), "muted"),
        "server-only": (_("only there"), "warning"),
        "drifted": (_("changed there by someone else"), "warning"),
    }[state]


def what_words(resource: str) -> str:
    """What a member of a package is, in words."""
    folders = {
        "processes": _("Process diagram"), "graph": _("Compiled process"), "forms": _("Form"),
        "decisions": _("Decision table"), "cases": _("Process test"), "scenarios": _("Simulation scenario"),
    }  # fmt: skip
    files = {
        "organization.json": _("People and roles"), "dictionary.json": _("Data dictionary"),
        "rights.json": _("Rights of the workspace"), "workspace.json": _("Workspace"),
    }  # fmt: skip
    return files.get(resource) or folders.get(PurePosixPath(resource).parts[0], resource)


class PlanTable(TableView):
    """The resources of the package beside those that are there; below each changed one, what differs in it."""

    def show_items(self, items: Sequence[PlanItem], changes: Mapping[str, Sequence[Difference]]) -> None:
        """Fill the table; changes come first."""
        model = QStandardItemModel(0, 3, self)
        model.setHorizontalHeaderLabels([_("What"), _("File, and what differs in it"), _("State")])
        for item in sorted(items, key=_place):
            words, tone = state_words(item.state)
            _add(model, (what_words(item.resource), item.resource, words), ("text", "muted", tone))
            if item.state != "changed":
                continue
            found = changes.get(item.resource, ())
            for one in found[:MOST_DIFFERENCES]:
                texts = (f"      {called(one)}", what_differs(one), difference_words(one.kind))
                _add(model, texts, ("muted", "muted", "muted"))
            if (rest := len(found) - MOST_DIFFERENCES) > 0:
                more = trn("{count} more difference", "{count} more differences", rest)
                _add(model, (f"      {more}", "", ""), ("muted", "muted", "muted"))
        self.setModel(model)
        self.setColumnWidth(0, 260)
        self.setColumnWidth(1, 380)
        rows = max(1, min(model.rowCount(), MOST_ROWS))
        self.verticalHeader().setDefaultSectionSize(30)
        self.setFixedHeight(30 * rows + self.horizontalHeader().sizeHint().height() + 2)


def _place(one: PlanItem) -> tuple[int, int, str]:
    return _ORDER[one.state], _RANKS.get(PurePosixPath(one.resource).parts[0], len(_RANKS)), one.resource


def _add(model: QStandardItemModel, texts: tuple[str, str, str], tones: tuple[str, str, str]) -> None:
    theme, cells = style.current_theme(), []
    for text, tone in zip(texts, tones, strict=True):
        cell = QStandardItem(text)
        cell.setForeground(QColor(getattr(theme, tone)))
        cell.setToolTip(text.strip())
        cell.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        cells.append(cell)
    model.appendRow(cells)
