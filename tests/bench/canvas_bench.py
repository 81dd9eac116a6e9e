"""The canvas measured: open, first paint, pan, zoom, move, on files of growing size (milliseconds, medians)."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterator
from time import perf_counter

from tests.bench.models import bpmn_of

Row = dict[str, object]
SIZES = (100, 1000, 5000)
_WIDTH, _HEIGHT = 1600, 900


def rows(sizes: tuple[int, ...] = SIZES) -> Iterator[Row]:
    """All rows of the canvas, offscreen unless QT_QPA_PLATFORM says otherwise."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    for size in sizes:
        yield from _measured(app, size)


def row(name: str, size: int, value: float, unit: str = "ms") -> Row:
    """One row of build/bench.json; the peer is filled in by a run that has one."""
    return {
        "name": name, "size": size, "value": round(value, 3), "unit": unit,
        "peer": None, "peer_value": None, "ratio": None,
    }  # fmt: skip


def _measured(app: object, size: int) -> Iterator[Row]:
    from PySide6.QtCore import QPointF

    from modeler.document import commands
    from modeler.document.io import document_from_bytes
    from modeler.ui.canvas.view import CanvasView

    data = bpmn_of(size)
    started = perf_counter()
    doc = document_from_bytes(data, "bench.bpmn")
    view = CanvasView()
    view.resize(_WIDTH, _HEIGHT)
    view.set_document(doc)
    opened = perf_counter()
    view.show()
    while not view.painted_ms:
        _flush(app, view)
    painted = perf_counter()
    yield row("open to first paint", size, (painted - started) * 1000)
    yield row("first paint", size, (painted - opened) * 1000)
    for name in ("1.0", "fit"):
        view.fit()
        if name == "1.0":
            view.zoom_to(1.0)
        _settle(app, view)
        yield from _both(f"pan, scale {name}", size, _pan(view), 100)
        _settle(app, view)
        yield from _both(f"full repaint, scale {name}", size, lambda _step: view.repaint(), 10, p95=False)
        yield from _both(f"zoom, scale {name}", size, _zoom(view, QPointF(_WIDTH / 2, _HEIGHT / 2)), 60)
    view.fit()
    view.zoom_to(1.0)
    _settle(app, view)
    tasks = [node.id for node in view.scene.nodes.values() if node.record.tag.endswith("ask")]
    middle = len(tasks) // 2
    view.reveal(tasks[middle])
    _settle(app, view)

    def move(ids: list[str]) -> Callable[[int], None]:
        def act(step: int) -> None:
            commands.move(doc, ids, 10 if step % 2 else -10, 0)
            _flush(app, view)

        return act

    yield from _both("move 1, painted", size, move(tasks[middle : middle + 1]), 20, p95=False)
    hundred = tasks[max(0, middle - 30) : middle + 30] if size < 200 else tasks[middle : middle + 100]
    yield from _both("move 100, painted", size, move(hundred), 7, p95=False)

    def undo(step: int) -> None:
        (doc.undo if step % 2 == 0 else doc.redo)()
        _flush(app, view)

    yield from _both("undo of a move, painted", size, undo, 10, p95=False)
    yield from _both("rename, painted", size, lambda step: _rename(app, view, tasks[middle], step), 20, p95=False)
    yield row("sprites", size, view.renderer.sprites.bytes / 2**20, "MiB")
    view.set_document(None)
    view.close()
    view.deleteLater()
    doc.close()
    _flush(app, view)


def _rename(app: object, view: object, identity: str, step: int) -> None:
    from modeler.document import commands
    from modeler.ui.canvas.view import CanvasView

    assert isinstance(view, CanvasView)
    assert view.document is not None
    commands.rename(view.document, identity, f"Another name {step}")
    _flush(app, view)


def _pan(view: object) -> Callable[[int], None]:
    from modeler.ui.canvas.view import CanvasView

    assert isinstance(view, CanvasView)

    def act(step: int) -> None:
        sign = 1 if step % 40 < 20 else -1
        view.pan(12 * sign, 7 * sign)
        _flush(None, view)

    return act


def _zoom(view: object, at: object) -> Callable[[int], None]:
    from PySide6.QtCore import QPointF

    from modeler.ui.canvas.view import CanvasView

    assert isinstance(view, CanvasView)
    assert isinstance(at, QPointF)

    def act(step: int) -> None:
        view.zoom_to(view.camera.scale * (1.02 if step % 40 < 20 else 1 / 1.02), at)
        _flush(None, view)

    return act


def _flush(app: object, view: object) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    QApplication.sendPostedEvents()
    QApplication.processEvents()
    del app, view, QEvent


def _settle(app: object, view: object) -> None:
    from modeler.ui.canvas.view import CanvasView

    assert isinstance(view, CanvasView)
    view.settle_film()
    view.repaint()
    _flush(app, view)


def _both(name: str, size: int, act: Callable[[int], None], count: int, p95: bool = True) -> Iterator[Row]:
    times: list[float] = []
    for step in range(count):
        started = perf_counter()
        act(step)
        times.append((perf_counter() - started) * 1000)
    yield row(name, size, statistics.median(times))
    if p95:
        yield row(f"{name}, p95", size, sorted(times)[int(len(times) * 0.95)])
