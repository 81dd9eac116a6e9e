"""One window serves the tests of this folder: opening one costs more than most of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QDialog, QMainWindow, QMenu, QWidget

from tests.ui.forms_rights.driving import close_shared

_WINDOWS = (QMainWindow, QDialog, QMenu)


@pytest.fixture(scope="package", autouse=True)
def no_flashing_windows() -> Iterator[None]:
    """The rail of the same name for the whole folder at once: widgets remember what they were told to call, and
    these outlive a test. Closes the window when the last test has run."""
    flashed: list[str] = []
    set_visible = QWidget.setVisible

    def watched(widget: QWidget, on: bool) -> None:
        if on and widget.parentWidget() is None and not isinstance(widget, _WINDOWS) and not widget.isVisible():
            flashed.append(f"{type(widget).__name__} {widget.objectName()}".strip())
        set_visible(widget, on)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QWidget, "setVisible", watched)
        yield
        close_shared()
    assert not flashed, f"shown before they stood anywhere: {flashed}"
