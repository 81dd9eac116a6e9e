"""Pictures of the window on a workspace, taken without a screen: the demonstration shows with them what it did."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

SIZE = (1440, 900)
PLACES = ("library", "design", "forms-rights", "rehearse", "simulate", "publish")
PATIENCE_MS = 8000


def take_demo_pictures(workspace: Path, folder: Path, progress: Callable[[float, float], None]) -> list[Path]:
    """One picture of each place, showing the workspace's leave request; returns the files."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QElapsedTimer, QEventLoop

    from modeler.ui.app import application, make_window

    app = application()
    window = make_window()
    window.resize(*SIZE)
    window.show()
    window.context.open_document(workspace / "processes" / "leave.bpmn")
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    for number, place in enumerate(PLACES):
        window.show_place(place)
        clock = QElapsedTimer()
        clock.start()
        while clock.elapsed() < 300 or (window.context.jobs.busy and clock.elapsed() < PATIENCE_MS):
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        path = folder / f"{number + 1}-{place}.png"
        window.grab().save(str(path))
        taken.append(path)
        progress(number + 1, len(PLACES))
    window.close()
    app.processEvents()
    return taken
