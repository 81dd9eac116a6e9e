"""What is done from the inbox: a task is opened in its own process, a copy read, several tasks completed together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from modeler.ui.places.rehearse.bulk_dialog import ask_bulk
from modeler.ui.places.rehearse.inbox import about_task
from modeler.ui.places.rehearse.shown_cases import numbers_of, process_of
from modeler.ui.records import holds_process, open_case
from runner.core.i18n import tr as _
from runner.protocol.values import CopyView, TaskSummary

if TYPE_CHECKING:
    from modeler.ui.places.rehearse.place import Rehearse


class Waiting(QObject):
    """Works with its place."""

    def __init__(self, place: Rehearse) -> None:
        super().__init__(place)
        self._place = place
        inbox = place.middle.inbox
        inbox.taskChosen.connect(self.open_task)
        inbox.copyChosen.connect(self.read_copy)
        inbox.bulkAsked.connect(lambda tasks: ask_bulk(place, tasks, self.about))
        inbox.allAsked.connect(lambda: place.rehearsal.inbox.read_all(inbox.choose))
        inbox.everyoneAsked.connect(self.for_everyone)
        inbox.wished.connect(place.rehearsal.inbox.wish_for)
        inbox.moreAsked.connect(place.rehearsal.inbox.read_more)

    def open_task(self, task: TaskSummary) -> None:
        """Show a task, as the person whose it is, and in its own process."""
        rehearsal = self._place.rehearsal
        owner = task.claimed_by or task.user
        if owner is not None and owner != rehearsal.user:
            rehearsal.user = owner
        if task.case in numbers_of(rehearsal.snapshot):
            rehearsal.show_task(task.task, task.case)
        else:
            self.open_elsewhere(task.case, task.task)

    def read_copy(self, copy: CopyView) -> None:
        """Mark a copy as read and show its case, in its own process."""
        rehearsal = self._place.rehearsal
        if copy.case in numbers_of(rehearsal.snapshot):
            rehearsal.read_copy(copy)
            return
        user = rehearsal.user
        rehearsal.run(lambda runner: runner.workbench(user).read_copy(copy.copy_id))
        self.open_elsewhere(copy.case, None)

    def for_everyone(self, on: bool) -> None:
        """Show the tasks of all people, or those of the person played."""
        self._place.rehearsal.inbox.show_everyone(on)

    def about(self, task: TaskSummary) -> str:
        """Of which case a task is, in words."""
        return about_task(task, numbers_of(self._place.rehearsal.snapshot), self._place.names)

    def open_elsewhere(self, case: str, task: int | None) -> None:
        """Open the process that a case belongs to, then the case."""
        place = self._place

        def found(process: str) -> None:
            if not process or not holds_process(place.context, process):
                told = _("The process of this case is not in this workspace.")
                place.middle.notice.tell(told, "", _("Open its file, and look for the case there."), tone="warning")
                return
            place.rehearsal.task = task
            open_case(place.context, case, process)

        place.rehearsal.run(lambda runner: process_of(runner, case), found)
