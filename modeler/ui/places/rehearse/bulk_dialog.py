"""Completing several tasks together: what will be done, what their forms ask for, and what came of each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from modeler.ui.places.rehearse.bulk import Batch, Item, Wanted, asks_form, complete_all, gather
from modeler.ui.places.rehearse.stage import form_facts
from runner.approvals.verdicts import needs_opinion
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.forms.field import FormFacts
from runner.forms.validate import validate_form
from runner.protocol.values import TaskSummary
from runner.rights.model import FieldRight
from runner.ui.form_player import FormPlayer
from runner.ui.kit.composition import guard_composition
from runner.ui.kit.icons import icon
from runner.ui.kit.jobs import Handle
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label
from runner.ui.task_panel import verdict_text

if TYPE_CHECKING:
    from modeler.ui.places.rehearse.place import Rehearse

MOST_LINES = 5
LINE = 26


class BatchCard(QFrame):
    """The tasks of one step, and what is asked for all of them."""

    def __init__(self, batch: Batch, facts: FormFacts, about: Callable[[TaskSummary], str]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.batch, self._facts = batch, facts
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        count = trn("{count} task", "{count} tasks", len(batch.items))
        column.addWidget(label(f"{batch.title} · {batch.process} · {count}", "heading", wrap=True))
        self.lines = QListWidget()
        self.lines.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.lines.setIconSize(QSize(14, 14))
        self.lines.setWordWrap(True)
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows: dict[int, QListWidgetItem] = {}
        self._about = {item.task.task: about(item.task) for item in batch.items}
        for item in batch.items:
            row = QListWidgetItem(self._about[item.task.task])
            self.lines.addItem(row)
            self.rows[item.task.task] = row
            if item.left:
                self._mark(item, "warning", "warning", _("left: {why}").format(why=item.left))
        self.lines.setFixedHeight(min(len(batch.items), MOST_LINES) * LINE + 8)
        column.addWidget(self.lines)
        self.verdict: QComboBox | None = None
        self.opinion: QLineEdit | None = None
        self.player: FormPlayer | None = None
        self._asked: list[QWidget] = []
        if batch.possible:
            self._ask(column)

    def _ask(self, column: QVBoxLayout) -> None:
        batch = self.batch
        row = QHBoxLayout()
        row.setSpacing(8)
        if batch.verdicts:
            self.verdict = QComboBox()
            self.verdict.setAccessibleName(_("Verdict"))
            for verdict in batch.verdicts:
                self.verdict.addItem(verdict_text(verdict), verdict)
            agreed = next((at for at, one in enumerate(batch.verdicts) if one.result == "agree"), 0)
            self.verdict.setCurrentIndex(agreed)
            self.verdict.currentIndexChanged.connect(lambda _index: self._show_form())
            row.addWidget(self.verdict)
        if batch.opinion != "none" or any(needs_opinion("none", one) for one in batch.verdicts):
            self.opinion = QLineEdit()
            guard_composition(self.opinion)
            self.opinion.setAccessibleName(_("Opinion"))
            must = bool(batch.verdicts) and all(needs_opinion(batch.opinion, one) for one in batch.verdicts)
            self.opinion.setPlaceholderText(_("Opinion, the same for all") + (" *" if must else ""))
            row.addWidget(self.opinion, 1)
        if row.count():
            row.addStretch(0 if self.opinion is not None else 1)
            column.addLayout(row)
        if batch.form is None:
            return
        lacking = sum(bool(item.lacking) for item in batch.possible)
        text = trn(
            "{count} task lacks what its form requires. It is filled in where it is empty:",
            "{count} tasks lack what their form requires. It is filled in where it is empty:",
            lacking,
        )
        note = label(text, "muted", wrap=True)
        known = replace(self._facts, context=dict(batch.values or {}))
        self.player = FormPlayer(batch.form, {}, self._rights(), known)
        self._asked = [note, self.player]
        for widget in self._asked:
            column.addWidget(widget)

    def _rights(self) -> list[FieldRight]:
        form = self.batch.form
        return [FieldRight(path=one.name, access="required") for one in (form.components if form is not None else ())]

    def _show_form(self) -> None:
        for widget in self._asked:
            widget.setVisible(asks_form(self.chosen))

    @property
    def chosen(self) -> Any:
        """The verdict that is chosen, or None."""
        return self.verdict.currentData() if self.verdict is not None else None

    def wanted(self) -> Wanted:
        """What was asked for and given."""
        values = self.player.editable_values() if self.player is not None else {}
        return Wanted(self.chosen, self.opinion.text().strip() if self.opinion is not None else "", values)

    def check(self) -> bool:
        """Whether all that is asked for is given; what is not is marked."""
        is_ready = True
        if self.player is not None and self.batch.form is not None and asks_form(self.chosen):
            known = replace(self._facts, context=dict(self.batch.values or {}))
            problems = validate_form(self.batch.form, self.player.values(), self._rights(), facts=known)
            self.player.show_problems(problems)
            is_ready = not problems
        if self.opinion is not None:
            verdict = self.chosen
            must = verdict is not None and needs_opinion(self.batch.opinion, verdict)
            is_missing = must and not self.opinion.text().strip()
            set_look(self.opinion, state="bad" if is_missing else "")
            if is_missing:
                self.opinion.setFocus()
            is_ready = is_ready and not is_missing
        return is_ready

    def tell(self, item: Item, why: str) -> None:
        """Say what came of a task; empty: it was done."""
        if why:
            self._mark(item, "close", "bad", why)
        else:
            self._mark(item, "check", "good", _("done"))

    def _mark(self, item: Item, sign: str, tone: Any, text: str) -> None:
        row = self.rows[item.task.task]
        row.setIcon(icon(sign, tone))
        row.setText(f"{self._about[item.task.task]} — {text}")
        row.setToolTip(text)

    def close_asking(self) -> None:
        """Nothing can be changed any more."""
        for widget in (self.verdict, self.opinion, *self._asked):
            if widget is not None:
                widget.setEnabled(False)


class BulkDialog(QDialog):
    """Shows the batches, asks what they ask for, completes, and stays to tell what came of each."""

    def __init__(
        self, place: Rehearse, batches: Sequence[Batch], facts: FormFacts, about: Callable[[TaskSummary], str]
    ) -> None:
        super().__init__(place)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._place = place
        self._stop = threading.Event()
        self.is_running = self.is_done = False
        self.setWindowTitle(_("Complete together"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        self.title = label("", "heading", wrap=True)
        column.addWidget(self.title)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        inner = QVBoxLayout(page)
        inner.setContentsMargins(0, 0, 8, 0)
        inner.setSpacing(12)
        self.cards = [BatchCard(batch, facts, about) for batch in batches]
        for card in self.cards:
            inner.addWidget(card)
        inner.addStretch(1)
        area.setWidget(page)
        column.addWidget(area, 1)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        column.addWidget(self.bar)
        row = QHBoxLayout()
        row.addStretch(1)
        self.cancel = button(_("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.go = button("", "primary")
        self.go.clicked.connect(self.complete)
        row.addWidget(self.cancel)
        row.addWidget(self.go)
        column.addLayout(row)
        self.count = sum(len(batch.possible) for batch in batches)
        total = sum(len(batch.items) for batch in batches)
        self.title.setText(trn("{count} task, as its person", "{count} tasks, each as its person", total))
        self.go.setText(trn("Complete {count} task", "Complete {count} tasks", self.count))
        self.go.setEnabled(self.count > 0)
        window = place.window()
        self.resize(min(620, window.width() - 80), min(560, window.height() - 80))

    def complete(self) -> None:
        """Do it, if all is given."""
        ready = [card.check() for card in self.cards if card.batch.possible]  # each marks what it lacks
        if self.is_running or not all(ready):
            return
        self.is_running = True
        self.go.setEnabled(False)
        self.cancel.setText(_("Stop"))
        self.bar.setRange(0, self.count)
        self.bar.show()
        work = [(card.batch, card.wanted()) for card in self.cards]
        for card in self.cards:
            card.close_asking()
        context, stop = self._place.context, self._stop

        def act(handle: Handle) -> list[tuple[Item, str]]:
            runner, found = context.worker(), list[tuple[Item, str]]()

            def done(item: Item, why: str) -> None:
                found.append((item, why))
                handle.progress(len(found) / max(self.count, 1))

            for batch, wanted in work:
                complete_all(runner, batch, wanted, done=done, stopped=stop.is_set)
            return found

        context.jobs.run(act, owner=self._place, done=self._tell, failed=self._failed, progress=self._progressed)

    def _progressed(self, share: float | None, _text: str) -> None:
        if isValid(self):
            self.bar.setValue(round((share or 0) * self.count))

    def _failed(self, error: Exception) -> None:
        self._place.rehearsal.settle_task()
        if isValid(self):
            self.is_running = False
            self.accept()
        self._place.context.report(error)

    def _tell(self, found: Sequence[tuple[Item, str]]) -> None:
        self._place.rehearsal.settle_task()
        if not isValid(self):
            return
        self.is_running, self.is_done = False, True
        self.bar.hide()
        heard = {item.task.task: (item, why) for item, why in found}
        for card in self.cards:
            for item in card.batch.possible:
                card.tell(*heard.get(item.task.task, (item, _("not done: stopped before it"))))
        done = sum(not why for _item, why in found)
        rest = sum(len(card.batch.items) for card in self.cards) - done
        told = [trn("{count} task was completed.", "{count} tasks were completed.", done)]
        if rest:
            told.append(
                trn("{count} was not: why stands beside it.", "{count} were not: why stands beside each.", rest)
            )
        self.title.setText(" ".join(told))
        self.go.hide()
        self.cancel.setText(_("Close"))
        self.cancel.setFocus()

    def reject(self) -> None:
        """Stop after the task that is under way, or leave."""
        if self.is_running:
            self._stop.set()
            self.cancel.setEnabled(False)
            return
        super().reject()


def ask_bulk(place: Rehearse, tasks: Sequence[TaskSummary], about: Callable[[TaskSummary], str]) -> None:
    """Read the tasks as their people, then ask what they ask for. `about` says of which case a task is."""
    rehearsal = place.rehearsal
    user = rehearsal.user
    facts = form_facts(place.context, rehearsal.bundle, rehearsal.snapshot, user)

    def read(handle: Handle) -> list[Batch]:
        return gather(place.context.worker(), tasks, user, facts, handle.progress)

    def show(batches: list[Batch]) -> None:
        BulkDialog(place, batches, facts, about).open()

    title = trn("{count} task is read", "{count} tasks are read", len(tasks))
    place.context.jobs.run(read, owner=place, done=show, title=title)
