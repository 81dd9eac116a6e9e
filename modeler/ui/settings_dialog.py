"""The settings dialog, made from the settings table: every row with a label, at once in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from runner.connectors import hosts as _hosts  # noqa: F401  # its row of the table
from runner.core import i18n
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.settings import Setting, Settings, table
from runner.ui.kit.inputs import DecimalBox, NumberBox
from runner.ui.kit.texts import button, label, rule

if TYPE_CHECKING:
    from modeler.ui.window import MainWindow

GROUPS = {"": N_("Window"), "window": N_("Files"), "xml": N_("Limits for files"), "canvas": N_("Canvas"),
          "simulate": N_("Simulation"), "rehearse": N_("Rehearsal"), "connect": N_("Systems")}  # fmt: skip
CHOICES = {"": N_("As the system"), "system": N_("As the system"), "light": N_("Light"), "dark": N_("Dark"),
           "slipway": N_("Slipway"), "camunda": N_("Camunda Modeler")}  # fmt: skip


class SettingsDialog(QDialog):
    """Rows in groups, a search by Ctrl+K finds each; a change is kept at once."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._settings = window.context.settings
        self.setProperty("help", "settings")
        self.setWindowTitle(_("Settings"))
        self.resize(560, 560)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 12)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 20, 24, 12)
        column.setSpacing(12)
        column.addWidget(label(_("Settings"), "title"))
        group = None
        self.editors: dict[str, QWidget] = {}
        for row in sorted(
            table().values(), key=lambda row: list(GROUPS).index(_group(row)) if _group(row) in GROUPS else 99
        ):
            if not row.label:
                continue
            if _group(row) != group:
                group = _group(row)
                column.addWidget(rule())
                column.addWidget(label(_(GROUPS.get(group, group)), "heading"))
            column.addLayout(self._line(row))
        column.addWidget(rule())
        column.addWidget(label(str(self._settings.path), "caption", wrap=True, selectable=True))
        column.addStretch(1)
        scroll.setWidget(page)
        outer.addWidget(scroll, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 0, 24, 0)
        foot.addStretch(1)
        close = button(_("Close"), "primary")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        outer.addLayout(foot)

    def _line(self, row: Setting) -> QHBoxLayout:
        line = QHBoxLayout()
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(_(row.label)))
        if row.help:
            texts.addWidget(label(_(row.help), "caption", wrap=True))
        editor = _editor(row, self._settings)
        editor.setAccessibleName(_(row.label))
        editor.setFixedWidth(180)
        self.editors[row.key] = editor
        line.addLayout(texts, 1)
        line.addWidget(editor, alignment=Qt.AlignmentFlag.AlignTop)
        return line


def _group(row: Setting) -> str:
    return row.key.partition(".")[0] if "." in row.key else ""


def _editor(row: Setting, settings: Settings) -> QWidget:
    value: Any = settings[row.key]
    if isinstance(row.default, bool):
        check = QCheckBox()
        check.setChecked(value)
        check.clicked.connect(lambda on: settings.set(row.key, bool(on)))
        return check
    if row.choices:
        box = QComboBox()
        for choice in row.choices:
            text = i18n.LANGUAGES.get(choice) if row.key == "language" else None
            box.addItem(text or _(CHOICES.get(choice, choice)), choice)
        box.setCurrentIndex(box.findData(value))
        box.activated.connect(lambda at: settings.set(row.key, str(box.itemData(at))))
        return box
    if isinstance(row.default, int) and (row.maximum or 2**31) < 2**31:
        spin = NumberBox()
        spin.setRange(int(row.minimum or 0), int(row.maximum or 2**31 - 1))
        spin.setValue(value)
        spin.valueChanged.connect(lambda number: settings.set(row.key, number))
        return spin
    if isinstance(row.default, int):
        wide = NumberBox()
        wide.setRange(int(row.minimum or 0), 2**31 - 1)
        wide.setGroupSeparatorShown(True)
        wide.setValue(min(value, 2**31 - 1))
        wide.editingFinished.connect(lambda: settings.set(row.key, wide.value()))
        return wide
    if isinstance(row.default, float):
        real = DecimalBox()
        real.setRange(row.minimum or 0.0, row.maximum if row.maximum is not None else 1e9)
        real.setValue(value)
        real.valueChanged.connect(lambda number: settings.set(row.key, number))
        return real
    line = QLineEdit(str(value))
    line.editingFinished.connect(lambda: settings.set(row.key, line.text()))
    return line


def show_settings(window: MainWindow) -> SettingsDialog:
    """Open the dialog beside the work: it does not block the window."""
    dialog = SettingsDialog(window)
    dialog.show()
    return dialog
