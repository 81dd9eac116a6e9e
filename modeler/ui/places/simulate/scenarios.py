"""The left side: the scenarios of this process, the run with its progress, the legend of the heatmap."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from modeler.ui.places.simulate.heat import Legend
from modeler.ui.places.simulate.study import Entry, Study
from runner.core.i18n import tr as _
from runner.simulate import figures
from runner.ui.kit.cards import Card
from runner.ui.kit.texts import button, label, tool_button


class ScenariosPanel(QWidget):
    """Lists and chooses scenarios; what else is asked of the place comes as signals."""

    newAsked = Signal()
    duplicateAsked = Signal()
    removeAsked = Signal()
    saveAsked = Signal()
    runAsked = Signal()
    stopAsked = Signal()

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study
        self.setProperty("role", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(self._top())
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self._cards.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        inside.setProperty("role", "page")
        holder = QVBoxLayout(inside)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addLayout(self._cards)
        holder.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        column.addWidget(scroll, 1)
        self._build_run(column)
        self.legend = Legend()
        column.addWidget(self.legend)
        self.refresh()

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(label(_("Scenarios"), "heading"))
        row.addStretch(1)
        self._save = tool_button("save", _("Save this scenario"))
        self._save.clicked.connect(self.saveAsked)
        self._copy = tool_button("duplicate", _("Copy this scenario and change the copy"))
        self._copy.clicked.connect(self.duplicateAsked)
        self._remove = tool_button("delete", _("Delete this scenario"))
        self._remove.clicked.connect(self.removeAsked)
        new = tool_button("add", _("New scenario"))
        new.clicked.connect(self.newAsked)
        for one in (self._save, self._copy, self._remove, new):
            row.addWidget(one)
        return row

    def _build_run(self, column: QVBoxLayout) -> None:
        column.addWidget(label(_("Run"), "heading"))
        self._size = label("", "caption", wrap=True)
        column.addWidget(self._size)
        self.run = button(_("Run"), "primary", "play")
        self.run.clicked.connect(self.runAsked)
        column.addWidget(self.run)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._told = label("", "caption")
        self.stop = button(_("Stop and keep what is done"), "link")
        self.stop.clicked.connect(self.stopAsked)
        for widget in (self._bar, self._told, self.stop):
            column.addWidget(widget)
            widget.hide()
        self._precision = label("", "caption", wrap=True)
        column.addWidget(self._precision)

    # ---- the list

    def refresh(self) -> None:
        """Show the scenarios as they are now."""
        while self._cards.count():
            item = self._cards.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
        current = self._study.current
        for entry in self._study.entries:
            card = Card(entry.title, self._subtitle(entry), badge=_("not saved") if entry.is_changed else "")
            card.set_chosen(entry is current)
            card.clicked.connect(lambda entry=entry: self._study.choose(entry))
            self._cards.addWidget(card)
        for error in self._study.failures:
            self._cards.addWidget(label(error.message, "bad", wrap=True))
        self._copy.setEnabled(current is not None)
        self._remove.setEnabled(current is not None and not self._is_base(current))
        self._save.setEnabled(current is not None and current.is_changed and self._study.folder is not None)
        self.say()

    def _is_base(self, entry: Entry) -> bool:
        return any(item.scenario.extends == entry.stem for item in self._study.entries)

    def _subtitle(self, entry: Entry) -> str:
        if entry.result is not None:
            text = _("a case takes {cycle}").replace("{cycle}", figures.length(entry.result.cycle.mean))
            return text + (" · " + _("changed since") if entry.is_stale else "")
        base = next((item for item in self._study.entries if item.stem == entry.scenario.extends), None)
        return _("builds on {name}").replace("{name}", base.title) if base is not None else _("not run yet")

    def say(self) -> None:
        """The size of the run, and how sure its result is."""
        entry = self._study.current
        self.run.setEnabled(entry is not None)
        if entry is None:
            self._size.setText("")
            self._precision.setText("")
            return
        scenario = entry.scenario
        cases = (
            figures.count(scenario.cases)
            if scenario.cases
            else _("until {time}").replace("{time}", scenario.until or "—")
        )
        text = _("{times} × {cases} cases · seed {seed}")
        for name, value in (
            ("{times}", str(scenario.replications)),
            ("{cases}", cases),
            ("{seed}", str(scenario.seed)),
        ):
            text = text.replace(name, value)
        self._size.setText(text)
        result = entry.result
        if result is None or result.cycle.ci is None or not result.cycle.mean:
            self._precision.setText("")
        else:
            half = (result.cycle.ci[1] - result.cycle.ci[0]) / 2 / result.cycle.mean
            text = _("±{share} on the mean cycle time").replace("{share}", figures.share(half))
            self._precision.setText(text)

    # ---- the run

    def set_running(self, running: bool) -> None:
        """Show progress and its button instead of Run."""
        self.run.setVisible(not running)
        self._precision.setVisible(not running)
        for widget in (self._bar, self._told, self.stop):
            widget.setVisible(running)
        if running:
            self._bar.setValue(0)
            self._told.setText(_("Starting"))
            self.stop.setEnabled(True)

    def progress(self, share: float | None, text: str) -> None:
        """How far the run is."""
        self._bar.setRange(0, 0 if share is None else 1000)
        if share is not None:
            self._bar.setValue(round(share * 1000))
        self._told.setText(_("{done} cases").replace("{done}", text))
