"""Context: what every place of the window is given, and the only way they reach each other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QTimer, Signal

from modeler.document.change import Change, Origin
from modeler.ui import preferences
from modeler.ui.bridge import DocumentBridge
from modeler.ui.later import Later
from runner.core.errors import AppError, FileError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.registry import load_object
from runner.core.settings import Settings
from runner.core.tokens import Theme
from runner.ui.kit import style
from runner.ui.kit.jobs import Jobs

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.document.editable import Editable
    from modeler.document.holding import Holder
    from modeler.document.recovery import LeftBehind
    from modeler.document.workspace import Workspace
    from runner.data.dictionary import Dictionary
    from runner.organization.model import Organization

declare(
    {
        "document.left": (
            N_("{file} was not opened: another program has it open."),
            N_("Open it again when it is closed there, or open a copy."),
        ),
    }
)

IDLE_MS = 1000


class Selection(QObject):
    """Ids of the elements that are selected in every view of the document."""

    changed = Signal(tuple)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The selected ids in the order of selecting."""
        return self._ids

    def set(self, ids: Iterable[str]) -> None:
        """Select exactly these."""
        ids = tuple(dict.fromkeys(ids))
        if ids != self._ids:
            self._ids = ids
            self.changed.emit(ids)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


class Context(QObject):
    """The open document, workspace, selection, jobs, theme and settings of one window.

    `documentChanged` carries a `Change`; one of origin `load` says that another document (or none) is
    open now. `workspaceChanged` says that another workspace is open or that its files changed.
    """

    documentChanged = Signal(object)
    workspaceChanged = Signal()
    stateChanged = Signal()
    themeChanged = Signal(object)
    problemsChanged = Signal(object)
    zoomChanged = Signal(float)  # 0.0: what is shown has no zoom
    wentTo = Signal(str, object)
    formMendAsked = Signal(object)
    reported = Signal(object)
    flushed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.looking = bool(settings["looking"])
        """Whether this window is for looking only (see `modeler.ui.looking`)."""
        self.jobs = Jobs(self)
        self.jobs.default_failed = self.report
        self.later = Later(self)
        self.selection = Selection(self)
        self.document: Document | None = None
        self.workspace: Workspace | None = None
        self.problems: list[Any] = []
        self.is_checked = False
        self._open: list[Document] = []
        self._workspaces: dict[Path, Workspace] = {}
        self._idle = QTimer(self)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.flush)
        self._idle.start()
        self._flushed: dict[int, int] = {}
        self.ask_held: Callable[[Holder, Path], str] = lambda _holder, _path: "read"
        self._bridge = DocumentBridge(self)
        self._bridge.changed.connect(self._document_changed)
        self._worker: Any = None
        self._worker_lock = threading.Lock()
        self._worker_maker: Callable[[], Any] | None = None
        self._no_theme = style.theme_changed.connect(self.themeChanged.emit)

    # documents ---------------------------------------------------------------------------------

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents that are open in this window, the current one among them."""
        return tuple(self._open)

    def open_document(self, path: Path | str) -> Document:
        """Show the file; a file that is open already is switched to. Raises `AppError`."""
        path = Path(path).resolve()
        for document in self._open:
            if document.path is not None and Path(document.path).resolve() == path:
                self.show_document(document)
                return document
        held = self._call("modeler.document.holding:hold_file", path) if path.is_file() else None
        holder: Holder | None = held if hasattr(held, "since") else None
        choice = self.ask_held(holder, path) if holder is not None else ""
        if holder is not None and choice == "":
            raise FileError("document.left", file=path.name)
        try:
            opened = self._open_file(path)  # a file that cannot be read leaves everything as it is
        except AppError:
            if holder is None and held is not None:
                held.release()
            raise
        opened.holding, opened.held_by = (held if holder is None else None), holder
        if choice == "copy":
            return self.open_copy(opened)
        self.show_document(opened)
        self.later.once_seen(self, lambda: preferences.remember_recent(self.settings, str(path)))
        return opened

    def _open_file(self, path: Path) -> Document:
        folder = self._call("modeler.document.home:nearest_workspace", path)
        if folder is not None:
            return self._workspace_in(Path(folder)).open_process(path)  # the same one for all who ask for it
        return cast("Document", self._call("modeler.document.io:open_document", path))

    def open_copy(self, document: Document) -> Document:
        """Show a copy of a document that has no file yet."""
        name = document.path.stem if document.path is not None else document.name
        made = cast("Document", self._call("modeler.document.io:copy_document", document, name))
        if document in self._open:
            self._open.remove(document)
        document.close()
        self.show_document(made)
        return made

    def take_hold(self, document: Document) -> None:
        """A document got a file of its own: other programs are told that it is open here."""
        if document.holding is not None:
            document.holding.release()
        held = self._call("modeler.document.holding:hold_file", document.path) if document.path is not None else None
        document.holding, document.held_by = (held if hasattr(held, "release") else None), None

    def recover(self, entry: LeftBehind, *, salvage: bool = False) -> None:
        """Bring back what a killed program left of a file, and show it if it is a process. Raises `AppError`."""
        folder = self._call("modeler.document.home:nearest_workspace", entry.path) if entry.path else None
        if folder is None:
            lone = cast("Document", load_object("modeler.document.io:recover")(entry, salvage=salvage))
            same = [one for one in self._open if one.path is not None and one.path == lone.path and not one.is_dirty]
            for one in same:  # it was opened as it is on disk, before anybody asked for the rest
                self._open.remove(one)
                one.close()
            self.take_hold(lone)
            self.show_document(lone)
            return
        workspace = self._workspace_in(Path(folder))
        before = next((one for one in self._open if one.path is not None and one.path == entry.path), None)
        found = workspace.recover(entry, salvage=salvage)
        if before is not None:  # it was opened as it is on disk, before anybody asked for the rest
            self._open.remove(before)
        if found.path is not None and found.path.suffix == ".bpmn":
            self.take_hold(cast("Document", found))
            self.show_document(cast("Document", found))
        elif workspace is self.workspace:
            self.set_workspace(workspace)

    def show_document(self, document: Document | None) -> None:
        """Make a document the current one of all places."""
        if document is not None and document not in self._open:
            self._open.append(document)
        if document is self.document:
            return
        if document is not None and document.path is not None:
            self._enter_workspace_of(Path(document.path))
        self.document = document
        self.problems = []
        self.is_checked = False
        self._bridge.attach(document)
        self.selection.set(())
        self.documentChanged.emit(Change("", Origin.LOAD, revision=getattr(document, "revision", 0)))
        self.problemsChanged.emit(self.problems)
        self.stateChanged.emit()

    def close_document(self, document: Document) -> None:
        """Close without asking; another open document takes its place."""
        if document in self._open:
            self._open.remove(document)
        if document is self.document:
            self.show_document(self._open[-1] if self._open else None)
        document.close()

    def close_all(self) -> None:
        """Close every document and the worker, for good."""
        self._bridge.attach(None)
        self._idle.stop()
        self.later.drop()
        self.document = None
        for document in tuple(self._open):
            document.close()
        self._open.clear()
        for workspace in self._workspaces.values():
            workspace.close()
        self._workspaces.clear()
        self.stop_worker()
        self.jobs.shut_down()
        self._no_theme()

    def flush(self) -> None:
        """Power loss costs at most a second: the recovery journals of what changed go to the disk itself."""
        for one in self.unsaved():
            if self._flushed.get(id(one)) != one.revision:
                self._flushed[id(one)] = one.revision
                one.flush()
            elif one.unrecorded is not None:
                one.flush()
        self.flushed.emit()

    def seal(self) -> None:
        """The focus left an editor: what is typed next is a step of undo of its own."""
        for one in self.unsaved():
            one.seal()

    def _document_changed(self, change: Change) -> None:
        if change.removed:
            self.selection.set(one for one in self.selection.ids if one not in change.removed)
        self.documentChanged.emit(change)
        self.stateChanged.emit()

    # workspace ---------------------------------------------------------------------------------

    def open_workspace(self, folder: Path | str) -> Workspace:
        """Make a folder the current workspace. Raises `AppError`."""
        workspace = self._workspace_in(Path(folder))
        self.set_workspace(workspace)
        self.later.once_seen(self, lambda: preferences.remember_recent(self.settings, str(Path(folder).resolve())))
        return workspace

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Make a workspace the current one."""
        self.workspace = workspace
        self.stop_worker()
        self.workspaceChanged.emit()

    def entered(self, document: Document) -> None:
        """A document got a place: the workspace round it is the one of the window, and its files changed."""
        before = self.workspace
        if document.path is not None:
            self._enter_workspace_of(Path(document.path))
        if self.workspace is before:
            self.workspaceChanged.emit()

    def _enter_workspace_of(self, path: Path) -> None:
        folder = self._call("modeler.document.home:nearest_workspace", path)
        if folder is None:  # a file on its own: people and terms of another workspace are not its
            if self.workspace is not None:
                self.set_workspace(None)
            return
        if self.workspace is None or self.workspace.folder != Path(folder).resolve():
            self.set_workspace(self._workspace_in(Path(folder)))

    def _workspace_in(self, folder: Path) -> Workspace:
        """The workspace of a folder, the same one each time it is asked for."""
        folder = folder.resolve()
        if folder not in self._workspaces:
            found = cast("Workspace", self._call("modeler.document.workspace:open_workspace", folder))
            self._workspaces[folder] = found
        return self._workspaces[folder]

    def workspace_files(self) -> list[Editable]:
        """All open files of all workspaces."""
        return [one for workspace in self._workspaces.values() for one in workspace.open_files()]

    def file_at(self, path: str) -> Editable | None:
        """The open file that lies there."""
        known = [*self._open, *self.workspace_files()]
        return next((one for one in known if one.path is not None and str(one.path) == path), None)

    def unsaved(self) -> list[Editable]:
        """All open files with changes: processes, forms, people, terms and rights."""
        found: dict[int, Editable] = {id(one): one for one in self._open if one.is_dirty}
        for workspace in self._workspaces.values():
            found |= {id(one): one for one in workspace.open_files() if one.is_dirty}
        return list(found.values())

    @property
    def organization(self) -> Organization:
        """The people of the workspace; an empty organisation without one."""
        if self.workspace is not None:
            return cast("Organization", _value(self.workspace.organization))
        return cast("Organization", self._call("runner.organization.model:Organization"))

    @property
    def dictionary(self) -> Dictionary:
        """The terms of the workspace; an empty dictionary without one."""
        if self.workspace is not None:
            return cast("Dictionary", _value(self.workspace.dictionary))
        return cast("Dictionary", self._call("runner.data.dictionary:Dictionary"))

    # beside the window -------------------------------------------------------------------------

    def compile(self) -> Any:
        """The current document compiled: `.bundle` (or None) and `.problems`. Raises `AppError`."""
        return self._call("modeler.compile:compile_process", self.document, self.workspace)

    def worker(self) -> Any:
        """The client of the worker process (`runner.protocol.client.WorkerClient`); any thread may ask."""
        with self._worker_lock:
            if self._worker is None:
                maker = self._worker_maker
                client = "runner.protocol.client:WorkerClient"
                self._worker = maker() if maker is not None else self._call(client, self.store_address())
            return self._worker

    def store_address(self) -> str:
        """Where rehearsed cases are kept: in the workspace; without one in memory."""
        if self.workspace is None:
            return "sqlite://"
        local = self.workspace.folder / ".slipway"
        local.mkdir(exist_ok=True)
        if not (local / ".gitignore").exists():
            (local / ".gitignore").write_text("*\n", "utf-8")  # what was rehearsed stays on this machine
        return f"sqlite:///{(local / 'store.sqlite').as_posix()}"

    def has_store(self) -> bool:
        """Whether anything was rehearsed here yet, so that asking is worth a worker."""
        if self._worker is not None or self._worker_maker is not None:
            return True
        return self.workspace is not None and (self.workspace.folder / ".slipway" / "store.sqlite").exists()

    def has_worker(self) -> bool:
        """Whether a worker's client was made already."""
        return self._worker is not None

    def use_worker(self, maker: Callable[[], Any] | None) -> None:
        """Make workers another way from now on."""
        self.stop_worker()
        self._worker_maker = maker

    def stop_worker(self) -> None:
        """End the worker process if there is one."""
        with self._worker_lock:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    @property
    def theme(self) -> Theme:
        """The theme that is on."""
        return style.current_theme()

    def go(self, place: str, element: str | None = None) -> None:
        """Show a place, and there an element."""
        self.wentTo.emit(place, element)

    def report(self, error: Exception) -> None:
        """Show an error to the user: an `AppError` in its own words, anything else as a fault of the program."""
        self.reported.emit(error)

    def set_problems(self, problems: list[Any]) -> None:
        """The problems of the current document, from the check that ran last."""
        self.problems = problems
        self.is_checked = True
        self.problemsChanged.emit(problems)

    @staticmethod
    def _call(path: str, *arguments: object) -> Any:
        return cast(Callable[..., Any], load_object(path))(*arguments)


def _value(part: object) -> object:
    """The value of a workspace file, which is a document of its own or the value itself."""
    return getattr(part, "value", part)
