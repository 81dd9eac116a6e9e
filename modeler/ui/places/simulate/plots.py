"""Plots of a result: queues over time, how busy people are, how long cases take. pyqtgraph loads at the first one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from modeler.ui.places.simulate import facts
from modeler.ui.places.simulate.study import Entry
from runner.core.i18n import tr as _
from runner.core.registry import load_object
from runner.core.tokens import Theme
from runner.simulate import figures
from runner.simulate.sentences import shown_pools
from runner.ui.kit.states import EmptyState
from runner.ui.kit.style import body_size, mix
from runner.ui.kit.texts import label

KINDS = ("queue", "use", "cycle")


class PlotView(QWidget):
    """One plot at a time of the current result, with the compared one beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = QStackedLayout(self)
        self._empty = EmptyState("simulate", _("No result yet"), _("Run the scenario to see its figures here."))
        self._empty.button.hide()
        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(2)
        self._title = label("", "heading")
        self._note = label("", "caption", wrap=True)
        column.addWidget(self._title)
        column.addWidget(self._note)
        self._column = column
        self._plot: Any = None
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._page)

    def show_plot(self, kind: str, entry: Entry | None, other: Entry | None, theme: Theme) -> None:
        """Draw the plot `queue`, `use` or `cycle` in the colours of the theme."""
        result = entry.result if entry is not None else None
        self._stack.setCurrentWidget(self._page if result is not None else self._empty)
        if entry is None or result is None:
            return
        self._fresh(theme)
        compared = other if other is not None and other is not entry and other.result is not None else None
        {"queue": self._queue, "use": self._use, "cycle": self._cycle}[kind](entry, compared, theme)

    # ---- the surface

    def _fresh(self, theme: Theme) -> None:
        if self._plot is not None:
            self._column.removeWidget(self._plot)
            self._plot.setParent(None)
            self._plot.deleteLater()
        graphics: Any = load_object("pyqtgraph:PlotWidget")
        options: Any = load_object("pyqtgraph:setConfigOptions")
        options(antialias=True)
        plot = graphics(background=theme.surface)
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(x=False, y=False)
        plot.setMinimumHeight(80)
        font = self.font()
        font.setPixelSize(body_size() - 1)
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setPen(QColor(theme.line))
            axis.setTextPen(QColor(theme.muted))
            axis.setStyle(tickFont=font, tickLength=-4)
        plot.showGrid(x=False, y=True, alpha=0.18)
        self._plot = plot
        self._column.addWidget(plot, 1)

    def _axes(self, bottom: str, left: str, theme: Theme) -> None:
        style = {"color": theme.muted, "font-size": f"{body_size() - 1}px"}
        self._plot.setLabel("bottom", bottom, **style)
        self._plot.setLabel("left", left, **style)

    def _legend(self, theme: Theme) -> None:
        self._plot.addLegend(
            offset=(-8, 1), colCount=3, labelTextColor=theme.text, labelTextSize=f"{body_size() - 1}px"
        )

    # ---- the plots

    def _queue(self, entry: Entry, other: Entry | None, theme: Theme) -> None:
        result = entry.result
        assert result is not None
        make: Any = load_object("pyqtgraph:mkPen")
        size, unit = figures.unit_of([result.series_step * 200])
        busiest = sorted(result.queue_series, key=lambda pool: -max(result.queue_series[pool], default=0.0))[:3]
        self._legend(theme)
        colours = (theme.waiting, theme.accent, theme.good)
        for pool, colour in zip(busiest, colours, strict=False):
            values = result.queue_series[pool]
            times = [(index + 0.5) * result.series_step / size for index in range(len(values))]
            self._plot.plot(
                times, values, pen=make(colour, width=2), name=facts.pool_name(entry.scenario, pool, result)
            )
        if other is not None and other.result is not None and busiest and busiest[0] in other.result.queue_series:
            values = other.result.queue_series[busiest[0]]
            times = [(index + 0.5) * other.result.series_step / size for index in range(len(values))]
            name = f"{facts.pool_name(entry.scenario, busiest[0], result)} · {other.title}"
            self._plot.plot(
                times, values, pen=make(theme.muted, width=1.5, style=Qt.PenStyle.DashLine), name=name
            ).setZValue(-1)
        top = max((max(result.queue_series[pool], default=1.0) for pool in busiest), default=1.0)
        self._plot.setYRange(0, (top or 1.0) * 1.2, padding=0)
        self._title.setText(_("Queues over time"))
        text = _("Pieces of work that wait, mean of each step of {step}; replication 1 of {count}.")
        self._note.setText(
            text.replace("{step}", figures.length(result.series_step)).replace("{count}", str(result.replications))
        )
        self._axes(_("Time since the start, {unit}").replace("{unit}", _(unit)), _("Waiting"), theme)

    def _use(self, entry: Entry, other: Entry | None, theme: Theme) -> None:
        result = entry.result
        assert result is not None
        bars: Any = load_object("pyqtgraph:BarGraphItem")
        errors: Any = load_object("pyqtgraph:ErrorBarItem")
        pools = shown_pools(result)
        width = 0.36 if other is not None else 0.6
        shift = width / 2 + 0.01 if other is not None else 0.0
        places = list(range(len(pools)))
        shares = [result.pools[pool].utilisation.mean * 100 for pool in pools]
        brushes = [theme.waiting if share >= 90 else theme.accent for share in shares]
        self._plot.addItem(bars(x=[p - shift for p in places], height=shares, width=width, brushes=brushes, pen=None))
        spans = [result.pools[pool].utilisation.ci for pool in pools]
        if spans and all(span is not None for span in spans):
            numpy_array: Any = load_object("numpy:array")
            half = [(span[1] - span[0]) * 50 for span in spans if span is not None]
            self._plot.addItem(
                errors(
                    x=numpy_array([p - shift for p in places]), y=numpy_array(shares), top=numpy_array(half),
                    bottom=numpy_array(half), beam=width / 4, pen=theme.text,
                )
            )  # fmt: skip
        if other is not None and other.result is not None:
            before = [
                other.result.pools[pool].utilisation.mean * 100 if pool in other.result.pools else 0 for pool in pools
            ]
            soft = mix(theme.surface, theme.muted, 0.45)
            self._plot.addItem(bars(x=[p + shift for p in places], height=before, width=width, brush=soft, pen=None))
        self._plot.getAxis("bottom").setTicks(
            [[(place, facts.pool_name(entry.scenario, pool, result)) for place, pool in enumerate(pools)]]
        )
        self._plot.setYRange(0, 100, padding=0.02)
        self._plot.setXRange(-0.6, max(1.0, len(pools)) - 0.4, padding=0)
        words: Any = load_object("pyqtgraph:TextItem")
        for place, share in enumerate(shares):
            text = words(figures.share(share / 100), color=theme.text, anchor=(0.5, 1.1))
            text.setFont(self.font())
            text.setPos(place - shift, share)
            self._plot.addItem(text)
        self._title.setText(_("How busy people are"))
        note = _("Share of their working time, with the 95 % interval of {count} replications.")
        note = note.replace("{count}", str(result.replications))
        if other is not None:
            note += " " + _("Grey: {name}.").replace("{name}", other.title)
        self._note.setText(note)
        self._axes("", _("Busy, %"), theme)

    def _cycle(self, entry: Entry, other: Entry | None, theme: Theme) -> None:
        result = entry.result
        assert result is not None
        edges, counts = result.histogram.get("edges", []), result.histogram.get("counts", [])
        if not counts:
            self._title.setText(_("How long cases take"))
            self._note.setText(_("No case ended after the warm-up."))
            return
        bars: Any = load_object("pyqtgraph:BarGraphItem")
        line: Any = load_object("pyqtgraph:InfiniteLine")
        make: Any = load_object("pyqtgraph:mkPen")
        size, unit = figures.unit_of([result.cycle.p90])
        total = sum(counts)
        width = (edges[1] - edges[0]) / size
        self._plot.addItem(
            bars(
                x0=[edge / size for edge in edges[:-1]], width=width * 0.92,
                height=[count / total * 100 for count in counts], brush=theme.accent, pen=None,
            )
        )  # fmt: skip
        for value, name in ((result.cycle.mean, _("mean")), (result.cycle.p95, _("95 %"))):
            self._plot.addItem(
                line(pos=value / size, angle=90, pen=make(theme.waiting, width=1.5, style=Qt.PenStyle.DashLine),
                     label=name, labelOpts={"position": 0.92, "color": theme.waiting, "anchors": [(0, 0), (0, 0)]})
            )  # fmt: skip
        self._plot.setXRange(0, edges[-1] / size, padding=0.01)
        self._plot.setYRange(0, max(counts) / total * 108, padding=0)
        self._title.setText(_("How long cases take"))
        text = _(
            "{count} cases; mean {mean}, half within {half}, 95 of 100 within {most}. "
            "The last bar holds all longer ones."
        )
        for place, figure in (
            ("{count}", figures.count(total)),
            ("{mean}", figures.length(result.cycle.mean)),
            ("{half}", figures.length(result.cycle.p50)),
            ("{most}", figures.length(result.cycle.p95)),
        ):
            text = text.replace(place, figure)
        self._note.setText(text)
        self._axes(_("Cycle time, {unit}").replace("{unit}", _(unit)), _("Cases, %"), theme)
