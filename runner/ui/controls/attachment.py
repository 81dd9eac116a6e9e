"""Files of a case: chosen or dropped here, kept once each by their digest, opened only to be looked at."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QImageReader, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from runner.core.atomic import digest, read_bytes, write_bytes
from runner.core.errors import FileError
from runner.core.i18n import listed
from runner.core.i18n import tr as _
from runner.forms.fields.attachment import MAX_FILES, endings_of, size_limit
from runner.forms.fields.picture import ENDINGS
from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings
from runner.ui.kit.texts import button, label, tool_button

THUMB = QSize(72, 54)


def size_text(size: object) -> str:
    """Bytes in the unit a person would choose."""
    count = float(size) if isinstance(size, int | float) else 0.0
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(count / 1e3, 0.1):.1f} KB"


class AttachmentControl(Control):
    """The stored value is a list of `{"name", "size", "sha256"}`."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.files: list[dict[str, object]] = []
        self.is_reading = False
        self.is_pictures = component.kind == "picture"
        self.endings = list(ENDINGS) if self.is_pictures else endings_of(component)
        self.several = component.option("multiple") is True
        self.add = button(_("Add picture…") if self.is_pictures else _("Add file…"))
        self.add.clicked.connect(self._choose)
        self.hint = label(self._limits(), "caption")
        self.refused = label("", "bad", wrap=True)
        self.refused.hide()
        self.list = QVBoxLayout()
        self.list.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self.list)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addWidget(self.hint)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(self.refused)
        self.setAcceptDrops(True)
        self.setFocusProxy(self.add)

    def _limits(self) -> str:
        """What is taken, in a few words."""
        most = self.component.own(MAX_FILES)
        words = [_("up to {limit} MB each").format(limit=f"{size_limit(self.component) / 1e6:g}")]
        if self.endings:
            words.insert(0, " ".join(one.removeprefix(".") for one in self.endings))
        if isinstance(most, int) and self.several:
            words.append(_("{limit} files at most").format(limit=most))
        return " · ".join(words)

    # adding ------------------------------------------------------------------------------------

    def _choose(self) -> None:
        kinds = " ".join(f"*{one}" for one in self.endings)
        paths, _filter = QFileDialog.getOpenFileNames(
            self, _("Add files"), "", f"{_('Kinds that are taken')} ({kinds})" if kinds else ""
        )
        for path in paths:
            self.add_file(Path(path))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and not self.is_reading:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.add_file(Path(url.toLocalFile()))

    def add_file(self, path: Path) -> None:
        """Add one file; what cannot be taken is refused beside the button, before it is read where that can be
        told from its name and size."""
        reason = self._reason_against(path)
        if reason:
            self._refuse(reason)
            return
        try:
            data = read_bytes(path)
            store = self.surroundings.files
            sha256 = store.put(data) if store is not None else digest(data)
        except FileError as error:
            self._refuse(error.message)
            return
        self.refused.hide()
        made: dict[str, object] = {"name": path.name, "size": len(data), "sha256": sha256}
        if made not in self.files:
            self.files = [*self.files, made] if self.several else [made]
            self._rebuild()
            self.edited.emit()

    def _reason_against(self, path: Path) -> str:
        limit = size_limit(self.component)
        most = self.component.own(MAX_FILES)
        try:
            size = path.stat().st_size
        except OSError:
            return ""  # reading it says why
        if self.endings and not path.name.lower().endswith(tuple(self.endings)):
            return _("{name} is not of a kind that is taken here ({kinds}).").format(
                name=path.name, kinds=listed(self.endings)
            )
        if size > limit:
            return _("{name} is larger than {limit} MB.").format(name=path.name, limit=f"{limit / 1e6:g}")
        if isinstance(most, int) and self.several and len(self.files) >= most:
            return _("{limit} files are taken at most.").format(limit=most)
        return ""

    def _refuse(self, text: str) -> None:
        self.refused.setText(text)
        self.refused.show()

    def _remove(self, number: int) -> None:
        self.files = [one for at, one in enumerate(self.files) if at != number]
        self._rebuild()
        self.add.setFocus()
        self.edited.emit()

    # looking -----------------------------------------------------------------------------------

    def open_file(self, file: dict[str, object]) -> None:
        """Have a copy shown by the program that shows such files; kinds that could run something are not."""
        store = self.surroundings.files
        try:
            if store is None:
                raise FileError("files.missing", name=str(file["name"]))
            folder = Path(tempfile.mkdtemp(prefix="slipway-"))
            copy = store.copy_to_open(str(file["sha256"]), str(file["name"]), folder)
        except FileError as error:
            self._refuse(f"{error.message} {error.hint}".strip())
            return
        self.refused.hide()
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy)))

    def save_file(self, file: dict[str, object]) -> None:
        """Save the contents where the person says."""
        path, _filter = QFileDialog.getSaveFileName(self, _("Save file"), Path(str(file["name"])).name)
        store = self.surroundings.files
        if not path:
            return
        try:
            if store is None:
                raise FileError("files.missing", name=str(file["name"]))
            write_bytes(Path(path), store.get(str(file["sha256"]), str(file["name"])))
        except FileError as error:
            self._refuse(f"{error.message} {error.hint}".strip())

    def _rebuild(self) -> None:
        while self.list.count():
            item = self.list.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, file in enumerate(self.files):
            self.list.addWidget(self._line(number, file))

    def _line(self, number: int, file: dict[str, object]) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        thumb = self._thumb(file)
        if thumb is not None:
            picture = QLabel()
            picture.setPixmap(thumb)
            row.addWidget(picture)
        row.addWidget(label(f"{file['name']}  ·  {size_text(file['size'])}"))
        if self.surroundings.files is not None:
            look = tool_button("eye", _("Open"))
            look.clicked.connect(lambda _on=False: self.open_file(file))
            keep = tool_button("save-as", _("Save as…"))
            keep.clicked.connect(lambda _on=False: self.save_file(file))
            row.addWidget(look)
            row.addWidget(keep)
        if not self.is_reading:
            remove = tool_button("close", _("Remove"))
            remove.clicked.connect(lambda _on=False: self._remove(number))
            row.addWidget(remove)
        row.addStretch(1)
        return line

    def _thumb(self, file: dict[str, object]) -> QPixmap | None:
        """A small picture of a stored picture; None for all others, and for pictures of bombs' size."""
        store, sha256 = self.surroundings.files, str(file["sha256"])
        if store is None or not store.has(sha256) or not str(file["name"]).lower().endswith(ENDINGS):
            return None
        reader = QImageReader(str(store.folder / sha256[:2] / sha256))
        size = reader.size()
        if not size.isValid() or size.width() * size.height() > 50_000_000:
            return None
        reader.setScaledSize(size.scaled(THUMB, Qt.AspectRatioMode.KeepAspectRatio))
        image = reader.read()
        return None if image.isNull() else QPixmap.fromImage(image)

    def set_reading(self) -> bool:
        self.is_reading = True
        for widget in (self.add, self.hint):
            widget.hide()
        return True

    def value(self) -> object:
        return [dict(one) for one in self.files]

    def set_value(self, value: object) -> None:
        self.files = [dict(item) for item in value if isinstance(item, dict)] if isinstance(value, list) else []
        self._rebuild()
        if self.is_reading and not self.files:
            self.list.addWidget(label("–", "muted"))

    def reading_text(self, value: object) -> str:
        files = value if isinstance(value, list) else []
        return listed(f"{item.get('name', '')} ({size_text(item.get('size'))})" for item in files)


CONTROL = ControlKind("attachment", AttachmentControl)
