"""Which environment is worked in: systems are reached otherwise in a test environment than in the productive one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from modeler.ui.places.forms_rights.parts import Parts
from runner.connectors.connections import Connections
from runner.core.i18n import tr as _
from runner.ui.kit.texts import label, tool_button


class EnvironmentBox(QWidget):
    """Chosen by name; a new name that is typed makes an environment that begins as the usual one. `changed`: another
    one holds now."""

    changed = Signal()

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.parts = parts
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        caption = label(_("Environment"), "caption")
        self.box = QComboBox()
        self.box.setMinimumContentsLength(10)
        self.box.setAccessibleName(_("Environment"))
        self.box.setToolTip(_("Each environment says for itself how systems are reached; the model stays the same."))
        self.box.activated.connect(self._chosen)
        caption.setBuddy(self.box)
        self.add = tool_button("add", _("New environment"))
        self.add.clicked.connect(self._ask_name)
        self.remove = tool_button("delete", _("Remove the environment"))
        self.remove.clicked.connect(self._remove)
        for widget in (caption, self.box, self.add, self.remove):
            row.addWidget(widget)

    def refresh(self) -> None:
        """Show the environments there are."""
        found = self.parts.connections()
        self.box.blockSignals(True)
        self.box.setEditable(False)
        self.box.clear()
        self.box.addItem(_("usual"), "")
        for name in found.environments:
            self.box.addItem(name, name)
        self.box.setCurrentIndex(max(0, self.box.findData(found.environment)))
        self.box.blockSignals(False)
        self.remove.setEnabled(found.environment in found.environments)

    def _chosen(self, index: int) -> None:
        if self.box.isEditable():
            return
        found, name = self.parts.connections(), str(self.box.itemData(index) or "")
        self._set(found.model_copy(update={"environment": name}), _("Change the environment"))

    def _ask_name(self) -> None:
        line = QLineEdit()
        self.box.setEditable(True)
        self.box.setLineEdit(line)
        line.clear()
        line.setPlaceholderText(_("name it, Enter"))
        line.returnPressed.connect(lambda: self._named(line.text().strip()))
        line.setFocus()

    def _named(self, name: str) -> None:
        found = self.parts.connections()
        if name and name not in found.environments:
            environments = {**found.environments, name: dict(found.systems)}
            made = found.model_copy(update={"environments": environments, "environment": name})
            self._set(made, _("New environment"))
        else:
            self.refresh()

    def _remove(self) -> None:
        found = self.parts.connections()
        environments = {name: one for name, one in found.environments.items() if name != found.environment}
        made = found.model_copy(update={"environments": environments, "environment": ""})
        self._set(made, _("Remove the environment"))

    def _set(self, made: Connections, what: str) -> None:
        self.parts.set_connections(made, what)
        self.refresh()
        self.changed.emit()
