"""The page of data stores: shown in place of the task, read beside what else is shown, as the person played."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from modeler.ui.places.rehearse.inbox_reader import NOBODY
from modeler.ui.places.rehearse.rehearsal import Snapshot
from modeler.ui.places.rehearse.shown_cases import numbers_of
from runner.core.i18n import tr as _
from runner.protocol.rehearsing import StoredRow, StorePage, StoreSummary

if TYPE_CHECKING:
    from modeler.ui.places.rehearse.place import Rehearse


class Storing(QObject):
    """Works with its place."""

    def __init__(self, place: Rehearse) -> None:
        super().__init__(place)
        self._place = place
        middle = place.middle
        middle.stores.clicked.connect(self._toggled)
        for other in (middle.post, middle.history):
            other.clicked.connect(lambda on: middle.stores.setChecked(middle.stores.isChecked() and not on))
        middle.inbox.taskChosen.connect(lambda _task: middle.stores.setChecked(False))
        middle.stores_page.model.fetch = self._fetch
        middle.stores_page.caseAsked.connect(self._open_case)

    def show(self, _snapshot: Snapshot) -> None:
        """Show the stores as they are now."""
        place = self._place
        page = place.middle.stores_page
        place.middle.below.setCurrentWidget(page)
        look, names = self._looked_at(), place.names

        def work(_handle: Any) -> list[StoreSummary]:
            found: list[StoreSummary] = place.context.worker().rehearsing().list_stores(**look)
            return found

        place.context.jobs.run(
            work, owner=page, done=lambda found: page.show_stores(found, names), failed=place.rehearsal.refused.emit
        )

    def _fetch(self, name: str, wanted: dict[str, Any], done: Callable[[StorePage], None]) -> None:
        place, look = self._place, self._looked_at()

        def work(_handle: Any) -> StorePage:
            found: StorePage = place.context.worker().rehearsing().read_store(name, **look, **wanted)
            return found

        place.context.jobs.run(work, owner=self, done=done, failed=place.rehearsal.refused.emit)

    def _looked_at(self) -> dict[str, Any]:
        """Whose eyes it is looked at with, and the version that is drawn now."""
        rehearsal = self._place.rehearsal
        user = None if rehearsal.sees_all or rehearsal.user in NOBODY else rehearsal.user
        return {"user": user, "model": rehearsal.model or None}

    def _open_case(self, row: StoredRow) -> None:
        place = self._place
        if not row.ordinal:
            told = _("No case put this there.") if not row.case else _("The case that put this there is gone.")
            place.middle.notice.tell(told, tone="warning")
            return
        place.middle.stores.setChecked(False)
        if row.case in numbers_of(place.rehearsal.snapshot) or row.entry == place.rehearsal.snapshot.entry:
            place.rehearsal.show_case(row.case)
        else:
            place.waiting.open_elsewhere(row.case, None)

    def _toggled(self, on: bool) -> None:
        middle = self._place.middle
        if on:
            middle.history.setChecked(False)
            if middle.post.isChecked():
                middle.post.click()
        self._place.rehearsal.look()
