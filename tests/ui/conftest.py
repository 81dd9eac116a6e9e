"""Rails for everything that has a window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication

from tests.helpers.flashes import no_flashing_windows

__all__ = ["no_flashing_windows"]


@pytest.fixture(scope="session", autouse=True)
def empty_clipboard_at_the_end() -> Iterator[None]:
    """What a test copied is let go of while Python still runs: Qt would free it after Python has ended."""
    yield
    if QGuiApplication.instance() is not None:
        QGuiApplication.clipboard().clear()
