"""The page of the history: shown in place of the task, and what a click there leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from modeler.ui.places.rehearse.axis import axis_of
from modeler.ui.places.rehearse.rehearsal import Snapshot
from modeler.ui.places.rehearse.stage import unseen_lines
from modeler.ui.places.rehearse.words import history_lines

if TYPE_CHECKING:
    from modeler.ui.places.rehearse.place import Rehearse


class Past(QObject):
    """Works with its place."""

    def __init__(self, place: Rehearse) -> None:
        super().__init__(place)
        self._place = place
        middle, page = place.middle, place.middle.history_page
        middle.history.clicked.connect(self._toggled)
        middle.post.clicked.connect(lambda on: middle.history.setChecked(middle.history.isChecked() and not on))
        middle.inbox.taskChosen.connect(lambda _task: middle.history.setChecked(False))
        page.elementClicked.connect(place.called.reveal)
        page.actChosen.connect(place.rehearsal.look_at)

    def show(self, snapshot: Snapshot) -> None:
        """Show the case that is looked at, as far as the person played sees it."""
        place = self._place
        lines = history_lines(snapshot.lines, place.names)
        place.middle.history_page.show_history(
            axis_of(snapshot, place.names), lines, unseen_lines(snapshot, place.names)
        )
        place.middle.below.setCurrentWidget(place.middle.history_page)

    def _toggled(self, on: bool) -> None:
        middle = self._place.middle
        if on and middle.post.isChecked():
            middle.post.click()
        self._place.rehearsal.look()
