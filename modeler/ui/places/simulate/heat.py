"""The diagram as a heatmap of the current result: what is coloured, and what the colours mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.tokens import RADIUS
from runner.simulate import figures
from runner.simulate.result import ActivityResult, SimulationResult
from runner.ui.kit.style import current_theme
from runner.ui.kit.texts import label

METRICS: Mapping[str, tuple[str, Callable[[ActivityResult], float]]] = {
    "wait": (N_("Waiting"), lambda activity: activity.wait.mean),
    "work": (N_("Work"), lambda activity: activity.duration.mean * activity.visits),
    "cost": (N_("Cost"), lambda activity: activity.cost),
    "visits": (N_("Visits"), lambda activity: activity.visits),
}
WORDS = {
    "wait": N_("Wait for people at a step, mean of each visit"),
    "work": N_("Work at a step, mean per case"),
    "cost": N_("Cost of a step, mean per case"),
    "visits": N_("How often a case comes to a step, mean"),
}


def heat_of(result: SimulationResult | None, metric: str) -> tuple[dict[str, float], dict[str, float], float]:
    """Shares from 0 to 1 for steps and flows, and the value that is 1."""
    if result is None:
        return {}, {}, 0.0
    measure = METRICS[metric][1]
    values = {key: measure(activity) for key, activity in result.activities.items() if activity.visits > 0}
    top = max(values.values(), default=0.0)
    steps = {key: value / top if top > 0 else 0.0 for key, value in values.items()}
    busiest = max(result.flows.values(), default=0.0)
    flows = (
        {key: value / busiest * 0.5 for key, value in result.flows.items()} if metric == "visits" and busiest else {}
    )
    return steps, flows, top


def value_text(result: SimulationResult, metric: str, value: float) -> str:
    """A value of a metric with its unit."""
    if metric == "cost":
        return figures.money(value, result.currency)
    if metric == "visits":
        return figures.plain(value)
    return figures.length(value)


class Scale(QWidget):
    """The colours of the heatmap from low to high."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(10)
        self.setMinimumWidth(120)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        heat = current_theme().heat
        gradient = QLinearGradient(0, 0, self.width(), 0)
        for place, colour in enumerate(heat):
            gradient.setColorAt(place / (len(heat) - 1), QColor(colour))
        painter.setPen(QColor(current_theme().line))
        painter.setBrush(gradient)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS / 2, RADIUS / 2)


class Legend(QWidget):
    """What the colours stand for, with the value of the hottest one."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._what = label("", "caption", wrap=True)
        ends = QHBoxLayout()
        self._low, self._high = label("0", "caption"), label("", "caption")
        ends.addWidget(self._low)
        ends.addStretch(1)
        ends.addWidget(self._high)
        column.addWidget(Scale())
        column.addLayout(ends)
        column.addWidget(self._what)

    def tell(self, result: SimulationResult | None, metric: str, top: float) -> None:
        """Show the scale of a result, or nothing without one."""
        self.setVisible(result is not None)
        if result is not None:
            self._what.setText(_(WORDS[metric]))
            self._high.setText(value_text(result, metric, top))
