"""Process tests in the window: what each gave, how much of the process they reach, and what none has touched."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from modeler.ui.places.rehearse.words import Names
from runner.core.i18n import N_, trn
from runner.core.i18n import tr as _
from runner.protocol.rehearsing import TestsView
from runner.ui.kit.icons import IconLabel
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import button, label, tool_button

MOST_CELLS = 40
FIGURES_WIDTH, LEAST_BAR, SIDE = 300, 40, 16
"""Pixels: the column of figures, a bar of it at least, and its margin with the scroll bar."""
FIGURES = (
    ("nodes", N_("Steps and events")), ("flows", N_("Flows")), ("conditions", N_("Conditions")),
    ("rights", N_("Rights (field × step)")),
)  # fmt: skip


class TestsPage(QWidget):
    """`runAsked`; `shadeAsked` carries whether what no test reached is shaded; `elementClicked` the id of a step."""

    __test__ = False  # not a class of tests

    runAsked = Signal()
    shadeAsked = Signal(bool)
    elementClicked = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 0)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(12)
        self.title = label(_("Process tests"), "title")
        self.run = button(_("Run all again"), icon_name="play")
        self.run.clicked.connect(self.runAsked)
        self.shade = QCheckBox(_("Shade what no test has reached"))
        self.shade.setChecked(True)
        self.shade.toggled.connect(self.shadeAsked)
        close = tool_button("close", _("Back to the task"), size=12)
        close.clicked.connect(self.left)
        self.close_ = close
        top.addWidget(self.title)
        top.addWidget(self.shade)
        top.addStretch(1)
        top.addWidget(self.run)
        top.addWidget(close)
        column.addLayout(top)
        row = QHBoxLayout()
        row.setSpacing(24)
        self._tests = self._area(row, 1)
        self._cover = self._area(row, 0)
        column.addLayout(row, 1)
        self.told: list[str] = []
        self.figures: dict[str, QProgressBar] = {}

    def _area(self, row: QHBoxLayout, stretch: int) -> QVBoxLayout:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if not stretch:
            area.setFixedWidth(FIGURES_WIDTH)
        page = QWidget()
        found = QVBoxLayout(page)
        found.setContentsMargins(0, 0, 8, 12)
        found.setSpacing(6)
        area.setWidget(page)
        row.addWidget(area, stretch)
        return found

    def show_running(self, done: int, total: int) -> None:
        """The tests run; so many are done."""
        self.title.setText(_("Test {done} of {total}…").format(done=done, total=total))
        self.run.setEnabled(False)

    def show_tests(self, view: TestsView | None, others: int, names: Names) -> None:
        """Show what the tests gave; None: none is there. `others`: tests of other processes, not run here."""
        clear_layout(self._tests)
        clear_layout(self._cover)
        self.told, self.figures = [], {}
        self.run.setEnabled(view is not None)
        self.shade.setEnabled(view is not None)
        if view is None:
            self.title.setText(_("Process tests"))
            told = _("No test of this process yet. Play a case to its end and save it as a test, on the left.")
            self._tests.addWidget(label(told, "muted", wrap=True))
            self._tests.addStretch(1)
            return
        failed = sum(not one.ok for one in view.cases)
        count = len(view.cases)
        self.title.setText(
            trn("{count} test, as expected", "{count} tests, all as expected", count)
            if not failed
            else _("{failed} of {count} tests came out otherwise").format(failed=failed, count=count)
        )
        for one in sorted(view.cases, key=lambda case: case.ok):
            self._add_test(one.name, one.ok, [names.in_text(text) for text in one.differences])
        if others:
            told = trn(
                "{count} test of another process runs with its own.",
                "{count} tests of other processes run with theirs.",
                others,
            )  # fmt: skip
            self._tests.addWidget(label(told, "caption", wrap=True))
        self._tests.addStretch(1)
        self._show_coverage(view, names)

    def _add_test(self, name: str, ok: bool, differences: Sequence[str]) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(IconLabel("good" if ok else "error", "good" if ok else "bad", 16))
        row.addWidget(label(name, wrap=True), 1)
        row.addWidget(label(_("as expected") if ok else _("came out otherwise"), "caption"))
        self._tests.addLayout(row)
        self.told.append(name)
        for difference in differences:
            told = label(difference, "muted", wrap=True, selectable=True)
            told.setContentsMargins(24, 0, 0, 0)
            self._tests.addWidget(told)
            self.told.append(difference)

    def _show_coverage(self, view: TestsView, names: Names) -> None:
        self._cover.addWidget(label(_("Reached by the tests"), "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for place, (key, text) in enumerate(FIGURES):
            figure = getattr(view.coverage, key)
            bar = QProgressBar()
            bar.setRange(0, max(figure.total, 1))
            bar.setValue(figure.reached)
            bar.setTextVisible(False)
            bar.setFixedHeight(6)
            bar.setMinimumWidth(LEAST_BAR)
            bar.setAccessibleName(_(text))
            self.figures[key] = bar
            grid.addWidget(label(_(text)), place, 0)
            grid.addWidget(bar, place, 1)
            said = _("{reached} of {total}").format(reached=figure.reached, total=figure.total)
            grid.addWidget(label(said, "muted"), place, 2)
        grid.setColumnStretch(1, 1)
        self._cover.addLayout(grid)
        cells = view.coverage.untested
        if cells:
            told = trn(
                "{count} field at a step was never tried:", "{count} fields at steps were never tried:", len(cells)
            )
            self._cover.addSpacing(4)
            self._cover.addWidget(label(told, "caption", wrap=True))
        for element, path in cells[:MOST_CELLS]:
            text = _("{field} at {step}").format(field=names.readings.caption(path), step=names.node(element))
            one = button("", "link")
            room = FIGURES_WIDTH - 2 * SIDE
            one.setText(one.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room).replace("&", "&&"))
            one.setToolTip(text)
            one.setAccessibleName(text)
            one.clicked.connect(lambda _on=False, element=element: self.elementClicked.emit(element))
            self._cover.addWidget(one)
        if len(cells) > MOST_CELLS:
            rest = trn("and {count} more", "and {count} more", len(cells) - MOST_CELLS)
            self._cover.addWidget(label(rest, "caption"))
        self._cover.addStretch(1)
