"""A real window on a fresh home, opened on a copy of the sample, and closed without questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from modeler.ui.app import application, make_window
from modeler.ui.window import MainWindow


@contextmanager
def a_window(*, sample: bool = False, language: str = "en") -> Iterator[MainWindow]:
    """A shown window; with `sample` the leave request is open in Design."""
    from runner.core.settings import Settings

    application()
    settings = Settings()
    settings.set("language", language)
    settings.set("theme", "light")
    window = make_window(settings)
    window.resize(1280, 720)
    window.show()
    try:
        if sample:
            window.files.open_sample()
            window.context.later.finish()
        turn()
        yield window
    finally:
        window.files.ask = lambda _question, _text: "drop"  # type: ignore[method-assign]
        window.close()
        window.deleteLater()
        turn()


def turn(times: int = 3) -> None:
    """Let everything that was posted happen, deletions too."""
    for _time in range(times):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def until(holds: Callable[[], bool], turns: int = 3000) -> None:
    """Turn the loop until something holds; work in other threads gets its share."""
    from PySide6.QtCore import QDeadlineTimer, QEventLoop, QThread

    end = QDeadlineTimer(20_000)
    while not holds():
        assert not end.hasExpired(), "it never came true"
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QThread.msleep(2)
