"""A second window: the program started once more, beside this one. What is open here opens there for reading or as a
copy, as in any other program."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess

import modeler
from runner.core.errors import AppError
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "window.no-second": (
            N_("Another window could not be opened."),
            N_("Start the program once more from where you started it."),
        ),
    }
)


def command() -> list[str]:
    """What starts the program without an argument: itself where it is frozen, else Python with its first file."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    first = Path(modeler.__file__).resolve().parents[1] / "main.py"
    return [sys.executable, str(first)] if first.is_file() else [sys.executable, "-m", "modeler"]


def open_another() -> None:
    """Start it; it lives on when this window closes. Raises `AppError` (`window.no-second`)."""
    program, *arguments = command()
    started = QProcess.startDetached(program, arguments)
    if not (started[0] if isinstance(started, tuple) else started):
        raise AppError("window.no-second")
