"""Opening, saving and closing, with the questions that keep anything from being lost."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from modeler.ui import preferences
from modeler.ui.context import Context
from modeler.ui.recovering import Recovering
from runner.core.errors import SYSTEM_CAUSES, AppError
from runner.core.folders import documents_folder
from runner.core.i18n import tr as _
from runner.core.registry import load_object
from runner.core.resources import resource_folder

if TYPE_CHECKING:
    from PySide6.QtGui import QPagedPaintDevice

    from modeler.document.document import Document
    from modeler.document.editable import Editable
    from modeler.ui.canvas.paper import Scale
    from modeler.ui.closing import Closing
    from modeler.ui.disk import DiskWatch
    from modeler.ui.window import MainWindow

_log = logging.getLogger(__name__)
SAMPLE = "office"
OWN = "my-processes"
AUTOSAVE_MS = 30_000


def sample_workspace() -> Path:
    """The user's own copy of the sample workspace, made once in the language that the program speaks then, and kept
    from then on."""
    target = documents_folder() / "Slipway" / SAMPLE
    if not (target / "workspace.json").exists():
        load_object("modeler.catalog.samples:copy_sample")(target)
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
        self.recovering = Recovering(window, context)
        context.ask_held = lambda holder, path: str(load_object("modeler.ui.held:ask_held")(window, holder, path))
        self._autosave = QTimer(window)
        self._autosave.setSingleShot(True)
        self._autosave.setInterval(AUTOSAVE_MS)
        self._autosave.timeout.connect(self._save_by_itself)
        context.documentChanged.connect(lambda _change: self._autosave.start())
        self._unrecorded: set[int] = set()
        context.flushed.connect(self._tell_unrecorded)

    @cached_property
    def disk(self) -> DiskWatch:
        """What happened to the open files on disk meanwhile."""
        from modeler.ui.disk import DiskWatch

        return DiskWatch(self._window, self._context)

    @cached_property
    def closing(self) -> Closing:
        """Closing, with its question about what is not saved."""
        from modeler.ui.closing import Closing

        return Closing(self._window, self._context)

    # opening -----------------------------------------------------------------------------------

    def open_path(self, path: Path | str) -> bool:
        """Open a process, a workspace folder or a package, or bring in decisions; errors are shown, False then."""
        path = Path(path)
        try:
            if path.is_dir() or path.name == "workspace.json":
                self._open_workspace(path if path.is_dir() else path.parent)
            elif path.suffix.lower() == ".slip":
                self._open_package(path)
            elif path.suffix.lower() == ".dmn":
                self._add_decisions(path)
            else:
                document = self._context.open_document(path)
                self._show("design")
                if document.held_by is not None:
                    load_object("modeler.ui.held:tell_held")(self._window, document, document.held_by)
                if document.path is not None:
                    self.recovering.opened_alone(document.path)
        except AppError as error:
            if error.code != "document.left":  # the user chose to leave it
                self._context.report(error)
            return False
        return True

    def _show(self, place: str) -> None:
        """Where one goes on with what was opened; in a manager's window that is the library."""
        self._window.show_place("library" if self._context.looking else place)

    def _open_workspace(self, folder: Path) -> None:
        workspace = self._context.open_workspace(folder)
        default = getattr(workspace.info, "default", None)
        if default and (folder / default).exists():
            self._context.open_document(folder / default)
        self._window.show_place("library")

    def _add_decisions(self, path: Path) -> None:
        """Copy a file of decisions into the workspace, where business rule tasks may ask them."""
        added = load_object("modeler.decisions.adding:add_file")(self._context.workspace, path)
        self._window.banner.tell(
            _("{file} is in the workspace now.").format(file=f"decisions/{added.name}"),
            _("Business rule tasks may ask its decisions."),
            tone="good",
        )
        self._context.workspaceChanged.emit()

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
        self._show("rehearse")

    def open_sample(self) -> None:
        """Open the leave-request sample from the user's own copy."""
        try:
            folder = sample_workspace()
            self._context.open_workspace(folder)
            self._context.open_document(folder / "processes" / "leave.bpmn")
        except AppError as error:
            self._context.report(error)
            return
        self._show("design")

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

    def new_chain(self) -> None:
        """A blank process, and at once the question who approves after whom."""
        self.new()
        self._window.commands.run("edit.chain")

    def ask_open(self) -> None:
        """Let the user choose a file."""
        from PySide6.QtWidgets import QFileDialog

        kinds = _("Processes, decisions and packages (*.bpmn *.xml *.dmn *.slip);;All files (*)")
        path, _kind = QFileDialog.getOpenFileName(self._window, _("Open file"), self._start_folder(), kinds)
        if path:
            self.open_path(path)

    def ask_workspace(self) -> None:
        """Let the user choose a workspace folder."""
        from PySide6.QtWidgets import QFileDialog

        path = QFileDialog.getExistingDirectory(self._window, _("Open workspace"), self._start_folder())
        if path:
            self.open_path(path)

    def reopen(self) -> None:
        """Open again what was closed last."""
        while self.closing.closed:
            path = self.closing.closed.pop()
            if path.exists():
                self.open_path(path)
                return

    def next(self) -> None:
        """Show the next open process."""
        self._step(1)

    def previous(self) -> None:
        """Show the open process before this one."""
        self._step(-1)

    def _step(self, by: int) -> None:
        open_ = self._context.documents
        if len(open_) > 1 and self._context.document in open_:
            self._context.show_document(open_[(open_.index(self._context.document) + by) % len(open_)])

    # saving ------------------------------------------------------------------------------------

    def save(self, document: Document | None = None) -> bool:
        """Save the process and the files of the workspace; asks for a name where there is none."""
        document = document or self._context.document
        if document is None:
            return False
        if document.path is None or document.held_by is not None:
            return self.ask_save_as(document)
        return self._write(document, None)

    def ask_save_as(self, document: Document | None = None) -> bool:
        """Save under a name that the user chooses."""
        from PySide6.QtWidgets import QFileDialog

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
        except AppError as error:
            self.disk.tell_refused(document, error)
            return False
        try:
            self.save_workspace()
        except AppError as error:
            self.disk.tell_refused(self._context.file_at(error.params.get("file", "")) or document, error)
            return False
        if document.path is not None:
            preferences.remember_recent(self._context.settings, str(document.path))
        self._window.status.saved_now()
        self._context.stateChanged.emit()
        if path is not None:
            self._context.take_hold(document)
            self._context.entered(document)
        return True

    def _tell_unrecorded(self) -> None:
        """Tell once when unsaved work cannot be written into its recovery journal, and where it then is not safe."""
        for one in self._context.unsaved():
            if one.unrecorded is None:
                self._unrecorded.discard(id(one))
            elif id(one) not in self._unrecorded:
                self._unrecorded.add(id(one))
                self.tell_unrecorded(one)

    def tell_unrecorded(self, one: Editable) -> None:
        """Say that a file's changes are in memory only, and why."""
        error = one.unrecorded
        cause = (error.strerror or str(error)) if error is not None else "?"
        self._window.banner.tell(
            _("The changes to {file} are in memory only: the recovery journal cannot be written.").format(
                file=one.name
            ),
            _("The system says: {cause}.").format(cause=_(cause) if cause in SYSTEM_CAUSES else cause),
            _("Save soon, in another place if need be. The journal is tried again each second."),
            tone="warning",
        )

    def save_workspace(self) -> None:
        """Write the organisation, dictionary and rights where they changed. Raises `AppError`."""
        if self._context.workspace is not None:
            self._context.workspace.save()

    def ask_export(self) -> None:
        """Write the diagram as SVG, PDF or PNG where the user says."""
        from PySide6.QtWidgets import QFileDialog

        document = self._context.document
        if document is None:
            return
        start = str(document.path.with_suffix(".svg")) if document.path else str(documents_folder() / "process.svg")
        kinds = ["SVG (*.svg)", "PDF, A4 (*.pdf)", "PNG 2× (*.png)", "PNG 1× (*.png)", "PNG 4× (*.png)"]
        path, kind = QFileDialog.getSaveFileName(self._window, _("Export as picture"), start, ";;".join(kinds))
        if path:
            scale = next((float(sign) for sign in "124" if f"{sign}×" in kind), 2.0)
            self.export(Path(path), scale)

    def export(self, path: Path, scale: float = 2.0) -> None:
        """Write the diagram as SVG, PDF or PNG; `scale` are pixels a unit of a PNG."""
        from runner.core.atomic import write_bytes

        ending = path.suffix.lower().removeprefix(".")
        kind = ending if ending in ("png", "pdf") else "svg"
        picture: Any = load_object("modeler.ui.picture:picture")
        try:
            write_bytes(path, picture(self._context.document, kind=kind, theme="light", scale=scale))
        except AppError as error:
            self._context.report(error)
            return
        self._window.banner.tell(_("The picture was written to {file}.").format(file=path), tone="good")

    def ask_portable(self) -> None:
        """Write the approvals of the process as plain BPMN, after a look at what is lost."""
        ask: Any = load_object("modeler.ui.portable_dialog:ask_portable")
        ask(self._window)

    def open_window(self) -> None:
        """A second window, beside this one."""
        from modeler.ui.another import open_another

        try:
            open_another()
        except AppError as error:
            self._context.report(error)

    def ask_print(self) -> None:
        """Show how the diagram lies on paper; printing is one click there."""
        from modeler.ui.printing import preview

        preview(self._window, self)

    def print_on(self, device: QPagedPaintDevice, scale: Scale = None) -> None:
        """Draw all planes on the pages of a device, by default over as many sheets as stay readable."""
        from modeler.ui.printing import print_on

        if self._context.document is not None:
            print_on(device, self._context.document, scale)

    # closing and what happens around ---------------------------------------------------------------

    def close_current(self) -> bool:
        """Close the process that is shown; asks when it has unsaved changes."""
        return self.closing.close_current()

    def may_close(self) -> bool:
        """Ask once about everything unsaved; False when the user would rather stay."""
        self._finish_typing()
        return self.closing.may_close()

    def ask(self, question: str, lines: Sequence[str]) -> str:
        """`save`, `keep` (offered when the program ends), `drop` or `stay`; `lines` name the files."""
        return self.closing.ask(question, lines)

    def look_at_disk(self) -> None:
        """Tell when open files were changed, renamed or deleted by somebody else meanwhile."""
        self.disk.look()

    def offer_recovery(self, folder: Path | None = None) -> None:
        """Offer what a killed program left behind."""
        self.recovering.offer(folder)

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
