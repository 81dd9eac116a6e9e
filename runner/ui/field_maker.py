"""Makes the fields of a long form when they are needed: what stands in view first, the rest in the pauses."""

from __future__ import annotations

from collections import deque
from time import thread_time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from runner.ui.field_frame import FieldFrame

AT_ONCE = 40
"""So many fields are made when a form is opened: no screen shows more. The others come as they come into view, and
in the pauses of the window."""
SLICE_MS = 8.0
REST_MS = 120
"""So long after the last key fields are made again that nobody sees yet."""


class FieldMaker(QObject):
    """`take` each frame in the order of the form; the first ones are made with it, the others later."""

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self._form = form
        self.frames: list[FieldFrame] = []
        self._unmade: deque[FieldFrame] = deque()
        self._in_view: list[FieldFrame] = []
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(lambda: self.make_some())

    @property
    def makes_later(self) -> bool:
        """Whether the next field is one of those that are made later."""
        return len(self.frames) >= AT_ONCE

    def take(self, field: FieldFrame) -> None:
        """One field more."""
        self.frames.append(field)
        if not field.is_built:
            self._unmade.append(field)

    def begin(self) -> None:
        """The form is on the screen."""
        if self._unmade:
            self._idle.start(0)

    def rest(self) -> None:
        """The form is no longer on the screen."""
        self._idle.stop()

    def rest_a_moment(self) -> None:
        """A key was typed: let it be painted, and further ones come."""
        if self._unmade:
            self._idle.start(REST_MS)

    @property
    def is_complete(self) -> bool:
        """Whether all fields have their controls."""
        return not self._unmade

    def want(self, field: FieldFrame) -> None:
        """A field without its control came into view."""
        self._in_view.append(field)
        self._idle.start(0)

    def make_in_view(self) -> None:
        """Make all fields that stand in view, at once."""
        if self.is_complete or not self._form.isVisible():
            return
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        for field in self._unmade:
            if not field.is_built and not field.visibleRegion().isEmpty():
                field.build()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def make_some(self) -> None:
        """Make fields for a moment: those in view first, else in the order of the form."""
        column = self._form.layout()
        if column is None:
            return
        end = thread_time() + SLICE_MS / 1000
        before = self._reference()
        wanted, self._in_view = deque(self._in_view), []
        is_first = True
        column.setEnabled(False)  # laid out once at the end
        while (wanted or self._unmade) and (is_first or thread_time() < end):
            field = wanted.popleft() if wanted else self._unmade.popleft()
            if not field.is_built:
                field.build()
                is_first = False
        column.setEnabled(True)
        column.invalidate()
        column.activate()
        self._in_view = [*wanted, *self._in_view]
        self._keep_in_place(before)
        if self._in_view or self._unmade:
            self._idle.start(0)

    def area(self) -> QScrollArea | None:
        """What the form scrolls in; None where it stands whole."""
        area = self._form.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        return area

    def _reference(self) -> tuple[FieldFrame, int] | None:
        """A field in view, with its height above the top of the view: what must not jump when others grow."""
        area = self.area()
        if area is None or area.verticalScrollBar().value() == 0:
            return None
        focus = self._focused()
        seen = (one for one in ((focus,) if focus else ()) + tuple(self.frames) if not one.visibleRegion().isEmpty())
        first = next(seen, None)
        return (first, first.mapTo(area.viewport(), QPoint()).y()) if first is not None else None

    def _keep_in_place(self, before: tuple[FieldFrame, int] | None) -> None:
        area = self.area()
        if before is None or area is None:
            return
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        moved = before[0].mapTo(area.viewport(), QPoint()).y() - before[1]
        if moved:
            area.verticalScrollBar().setValue(area.verticalScrollBar().value() + moved)

    def _focused(self) -> FieldFrame | None:
        widget: QWidget | None = self._form.window().focusWidget()
        if widget is None or not self._form.isAncestorOf(widget):
            return None
        while widget is not None and not isinstance(widget, FieldFrame):
            widget = widget.parentWidget()
        return widget
