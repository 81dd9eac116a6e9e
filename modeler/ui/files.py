"""Opening, saving and closing, with the questions that keep anything from being lost."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QPagedPaintDevice, QPageLayout
from PySide6.QtWidgets import QFileDialog, QMessageBox

from modeler.ui import preferences
from modeler.ui.context import Context
from runner.core.errors import AppError
from runner.core.folders import documents_folder
from runner.core.i18n import listed, trn
from runner.core.i18n import tr as _
from runner.core.registry import load_object
from runner.core.resources import resource_folder

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.document.editable import Editable
    from modeler.ui.window import MainWindow

_log = logging.getLogger(__name__)
SAMPLE = "office"
OWN = "my-processes"
AUTOSAVE_MS = 30_000


def sample_workspace() -> Path:
    """The user's own copy of the sample workspace, made once and kept from then on."""
    target = documents_folder() / "Slipway" / SAMPLE
    if not (target / "workspace.json").exists():
        shutil.copytree(resource_folder() / "samples" / SAMPLE, target, dirs_exist_ok=True)
    return target


def own_workspace() -> Path:
    """Where a process lives that was begun from the blank page: a workspace of the user's own, made once, with
    example people, so that rules about people can be tried from the first minute. Raises `AppError`."""
    target = documents_folder() / "Slipway" / OWN
    if not (target / "workspace.json").exists():
        make: Any = load_object("modeler.document.workspace:create_workspace")
        make(target, {"en": "My processes", "zh": "我的流程"})
        shutil.copyfile(resource_folder() / "samples" / SAMPLE / "organization.json", target / "organization.json")
    return target


class Files:
    """The file verbs of the window. Every question goes through `ask`, so that tests can answer."""

    def __init__(self, window: MainWindow, context: Context) -> None:
        self._window = window
        self._context = context
        self._closed: list[Path] = []
        self._looked_at: tuple[Path, int] | None = None
        self._autosave = QTimer(window)
        self._autosave.setSingleShot(True)
        self._autosave.setInterval(AUTOSAVE_MS)
        self._autosave.timeout.connect(self._save_by_itself)
        context.documentChanged.connect(lambda _change: self._autosave.start())
        self._offered: set[Path] = set()
        context.workspaceChanged.connect(self._workspace_changed)

    # opening -----------------------------------------------------------------------------------

    def open_path(self, path: Path | str) -> bool:
        """Open a process file, a workspace folder or a package; errors are shown, False then."""
        path = Path(path)
        try:
            if path.is_dir() or path.name == "workspace.json":
                self._open_workspace(path if path.is_dir() else path.parent)
            elif path.suffix.lower() == ".slip":
                self._open_package(path)
            else:
                self._context.open_document(path)
                self._window.show_place("design")
        except AppError as error:
            self._context.report(error)
            return False
        return True

    def _open_workspace(self, folder: Path) -> None:
        workspace = self._context.open_workspace(folder)
        default = getattr(workspace.info, "default", None)
        if default and (folder / default).exists():
            self._context.open_document(folder / default)
        self._window.show_place("library")

    def _open_package(self, path: Path) -> None:
        """Unpack beside the user's documents and open for rehearsal."""
        from runner.bundle.archive import read_package
        from runner.bundle.container import take
        from runner.core.atomic import read_bytes, write_bytes

        package = read_package(path)  # refuses what was tampered with
        target = documents_folder() / "Slipway" / "received" / f"{path.stem}-{package.digest[:8]}"
        if not (target / "workspace.json").exists():
            for name, data in take(read_bytes(path), str(path)).items():
                if not name.startswith(("graph/", "manifest")):
                    write_bytes(target / name, data)
        self._context.open_workspace(target)
        processes = self._context.workspace.processes() if self._context.workspace is not None else []
        if processes:
            self._context.open_document(processes[0])
        self._window.show_place("rehearse")

    def open_sample(self) -> None:
        """Open the leave-request sample from the user's own copy."""
        try:
            folder = sample_workspace()
            self._context.open_workspace(folder)
            self._context.open_document(folder / "processes" / "leave.bpmn")
        except AppError as error:
            self._context.report(error)
            return
        self._window.show_place("design")

    def new(self) -> None:
        """A blank process: a start event on an empty canvas, in the workspace that is open or in the user's own."""
        if self._context.workspace is None:
            try:
                self._context.open_workspace(own_workspace())
            except AppError as error:
                self._context.report(error)
        document = load_object("modeler.document.io:new_document")("")
        self._context.show_document(document)
        self._window.show_place("design")

    def ask_open(self) -> None:
        """Let the user choose a file."""
        kinds = _("Processes and packages (*.bpmn *.xml *.slip);;All files (*)")
        path, _kind = QFileDialog.getOpenFileName(self._window, _("Open file"), self._start_folder(), kinds)
        if path:
            self.open_path(path)

    def ask_workspace(self) -> None:
        """Let the user choose a workspace folder."""
        path = QFileDialog.getExistingDirectory(self._window, _("Open workspace"), self._start_folder())
        if path:
            self.open_path(path)

    def reopen(self) -> None:
        """Open again what was closed last."""
        while self._closed:
            path = self._closed.pop()
            if path.exists():
                self.open_path(path)
                return

    def next(self) -> None:
        """Show the next open process."""
        open_ = self._context.documents
        if len(open_) > 1 and self._context.document in open_:
            self._context.show_document(open_[(open_.index(self._context.document) + 1) % len(open_)])

    # saving ------------------------------------------------------------------------------------

    def save(self, document: Document | None = None) -> bool:
        """Save the process and the files of the workspace; asks for a name where there is none."""
        document = document or self._context.document
        if document is None:
            return False
        if document.path is None:
            return self.ask_save_as(document)
        return self._write(document, None)

    def ask_save_as(self, document: Document | None = None) -> bool:
        """Save under a name that the user chooses."""
        document = document or self._context.document
        if document is None:
            return False
        start = str(document.path or self._new_path())
        path, _kind = QFileDialog.getSaveFileName(self._window, _("Save as"), start, _("Processes (*.bpmn)"))
        if not path:
            return False
        return self._write(document, Path(path) if Path(path).suffix else Path(path + ".bpmn"))

    def save_all(self) -> bool:
        """Save every open process."""
        return all(
            self.save(document) for document in self._context.documents if document.is_dirty or not document.path
        )

    def _write(self, document: Document, path: Path | None) -> bool:
        self._finish_typing()
        try:
            load_object("modeler.document.io:save_document")(document, path)
            self.save_workspace()
        except AppError as error:
            self._context.report(error)
            return False
        if document.path is not None:
            preferences.remember_recent(self._context.settings, str(document.path))
        self._window.status.saved_now()
        self._context.stateChanged.emit()
        if path is not None:
            self._context.entered(document)
        return True

    def save_workspace(self) -> None:
        """Write the organisation, dictionary and rights where they changed. Raises `AppError`."""
        if self._context.workspace is not None:
            self._context.workspace.save()

    def ask_export(self) -> None:
        """Write the diagram as SVG or PNG where the user says."""
        document = self._context.document
        if document is None:
            return
        start = str(document.path.with_suffix(".svg")) if document.path else str(documents_folder() / "process.svg")
        path, _kind = QFileDialog.getSaveFileName(
            self._window, _("Export as picture"), start, "SVG (*.svg);;PNG (*.png)"
        )
        if path:
            self.export(Path(path))

    def export(self, path: Path) -> None:
        """Write the diagram as SVG or PNG."""
        from runner.core.atomic import write_bytes

        kind = "png" if path.suffix.lower() == ".png" else "svg"
        picture: Any = load_object("modeler.ui.picture:picture")
        try:
            write_bytes(path, picture(self._context.document, kind=kind, theme="light", scale=2.0))
        except AppError as error:
            self._context.report(error)
            return
        self._window.banner.tell(_("The picture was written to {file}.").format(file=path), tone="good")

    def ask_print(self) -> None:
        """Print the diagram on one page, after the system's own dialog."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        dialog = QPrintDialog(printer, self._window)
        if dialog.exec():
            self.print_on(printer)

    def print_on(self, device: QPagedPaintDevice) -> None:
        """Draw the diagram as large as the page allows, black on white whatever the theme."""
        from PySide6.QtGui import QPainter

        from modeler.ui.canvas.export import to_image

        document = self._context.document
        if document is None:
            return
        image = to_image(document, 4.0)
        painter = QPainter(device)
        page = painter.viewport()
        size = image.size().scaled(page.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(QRect(QPoint(0, 0), size), image)
        painter.end()

    # closing -----------------------------------------------------------------------------------

    def close_current(self) -> bool:
        """Close the process that is shown; asks when it has unsaved changes."""
        document = self._context.document
        if document is None or not self._may_drop(document):
            return False
        if document.path is not None:
            self._closed.append(Path(document.path))
        self._context.close_document(document)
        if self._context.document is None:
            self._window.show_place("library")
        return True

    def may_close(self) -> bool:
        """Ask about everything unsaved; False when the user would rather stay."""
        self._finish_typing()
        return all(self._may_drop(one) for one in self._context.unsaved())

    def _may_drop(self, document: Editable) -> bool:
        if not document.is_dirty:
            return True
        name = document.path.name if document.path is not None else _("Untitled")
        answer = self.ask(
            _("Save the changes to {name}?").format(name=name),
            _("Without saving, the changes since the last save are gone."),
        )
        if answer == "save":
            return self._save_any(document)
        return answer == "drop"

    def _save_any(self, one: Editable) -> bool:
        from modeler.document.document import Document as Process

        if isinstance(one, Process):
            return self.save(one)
        try:
            self.save_workspace()
        except AppError as error:
            self._context.report(error)
        return not one.is_dirty

    def ask(self, question: str, text: str) -> str:
        """`save`, `drop` or `stay`."""
        box = QMessageBox(self._window)
        box.setWindowTitle("Slipway")
        box.setText(question)
        box.setInformativeText(text)
        save = box.addButton(_("Save"), QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton(_("Do not save"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.exec()
        return "save" if box.clickedButton() is save else "drop" if box.clickedButton() is drop else "stay"

    # around ------------------------------------------------------------------------------------

    def look_at_disk(self) -> None:
        """Tell when the open file was changed by somebody else meanwhile."""
        from runner.core.atomic import digest

        document = self._context.document
        path = document.path if document is not None else None
        if document is None or path is None or document.digest is None or not path.exists():
            return
        stamp = (path, path.stat().st_mtime_ns)
        if stamp == self._looked_at:
            return
        self._looked_at = stamp
        if digest(path.read_bytes()) != document.digest:
            self._window.banner.tell(
                _("The file was changed on disk since it was opened."),
                _("Saving will not overwrite the other change."),
                _("Save under another name, or open the file again."),
                tone="warning",
            )

    def offer_recovery(self, folder: Path | None = None) -> None:
        """Offer what a killed program left behind: untitled and lone files, and those of the workspace folder."""
        left: Any = load_object("modeler.document.recovery:left_behind")
        left_in: Any = load_object("modeler.document.recovery:left_behind_in")
        found: list[Any] = left_in(folder) if folder is not None else []
        found += [one for one in left() if one.file not in {other.file for other in found}]
        if not found:
            return
        self._window.banner.tell(
            trn("{count} file was left with unsaved work.", "{count} files were left with unsaved work.", len(found)),
            _("Everything up to the last change can be brought back: {names}.").format(
                names=listed(one.name or _("Untitled") for one in found)
            ),
            tone="warning",
            action=_("Bring back"),
            then=lambda: self._recover(found),
        )

    def _workspace_changed(self) -> None:
        """A workspace is open for the first time: what was left in it is offered once the window is idle."""
        workspace = self._context.workspace
        if workspace is not None and workspace.folder not in self._offered:
            self._offered.add(workspace.folder)
            folder = workspace.folder
            QTimer.singleShot(0, self._window, lambda: self.offer_recovery(folder))

    def _recover(self, found: list[Any]) -> None:
        for one in reversed(found):  # the newest is shown at the end
            try:
                self._context.recover(one)
            except AppError as error:
                self._context.report(error)
        self._window.show_place("design" if self._context.document is not None else "library")

    def _save_by_itself(self) -> None:
        document = self._context.document
        if self._context.settings["window.autosave"] and document is not None and document.path and document.is_dirty:
            self._write(document, None)

    def _finish_typing(self) -> None:
        """Whatever is being edited hands over its text before saving."""
        from PySide6.QtWidgets import QApplication

        widget = QApplication.focusWidget()
        if widget is not None and hasattr(widget, "commit"):
            widget.commit()

    def _start_folder(self) -> str:
        if self._context.workspace is not None:
            return str(self._context.workspace.folder)
        return str(documents_folder())

    def _new_path(self) -> Path:
        folder = Path(self._start_folder())
        if self._context.workspace is not None:
            folder = folder / "processes"
        number, path = 1, folder / "process.bpmn"
        while path.exists():
            number, path = number + 1, folder / f"process-{number + 1}.bpmn"
        return path
