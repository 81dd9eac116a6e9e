"""Somebody at the Rehearse place: real clicks and keys, and patience until the runner has answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from modeler.ui.places.rehearse import Rehearse
from modeler.ui.window import MainWindow
from runner.service import Service
from runner.ui.controls.choice import ChoiceControl
from runner.ui.controls.date_range import DateRangeControl
from runner.ui.controls.multi_line import MultiLineControl
from runner.ui.controls.person import PersonControl
from runner.ui.more_button import MoreButton
from tests.ui.window_builder import a_window, turn, until

CLOCK = "2026-03-02T09:00:00+08:00"
LEFT = Qt.MouseButton.LeftButton


class Guarded:
    """A service in this process that serves one caller at a time, as the worker does."""

    def __init__(self, service: Any, lock: threading.RLock | None = None) -> None:
        self._service = service
        self._lock = lock or threading.RLock()

    def __getattr__(self, name: str) -> Any:
        verb = getattr(self._service, name)

        def call(*arguments: Any, **named: Any) -> Any:
            with self._lock:
                given = verb(*arguments, **named)
            return Guarded(given, self._lock) if name in ("workbench", "rehearsing") else given

        return call


class Hand:
    """Works the place as a person does."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        place = window.place_widget("rehearse")
        assert isinstance(place, Rehearse)
        self.place = place
        self.refused: list[Exception] = []
        place.rehearsal.refused.connect(self.refused.append)

    def wait(self) -> None:
        """Until nothing is under way."""
        until(lambda: not self.window.context.jobs.busy and not self.place.rehearsal.is_playing)
        turn()

    def click(self, widget: QWidget) -> None:
        """Click and wait for what comes of it."""
        QTest.mouseClick(widget, LEFT)
        self.wait()

    def play(self, user: str) -> None:
        """Play somebody: by the card, else by the search."""
        people = self.place.people
        if user not in people.cards:
            people.search.setFocus()
            QTest.keyClicks(people.search, user)
            QTest.keyClick(people.search, Qt.Key.Key_Return)
            self.wait()
            return
        self.click(people.cards[user])

    def operate(self, operation: str) -> None:
        """Choose what else is done with the task, in the menu beside the verdicts."""
        more = self.place.task_panel.findChild(MoreButton)
        assert more is not None
        QTest.mouseClick(more, LEFT)
        turn()
        act = more.menu_of_acts.findChild(QAction, f"operation-{operation}")
        assert act is not None
        act.trigger()
        more.menu_of_acts.close()
        turn()

    def press(self, button: str) -> None:
        """Press a button of the task by its verdict id; empty: the only one."""
        self.click(self.place.task_panel.buttons[button])

    def control(self, path: str) -> Any:
        """The control of a form field."""
        assert self.place.task_panel.player is not None
        return self.place.task_panel.player.fields[path].control

    def apply(self, first: str = "2026-03-09", last: str = "2026-03-12", colleague: str = "zhaomin") -> None:
        """Fill in the leave request by keys and send it."""
        choice, period = self.control("type"), self.control("period")
        assert isinstance(choice, ChoiceControl) and isinstance(period, DateRangeControl)
        QTest.keyClick(choice.editor, Qt.Key.Key_Down)
        QTest.keyClicks(period.start, first)
        period.end.selectAll()
        QTest.keyClicks(period.end, last)
        reason, person = self.control("reason"), self.control("handover")
        assert isinstance(reason, MultiLineControl) and isinstance(person, PersonControl)
        QTest.keyClicks(reason.editor, "family")
        QTest.keyClicks(person.editor, colleague)
        popup = person.completer.popup()
        assert popup is not None and popup.isVisible()
        popup.hide()
        QTest.keyClick(person.editor, Qt.Key.Key_Return)
        turn()
        self.press("")

    @property
    def open(self) -> list[tuple[str, str | None]]:
        """What is open in the case: step and person."""
        return [(one.element, one.user) for one in self.place.rehearsal.snapshot.open]

    @property
    def told(self) -> list[str]:
        """The history of the case in words."""
        return [line.text for line in self.place.facts.lines]


@contextmanager
def a_rehearsal(folder: Path) -> Iterator[Hand]:
    """The leave request in Rehearse, with a runner in this process."""
    with a_window(sample=True) as window:
        store = f"sqlite:///{(folder / 'cases.sqlite').as_posix()}"
        window.context.use_worker(lambda: Guarded(Service(store, clock=CLOCK, keeps_moments=True)))
        window.show_place("rehearse")
        hand = Hand(window)
        hand.wait()
        yield hand
        hand.wait()
