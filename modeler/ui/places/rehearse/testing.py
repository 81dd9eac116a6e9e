"""Runs the process tests of the open process, and shades on the canvas what none has reached."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from runner.core.atomic import read_bytes
from runner.core.errors import AppError
from runner.protocol.rehearsing import TestsView

if TYPE_CHECKING:
    from modeler.ui.places.rehearse.place import Rehearse


def tests_of(folder: Path, paths: list[Path], process: Path) -> tuple[dict[str, str], int]:
    """The texts of the tests of a process by file name, and how many are of others. What cannot be read as JSON
    counts to this process: its run says what is wrong."""
    found: dict[str, str] = {}
    others = 0
    for path in paths:
        text = read_bytes(path).decode("utf-8", "replace")
        try:
            named = json.loads(text).get("process", "")
        except (ValueError, AttributeError):
            named = ""
        if named and (folder / str(named)).resolve() != process.resolve():
            others += 1
        else:
            found[path.name] = text
    return found, others


class Testing(QObject):
    """Works with its place. The tests run beside the window; what came out stays until the process changes."""

    __test__ = False  # not a class of tests

    def __init__(self, place: Rehearse) -> None:
        super().__init__(place)
        self._place = place
        self.view: TestsView | None = None
        self.others = 0
        self._model = ""
        page = place.middle.tests_page
        page.runAsked.connect(self.run)
        page.shadeAsked.connect(lambda _on: self.shade())
        page.elementClicked.connect(place.called.reveal)
        place.people.tests.runAsked.connect(self.open)

    def open(self) -> None:
        """Show the page of tests, and run them where they were not run on what is drawn now."""
        self._place.middle.show_tests_page(on=True)
        if self.view is None or self._model != self._place.rehearsal.model:
            self.run()
        else:
            self.shade()

    def run(self) -> None:
        """Run all tests of the open process on what is drawn now."""
        place, context = self._place, self._place.context
        document, workspace = context.document, context.workspace
        if document is None or workspace is None or document.path is None or not place.rehearsal.model:
            self._show(None, 0)
            return
        model, path = place.rehearsal.model, Path(document.path)
        try:
            files, others = tests_of(workspace.folder, workspace.cases(), path)
        except AppError as error:
            context.report(error)
            return
        if not files:
            self._show(None, others)
            return
        self._model = model
        page = place.middle.tests_page
        page.show_running(0, len(files))

        def work(handle: Any) -> TestsView:
            def tell(done: int, total: int) -> None:
                handle.progress(done / total)

            view: TestsView = (
                context.worker().rehearsing().run_tests(model, files, progress=tell, cancel=lambda: handle.cancelled)
            )
            return view

        context.jobs.run(work, owner=self._place, done=lambda view: self._show(view, others), failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self._show(None, 0)
        self._place.context.report(error)

    def _show(self, view: TestsView | None, others: int) -> None:
        self.view, self.others = view, others
        self._place.middle.tests_page.show_tests(view, others, self._place.names)
        self.shade()

    def forget(self) -> None:
        """Another process, or another version of it: what came out says nothing about it."""
        if self._model and self._model != self._place.rehearsal.model:
            self.view, self._model = None, ""
            self.shade()

    def shade(self) -> None:
        """Shade what no test has reached while the page of tests is shown."""
        middle, overlay = self._place.middle, self._place.steering.overlay
        shown = middle.shows_tests and middle.tests_page.shade.isChecked() and self.view is not None
        overlay.untouched = frozenset(self.view.coverage.missing) if shown and self.view is not None else frozenset()
        overlay.is_for_tests = middle.shows_tests
        self._place.canvas.update()
