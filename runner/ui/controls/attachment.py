"""Files that belong to a case: chosen here, named with size and digest."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from runner.core.atomic import digest, read_bytes
from runner.core.errors import FileError
from runner.core.i18n import listed
from runner.core.i18n import tr as _
from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings

MAX_BYTES = 20 * 1024 * 1024


def size_text(size: object) -> str:
    """Bytes in the unit a person would choose."""
    count = float(size) if isinstance(size, int | float) else 0.0
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(count / 1e3, 0.1):.1f} KB"


class AttachmentControl(Control):
    """The stored value is a list of `{"name", "size", "sha256"}`."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.files: list[dict[str, object]] = []
        self.add = QPushButton(_("Add file…"))
        self.add.clicked.connect(self._choose)
        self.refused = QLabel()
        self.refused.setProperty("role", "bad")
        self.refused.hide()
        self.list = QVBoxLayout()
        self.list.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self.list)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addWidget(self.refused)
        row.addStretch(1)
        layout.addLayout(row)

    def _choose(self) -> None:
        paths, _filter = QFileDialog.getOpenFileNames(self, _("Add files"))
        for path in paths:
            self.add_file(Path(path))

    def add_file(self, path: Path) -> None:
        """Add one file; a file that cannot be read or is too large is refused beside the button."""
        try:
            data = read_bytes(path)
        except FileError as error:
            self._refuse(error.message)
            return
        if len(data) > MAX_BYTES:
            self._refuse(_("{name} is larger than 20 MB.").format(name=path.name))
            return
        self.refused.hide()
        self.files.append({"name": path.name, "size": len(data), "sha256": digest(data)})
        self._rebuild()
        self.edited.emit()

    def _refuse(self, text: str) -> None:
        self.refused.setText(text)
        self.refused.show()

    def _remove(self, number: int) -> None:
        del self.files[number]
        self._rebuild()
        self.edited.emit()

    def _rebuild(self) -> None:
        while self.list.count():
            item = self.list.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        for number, file in enumerate(self.files):
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(QLabel(f"{file['name']}  ·  {size_text(file['size'])}"))
            remove = QToolButton()
            remove.setText("×")
            remove.setToolTip(_("Remove"))
            remove.clicked.connect(lambda _on=False, at=number: self._remove(at))
            row.addWidget(remove)
            row.addStretch(1)
            self.list.addWidget(line)

    def value(self) -> object:
        return list(self.files)

    def set_value(self, value: object) -> None:
        self.files = [dict(item) for item in value if isinstance(item, dict)] if isinstance(value, list) else []
        self._rebuild()

    def reading_text(self, value: object) -> str:
        files = value if isinstance(value, list) else []
        return listed(f"{item.get('name', '')} ({size_text(item.get('size'))})" for item in files)


CONTROL = ControlKind("attachment", AttachmentControl)
