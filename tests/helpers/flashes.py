"""A rail: no widget is shown before it stands somewhere. It would flash up as a window and take the focus."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QDialog, QMainWindow, QMenu, QWidget

_WINDOWS = (QMainWindow, QDialog, QMenu)


@pytest.fixture(autouse=True)
def no_flashing_windows(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails a test in which the product made a widget without a parent visible (`show_if` is the cure)."""
    flashed: list[str] = []
    set_visible = QWidget.setVisible

    def watched(widget: QWidget, on: bool) -> None:
        if on and widget.parentWidget() is None and not isinstance(widget, _WINDOWS) and not widget.isVisible():
            flashed.append(f"{type(widget).__name__} {widget.objectName()}".strip())
        set_visible(widget, on)

    monkeypatch.setattr(QWidget, "setVisible", watched)
    yield
    assert not flashed, f"shown before they stood anywhere: {flashed}"
