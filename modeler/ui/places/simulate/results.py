"""The results: every figure with its interval, and beside another scenario the difference with its own."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QHeaderView, QScrollArea, QVBoxLayout, QWidget

from modeler.ui.places.simulate.study import Entry, Study
from runner.core import messages
from runner.core.i18n import tr as _
from runner.core.tokens import Theme
from runner.simulate import figures
from runner.simulate.compare import Difference, compare
from runner.simulate.result import SimulationResult, Warned
from runner.simulate.sentences import Row, rows_of, verdict
from runner.ui.kit.icons import IconLabel
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import ElidedLabel, button, label

BETTER_LESS = ("cycle", "p95", "waiting", "wait", "cost", "work")


class ResultsPanel(QWidget):
    """Table, comparison, warnings; `reportAsked` and `elementAsked(id)` go to the place."""

    reportAsked = Signal()
    elementAsked = Signal(str)

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 4)
        row.setSpacing(16)
        left = QVBoxLayout()
        left.setSpacing(4)
        top = QHBoxLayout()
        top.setSpacing(8)
        self._about = ElidedLabel("", "caption")
        self._other = QComboBox()
        self._other.setAccessibleName(_("Compare with"))
        self._other.setMinimumContentsLength(10)
        self._other.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._other.activated.connect(self._compare)
        self._other_label = label(_("Compare with"), "caption")
        self._report = button(_("Report"), icon_name="export")
        self._report.clicked.connect(self.reportAsked)
        top.addWidget(label(_("Results"), "heading"))
        top.addWidget(self._about, 1)
        top.addWidget(self._other_label)
        top.addWidget(self._other)
        top.addWidget(self._report)
        left.addLayout(top)
        self.sentence = label("", wrap=True, selectable=True)
        left.addWidget(self.sentence)
        self.model = QStandardItemModel(self)
        self.table = TableView(by_row=False)
        self.table.setModel(self.model)
        self.table.verticalHeader().setDefaultSectionSize(26)
        self.table.doubleClicked.connect(lambda index: self._opened(index.row()))
        left.addWidget(self.table, 1)
        row.addLayout(left, 1)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(8)
        inside = QWidget()
        inside.setProperty("role", "page")
        inside.setLayout(self._notes)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(inside)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFixedWidth(212)
        row.addWidget(self._scroll)
        self._keys: list[str] = []

    # ---- what is shown

    def refresh(self, theme: Theme) -> None:
        """Show the current result, beside the compared one."""
        entry, other = self._study.current, self._study.other
        result = entry.result if entry is not None else None
        compared = other if other is not None and other is not entry and other.result is not None else None
        self._fill_choice()
        self._report.setEnabled(result is not None)
        self._show_about(entry)
        self.model.clear()
        self._keys = []
        self._clear_notes()
        if entry is None or result is None:
            self.model.setHorizontalHeaderLabels([_("Figure"), _("Mean"), _("95 % interval")])
            text = _(
                "Figures appear here after the first run: means with their intervals, "
                "and the number of cases behind them."
            )
            self.sentence.setText(text)
            self._scroll.hide()
            return
        differences: dict[str, Difference] = {}
        if compared is not None and compared.result is not None:
            differences = {item.key: item for item in compare(compared.result, result)}
        heads = [_("Mean per case"), short(entry.title), _("95 % interval")]
        if compared is not None:
            heads += [short(compared.title), _("Difference"), _("95 % interval")]
        self.model.setHorizontalHeaderLabels(heads)
        for item in rows_of(entry.scenario, result):
            self._keys.append(item.key)
            self.model.appendRow(self._cells(item, differences, compared, result.currency, theme))
        self._widths(len(heads))
        self._show_notes(entry, result, differences)

    def _cells(
        self, row: Row, differences: dict[str, Difference], compared: Entry | None, currency: str, theme: Theme
    ) -> list[QStandardItem]:
        texts = [
            row.title,
            figures.figure(row.key, row.mean, currency),
            figures.interval_text(row.key, row.ci, currency),
        ]
        tones = ["", "", "muted"]
        if compared is not None:
            item = differences.get(row.key)
            if item is None:
                texts += ["", "", ""]
            else:
                unit = figures.unit_of([item.difference, *(item.ci or ())])
                change = figures.signed(figures.figure(row.key, item.difference, currency, unit))
                texts += [
                    figures.figure(row.key, item.before, currency),
                    change,
                    figures.interval_text(row.key, item.ci, currency, sign=True, unit=unit),
                ]
            tones += ["", self._tone(item), "muted"]
        cells = []
        for column, text in enumerate(texts):
            cell = QStandardItem(text)
            cell.setEditable(False)
            if column:
                cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if column < len(tones) and tones[column]:
                cell.setForeground(QColor(str(getattr(theme, tones[column]))))
            cells.append(cell)
        return cells

    @staticmethod
    def _tone(item: Difference | None) -> str:
        if item is None or item.verdict == "unclear" or item.key.partition(":")[0] not in BETTER_LESS:
            return "muted"
        return "good" if item.verdict == "less" else "bad"

    def _widths(self, columns: int) -> None:
        head = self.table.horizontalHeader()
        head.setStretchLastSection(columns > 3)
        head.setMinimumSectionSize(60)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(columns):
            wide = column > 0 or columns > 3
            if wide:
                head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            if column > 0:  # by the model: a header item that Qt made is not to be held, as Qt takes it back unseen
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                role = Qt.ItemDataRole.TextAlignmentRole
                self.model.setHeaderData(column, Qt.Orientation.Horizontal, right.value, role)

    def _show_about(self, entry: Entry | None) -> None:
        result = entry.result if entry is not None else None
        if entry is None or result is None:
            self._about.setText("")
            return
        text = _("n = {cases} cases · {times} replications · seed {seed} · table {hash}")
        for name, value in (
            ("{cases}", figures.count(result.counted)),
            ("{times}", str(result.replications)),
            ("{seed}", str(result.seed)),
            ("{hash}", result.table_hash[:6]),
        ):
            text = text.replace(name, value)
        if entry.is_stale:
            text = _("Assumptions changed since this run") + " · " + text
        self._about.setText(text)

    # ---- comparing

    def _fill_choice(self) -> None:
        entry, other = self._study.current, self._study.other
        with QSignalBlocker(self._other):
            self._other.clear()
            self._other.addItem(_("Nothing"))
            for item in self._study.entries:
                if item is not entry and item.result is not None:
                    self._other.addItem(item.title, item.stem)
            place = self._other.findData(other.stem) if other is not None else -1
            self._other.setCurrentIndex(max(0, place))
        shown = self._other.count() > 1
        self._other.setVisible(shown)
        self._other_label.setVisible(shown)

    def _compare(self, place: int) -> None:
        stem = self._other.itemData(place)
        self._study.compare_with(next((item for item in self._study.entries if item.stem == stem), None))

    # ---- notes

    def _clear_notes(self) -> None:
        while self._notes.count():
            item = self._notes.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()

    def _show_notes(self, entry: Entry, result: SimulationResult, differences: dict[str, Difference]) -> None:
        self.sentence.setText(verdict(entry.scenario, result, differences))
        self._scroll.setVisible(bool(result.warnings))
        for warning in result.warnings:
            self._notes.addWidget(self._note(warning))
        self._notes.addStretch(1)

    def _note(self, warning: Warned) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        loud = warning.severity != "info"
        picture = IconLabel("warning" if loud else "info", "warning" if loud else "muted", 14)
        row.addWidget(picture, alignment=Qt.AlignmentFlag.AlignTop)
        said = messages.sentence(warning.code, warning.params)
        hint = messages.hint(warning.code, warning.params)
        text = label(said, "body" if loud else "caption", wrap=True, selectable=True)
        text.setToolTip(hint)
        row.addWidget(text, 1)
        return box

    def _opened(self, row: int) -> None:
        if 0 <= row < len(self._keys) and self._keys[row].startswith("activity:"):
            self.elementAsked.emit(self._keys[row].partition(":")[2])


def short(title: str) -> str:
    """A scenario's name for the head of a column."""
    return title if len(title) <= 16 else title[:15].rstrip() + "…"
