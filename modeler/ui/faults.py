"""The one hook for faults of the program: log, recovery copy, and a report that shows what it contains."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import time
import traceback
from types import TracebackType
from typing import TYPE_CHECKING

from runner.core.atomic import write_bytes
from runner.core.folders import state_folder

if TYPE_CHECKING:
    from modeler.ui.window import MainWindow

_log = logging.getLogger(__name__)
_window: MainWindow | None = None
_lock = threading.Lock()


def install(window: MainWindow) -> None:
    """From now on faults are logged and shown in this window."""
    global _window
    _window = window
    sys.excepthook = _hook
    threading.excepthook = lambda given: handle(given.exc_value or RuntimeError(str(given.exc_type)))


def remove() -> None:
    """Back to Python's own hooks."""
    global _window
    _window = None
    sys.excepthook = sys.__excepthook__
    threading.excepthook = threading.__excepthook__


def _hook(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, _trace)
        return
    handle(error)


def handle(error: BaseException) -> None:
    """Log a fault, keep recovery copies of all open documents and tell the user."""
    if not _lock.acquire(blocking=False):  # a fault while a fault is told
        _log.error("fault inside a fault", exc_info=error)
        return
    try:
        _log.error("fault", exc_info=error)
        keep_copies()
        if _window is not None and threading.current_thread() is threading.main_thread():
            _window.banner.tell_error(
                error if isinstance(error, Exception) else RuntimeError(str(error)), details=report(error)
            )
    finally:
        _lock.release()


def report(error: BaseException) -> str:
    """What a report contains: versions and the trace; no contents of documents or forms."""
    import platform

    trace = "".join(traceback.format_exception(error))
    return f"Python {platform.python_version()}, {platform.platform()}\n{trace}"


def keep_copies() -> list[str]:
    """Write every open document with changes into the state folder; returns the paths."""
    written: list[str] = []
    if _window is None:
        return written
    from modeler.document.io import to_bytes

    for number, document in enumerate(_window.context.documents):
        if not document.is_dirty:
            continue
        with contextlib.suppress(Exception):
            name = document.path.stem if document.path is not None else "untitled"
            target = state_folder() / "recovered" / f"{time.strftime('%Y%m%d-%H%M%S')}-{number}-{name}.bpmn"
            write_bytes(target, to_bytes(document))
            written.append(str(target))
    return written
