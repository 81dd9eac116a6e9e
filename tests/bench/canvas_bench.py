"""The canvas measured on files of growing size: open, pan, zoom, change (medians, to the end of the painting)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from tests.bench import peers
from tests.bench.jobs import CYCLE, HEIGHT, WIDTH, Job, job_of
from tests.bench.rows import Row, median, p95, row, timed

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from modeler.document.document import Document
    from modeler.ui.canvas.view import CanvasView

SIZES = (100, 1000, 5000)
LARGEST = 10_000
"""Measured without the peer, which takes minutes there: nothing may grow with the file beyond the view."""
_STEPS = 100
_PATIENCE = 500


def rows(sizes: tuple[int, ...] = SIZES, largest: int | None = LARGEST) -> Iterator[Row]:
    """All rows of the canvas, offscreen unless QT_QPA_PLATFORM says otherwise; ours and the peer's in turn."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    for _row in _opened(job_of(40), turns=1):  # what is imported and laid out once belongs to start-up
        pass
    for size in sizes:
        job = job_of(size)
        yield from peers.compared(list(_measured(job)), peers.measure(job, "canvas"))
    if largest is not None:
        yield from _measured(job_of(largest))
    del app


def _measured(job: Job) -> Iterator[Row]:
    yield from _opened(job, turns=3 if job.size <= 1000 else 2)
    bench = _Bench(job)
    yield row("fit, painted", job.size, median(timed(lambda _turn: bench.fit(), 5)))
    for scale in ("1.0", "fit"):
        bench.look(scale)
        yield from _steps(job, "pan", scale, bench.pan)
        bench.look(scale)
        yield row(f"full repaint, scale {scale}", job.size, median(timed(lambda _turn: bench.view.repaint(), 10)))
        yield from _steps(job, "zoom", scale, bench.zoom)
        bench.look(scale)
        yield from _steps(job, "zoom sharp", scale, bench.zoom_sharp)
    yield from _changes(job, bench)
    yield row("sprites", job.size, bench.view.renderer.sprites.bytes / 2**20, "MiB")
    bench.close()


def _opened(job: Job, turns: int) -> Iterator[Row]:
    opened: list[float] = []
    shown: list[float] = []
    for _turn in range(turns):
        started = perf_counter()
        bench = _Bench(job)
        opened.append((perf_counter() - started) * 1000)
        shown.append(bench.first_ms)
        bench.close()
    yield row("open to first paint", job.size, median(opened))
    yield row("first paint", job.size, median(shown))


def _steps(job: Job, kind: str, scale: str, act: Callable[[int], None]) -> Iterator[Row]:
    before = process_time()
    times = timed(act, _STEPS)
    spent = (process_time() - before) * 1000
    yield row(f"{kind}, scale {scale}", job.size, median(times))
    yield row(f"{kind}, scale {scale}, p95", job.size, p95(times))
    yield row(f"{kind} CPU, scale {scale}", job.size, spent / _STEPS)


def _changes(job: Job, bench: _Bench) -> Iterator[Row]:
    from modeler.document import commands
    from modeler.document.io import to_bytes

    doc = bench.doc
    bench.look("1.0")

    def move(ids: tuple[str, ...]) -> Callable[[int], None]:
        def act(turn: int) -> None:
            sign = 1 if turn % 2 else -1
            bench.painted(lambda: commands.move(doc, ids, 10 * sign, 7 * sign))

        return act

    def undo(_turn: int) -> None:
        bench.painted(doc.undo)

    def rename(turn: int) -> None:
        bench.painted(lambda: commands.rename(doc, job.middle, f"Another name {turn}"))

    def append(turn: int) -> None:
        # the new one may find room only out of sight; the canvas then goes there, as it does for a person
        bench.painted(lambda: bench.view.reveal(commands.append_node(doc, job.sources[turn], "user-task")))

    def space() -> tuple[list[float], list[float]]:
        """Room in the middle of the file and back, half of it goes along; and what follows out of sight, between
        events, until the next one is asked for."""
        edges = sorted(node.bounds.x for node in doc.index.nodes.values() if node.bounds is not None)
        middle = edges[len(edges) // 2]

        def act(turn: int) -> None:
            bench.painted(lambda: commands.make_space(doc, None, "x", middle, -50 if turn % 2 else 50))

        made: list[float] = []
        followed: list[float] = []
        for turn in range(5):
            made += timed(lambda _turn, turn=turn: act(turn), 1)  # type: ignore[misc]
            followed += timed(lambda _turn: bench.view.scene.catch_up(), 1)
        return made, followed

    def saved() -> float:
        times: list[float] = []
        for turn in range(5):
            commands.rename(doc, job.middle, f"Saved {turn}")
            times += timed(lambda _turn: to_bytes(doc), 1)
        return median(times)

    yield row("save after one edit", job.size, saved())
    yield row("move 1, painted", job.size, median(timed(move((job.middle,)), 20)))
    yield row("undo of move 1, painted", job.size, median(timed(undo, 20)))
    yield row("move 100, painted", job.size, median(timed(move(job.hundred), 7)))
    yield row("undo of move 100, painted", job.size, median(timed(undo, 7)))
    yield row("rename, painted", job.size, median(timed(rename, 20)))
    yield row("append, painted", job.size, median(timed(append, min(7, len(job.sources)))))
    yield row("save after many edits", job.size, saved())
    made, followed = space()
    yield row("space over half, painted", job.size, median(made))
    yield row("space over half, followed out of sight", job.size, median(followed))


class _Bench:
    """A canvas with the job's file, shown and painted, its recovery journal on a real disk; every act ends
    when its painting has ended."""

    def __init__(self, job: Job) -> None:
        from PySide6.QtCore import QPointF

        from modeler.document.io import document_from_bytes
        from modeler.document.journal_file import JournalFile

        self.job = job
        self._at = QPointF(WIDTH / 2, HEIGHT / 2)
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.doc: Document = document_from_bytes(job.data, "bench.bpmn")
        header = {"path": None, "name": "bench"}
        self.doc.recorder = JournalFile(Path(self._folder.name), "bench", lambda: job.data, header)
        self.view, self._paintings = _counting_view()
        self.view.resize(WIDTH, HEIGHT)
        self.view.set_document(self.doc)
        started = perf_counter()
        self.painted(self.view.show)
        self.first_ms = (perf_counter() - started) * 1000
        """Milliseconds of the first painting."""

    def painted(self, act: Callable[[], object]) -> None:
        """Do something and wait for the painting that follows; fails when none does."""
        from PySide6.QtWidgets import QApplication

        before = len(self._paintings)
        act()
        for _turn in range(_PATIENCE):
            QApplication.sendPostedEvents()
            QApplication.processEvents()
            if len(self._paintings) > before:
                return
        raise AssertionError("nothing was painted")

    def look(self, scale: str) -> None:
        """The middle of the file at scale 1, or all of it; sharp and at rest."""
        self.view.fit()
        if scale != "fit":
            self.view.zoom_to(float(scale))
            self.view.reveal(self.job.middle)
        self.view.settle_film()
        self.painted(self.view.repaint)

    def fit(self) -> None:
        """From scale 1 to all of it."""
        self.view.zoom_to(1.0)
        self.painted(self.view.fit)

    def pan(self, step: int) -> None:
        """One step of a pan."""
        sign = 1 if step % CYCLE < CYCLE // 2 else -1
        self.painted(lambda: self.view.pan(12 * sign, 7 * sign))

    def zoom(self, step: int) -> None:
        """One step of a zoom, as the user sees it: where painting is slow, a stretched picture stands in for it."""

        def act() -> None:
            wanted = self._next(step)
            self.view.zoom_to(wanted, self._at)
            if abs(self.view.camera.scale - wanted) > 1e-9:  # below the smallest scale a hand can only go up
                self._scale(wanted)

        self.painted(act)

    def zoom_sharp(self, step: int) -> None:
        """One step of a zoom, painted in full."""
        self.painted(lambda: self._scale(self._next(step)))

    def _next(self, step: int) -> float:
        return self.view.camera.scale * (1.02 if step % CYCLE < CYCLE // 2 else 1 / 1.02)

    def _scale(self, scale: float) -> None:
        camera = self.view.camera
        middle = camera.to_world(self._at)
        camera.scale = scale
        camera.centre(middle, WIDTH, HEIGHT)
        self.view.update()

    def close(self) -> None:
        """Put everything away."""
        from PySide6.QtWidgets import QApplication

        self.view.set_document(None)
        self.view.close()
        self.view.deleteLater()
        self.doc.close()
        self._folder.cleanup()
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def _counting_view() -> tuple[CanvasView, list[float]]:
    from modeler.ui.canvas.view import CanvasView

    paintings: list[float] = []

    class Counting(CanvasView):
        """The canvas, noting when it was painted."""

        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
            super().paintEvent(event)
            paintings.append(perf_counter())

    return Counting(), paintings
