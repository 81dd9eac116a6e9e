"""Panels around a middle: they dock left, right and below, fold at a click and come back as they were."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

Side = Literal["left", "right", "bottom"]


class Panes(QWidget):
    """A middle with panels beside and below it. Sizes in pixels; `remember(side, size, open)` is told of changes."""

    def __init__(self, middle: QWidget, remember: Callable[[str, int, bool], None] | None = None) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._wide = QSplitter(Qt.Orientation.Horizontal)
        self._tall = QSplitter(Qt.Orientation.Vertical)
        self._remember = remember
        self._panels: dict[str, QWidget] = {}
        self._sizes: dict[str, int] = {}
        self._is_swapped = False
        self._away: dict[str, bool] = {}  # what is put away, and whether it was open
        for splitter in (self._wide, self._tall):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
            splitter.splitterMoved.connect(self._moved)
        self._tall.addWidget(middle)
        self._tall.setStretchFactor(0, 1)
        self._wide.addWidget(self._tall)
        self._wide.setStretchFactor(0, 1)
        row.addWidget(self._wide)

    def add(self, side: Side, panel: QWidget, size: int, *, minimum: int = 0, open_: bool = True) -> None:
        """Put a panel on a side; one a side."""
        self._panels[side] = panel
        self._sizes[side] = size
        if side == "bottom":
            panel.setMinimumHeight(minimum)
            self._tall.addWidget(panel)
            self._tall.setStretchFactor(1, 0)
        else:
            panel.setMinimumWidth(minimum)
            self._wide.insertWidget(0 if (side == "left") is not self._is_swapped else self._wide.count(), panel)
            for index in range(self._wide.count()):
                self._wide.setStretchFactor(index, 1 if self._wide.widget(index) is self._tall else 0)
        panel.setVisible(open_)
        self._lay_out()

    def set_swapped(self, on: bool) -> None:
        """Whether the left panel stands right and the right one left; each keeps its name and its size."""
        if on == self._is_swapped:
            return
        self._is_swapped = on
        for index in range(self._wide.count()):  # the last one comes to the front, then the one before it
            last = self._wide.widget(self._wide.count() - 1)
            if last is not None:
                self._wide.insertWidget(index, last)
        for index in range(self._wide.count()):
            self._wide.setStretchFactor(index, 1 if self._wide.widget(index) is self._tall else 0)
        self._lay_out()

    def is_open(self, side: Side) -> bool:
        """Whether the panel of that side is shown."""
        panel = self._panels.get(side)
        return panel is not None and not panel.isHidden()

    def set_open(self, side: Side, open_: bool) -> None:
        """Fold or unfold a panel."""
        panel = self._panels.get(side)
        if panel is None or open_ == self.is_open(side):
            return
        panel.setVisible(open_)
        self._lay_out()
        if self._remember is not None:
            self._remember(side, self._sizes[side], open_)

    def toggle(self, side: Side) -> None:
        """Fold what is open, open what is folded."""
        self.set_open(side, not self.is_open(side))

    def put_away(self, side: Side, away: bool) -> None:
        """Hide a panel for as long as it has nothing to say; brought back it is as open as it was."""
        panel = self._panels[side]
        if away == (side in self._away):
            return
        if away:
            self._away[side] = self.is_open(side)
        panel.setVisible(not away and self._away.pop(side))
        self._lay_out()

    def only_middle(self, alone: bool) -> None:
        """Hide all panels without forgetting which were open, or bring them back."""
        if alone:
            self._before = {side: not panel.isHidden() for side, panel in self._panels.items()}
        for side, panel in self._panels.items():
            panel.setVisible(not alone and getattr(self, "_before", {}).get(side, True))
        self._lay_out()

    def _lay_out(self) -> None:
        room = max(self.width(), 800)
        sizes = []
        for index in range(self._wide.count()):
            widget = self._wide.widget(index)
            side = next((name for name, panel in self._panels.items() if panel is widget), None)
            sizes.append(self._sizes[side] if side else 0)
        middle = self._wide.indexOf(self._tall)
        sizes[middle] = max(room - sum(sizes), 200)
        self._wide.setSizes(sizes)
        if "bottom" in self._panels:
            self._tall.setSizes([max(max(self.height(), 500) - self._sizes["bottom"], 200), self._sizes["bottom"]])

    def _moved(self, _position: int, _index: int) -> None:
        for side, panel in self._panels.items():
            if not panel.isHidden():
                size = panel.height() if side == "bottom" else panel.width()
                if size != self._sizes[side]:
                    self._sizes[side] = size
                    if self._remember is not None:
                        self._remember(side, size, True)


def column(
    *widgets: QWidget | None, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 0
) -> QVBoxLayout:
    """A vertical layout of widgets; None is a stretch."""
    result = QVBoxLayout()
    result.setContentsMargins(*margins)
    result.setSpacing(spacing)
    for widget in widgets:
        if widget is None:
            result.addStretch(1)
        else:
            result.addWidget(widget)
    return result
