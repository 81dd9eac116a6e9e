"""What is wrong with an element, and what is remarked at it, in the badges that the canvas has."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from modeler.ui.canvas.fonts import canvas_font
from modeler.ui.canvas.overlays.badges import BADGE, paint_badge
from runner.core.i18n import trn
from runner.ui.kit.layouts import show_if
from runner.ui.kit.style import current_theme

_STEP = 19
_AIR = 3


@dataclass(frozen=True)
class Said:
    """Of one element: how grave the gravest problem is (`error`, `warning`), the sentences of all, and how many
    remarks are open."""

    kind: str = ""
    problems: tuple[str, ...] = ()
    remarks: int = 0


class BadgeRow(QWidget):
    """A badge for the problems and one for the remarks; hidden where there are none."""

    def __init__(self) -> None:
        super().__init__()
        self.said = Said()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def words(self) -> list[str]:
        """What the badges mean."""
        count = self.said.remarks
        more = [trn("{count} open remark", "{count} open remarks", count).format(count=count)] if count else []
        return [*self.said.problems, *more]

    def say(self, said: Said) -> None:
        """Show these."""
        if said == self.said:
            return
        self.said = said
        self.setToolTip("\n".join(self.words))
        show_if(self, bool(self._shown))
        self.updateGeometry()
        self.update()

    @property
    def _shown(self) -> list[tuple[str, int]]:
        found = [(self.said.kind, len(self.said.problems)), ("remark", self.said.remarks)]
        return [(kind, count) for kind, count in found if count]

    def sizeHint(self) -> QSize:
        """Room for what is shown."""
        return QSize(_STEP * len(self._shown) + 2 * _AIR - 3, int(BADGE) + 2 * _AIR)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw them."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(canvas_font(11))
        for number, (kind, count) in enumerate(self._shown):
            place = QPointF(_AIR + BADGE / 2 + number * _STEP, _AIR + BADGE / 2)
            paint_badge(painter, place, kind, count, current_theme())
