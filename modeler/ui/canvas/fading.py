"""Guide lines fade a second after the hand last fell into line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from modeler.ui.canvas.surface import CanvasSurface

SHOWN_MS = 1000
_STEP_MS, _STEPS = 40, 3


class Fading:
    """Watches the ghost's lines: `seen` is called at each change of the ghost."""

    def __init__(self, surface: CanvasSurface) -> None:
        self._surface = surface
        self._left = _STEPS
        self.timer = QTimer(surface)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._fade)

    def seen(self) -> None:
        """The lines are fresh, or there are none."""
        ghost = self._surface.ghost
        self._left, ghost.guides_shown = _STEPS, 1.0
        if ghost.guides_stay or (ghost.guide_x is None and ghost.guide_y is None):
            self.timer.stop()
        else:
            self.timer.start(SHOWN_MS)

    def _fade(self) -> None:
        ghost = self._surface.ghost
        self._left -= 1
        ghost.guides_shown = self._left / _STEPS
        if self._left > 0:
            self.timer.start(_STEP_MS)
        else:
            ghost.guide_x = ghost.guide_y = None
        self._surface.paint_ghost()
