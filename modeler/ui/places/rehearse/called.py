"""Which process the canvas shows: the open one, or one that it calls while a case is inside it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from modeler.ui.places.rehearse.rehearsal import Snapshot
from modeler.ui.records import file_of
from runner.bundle.bundle import Bundle
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.ui.kit.texts import ElidedLabel, button

if TYPE_CHECKING:
    from modeler.ui.places.rehearse.place import Rehearse


class CalledBar(QFrame):
    """Says that a called process is shown, with the way back."""

    backAsked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(12)
        self.text = ElidedLabel("", "body")
        self.back = button("", "link", icon_name="back")
        self.back.clicked.connect(self.backAsked)
        row.addWidget(self.text, 1)
        row.addWidget(self.back)
        self.hide()

    def tell(self, called: str, caller: str) -> None:
        """Show it, with the names of both processes."""
        self.text.setText(_("“{called}”, called by “{caller}”").format(called=called, caller=caller))
        self.back.setText(_("Back to “{process}”").format(process=caller))
        self.show()


class Called(QObject):
    """Works with its place."""

    def __init__(self, place: Rehearse) -> None:
        super().__init__(place)
        self._place = place
        self._stopped: tuple[str, str] | None = None
        place.middle.called_bar.backAsked.connect(lambda: self.show(None))

    @property
    def is_shown(self) -> bool:
        """Whether the canvas shows another process than the open one."""
        return self._place.canvas.document is not self._place.context.document

    @property
    def processes(self) -> Collection[str]:
        """The ids of the processes that the canvas shows."""
        index = self._place.canvas.index
        return index.processes if index is not None else ()

    def show(self, process: str | None) -> None:
        """Show a process that the open one calls; None, or one of its own: the open one."""
        place = self._place
        own = place.context.document
        document = own
        if process is not None and own is not None and process not in own.index.processes:
            path, workspace = file_of(place.context, process), place.context.workspace
            if path is None or workspace is None:
                return
            try:
                document = workspace.open_process(path)
            except AppError as error:
                place.context.report(error)
                return
        if place.canvas.document is not document:
            place.canvas.set_document(document)
        bar = place.middle.called_bar
        if process is None or document is own:
            bar.hide()
        else:
            entry = place.rehearsal.bundle.entry if place.rehearsal.bundle is not None else ""
            bar.tell(place.names.process(process), place.names.process(entry))

    def choose(self, process: str) -> None:
        """Show a called process, with what is there of the case that is looked at."""
        self.show(process)
        self._place.rehearsal.look()

    def follow(self, snapshot: Snapshot) -> bool:
        """Go where the case is stopped, and back where nothing of it is left; whether it went somewhere."""
        case = snapshot.case
        stopped = None
        if case is not None and case.stopped and case.stopped_in:
            stopped = (case.stopped_in[0], case.stopped[0])
        moved = stopped != self._stopped
        self._stopped = stopped
        if stopped is not None and moved:
            self.show(stopped[0])
            return True
        if self.is_shown and (case is None or not any(one.process in self.processes for one in case.tokens)):
            self.show(None)
        return False

    def reveal_stopped(self) -> None:
        """Bring where the case is stopped into sight, on its plane."""
        if self._stopped is not None:
            self._place.canvas.reveal(self._stopped[1], select=False)

    def reveal(self, element: str) -> None:
        """Bring an element into sight, of whichever process of the case it is."""
        index = self._place.canvas.index
        if index is None or (element not in index.nodes and element not in index.flows):
            process = process_with(self._place.rehearsal.bundle, element)
            if process is not None:
                self.show(process)
        self._place.canvas.reveal(element)


def process_with(bundle: Bundle | None, element: str, first: Collection[str] = ()) -> str | None:
    """The process that has a node or flow of this id. Ids may repeat between files: `first` are looked at first."""
    graphs = bundle.graphs if bundle is not None else {}
    for name in sorted(graphs, key=lambda one: one not in first):
        known = {one.id for one in graphs[name].nodes} | {one.id for one in graphs[name].flows}
        if element in known:
            return name
    return None


def called_by(bundle: Bundle | None, element: str) -> str | None:
    """The process that a step calls, where it can be shown."""
    for graph in bundle.graphs.values() if bundle is not None else ():
        for node in graph.nodes:
            if node.id == element and node.called is not None and bundle is not None and node.called in bundle.graphs:
                return node.called
    return None
