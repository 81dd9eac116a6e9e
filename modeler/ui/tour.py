"""The tour: five steps through the real places on the real sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from modeler.ui.places import PLACES
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.values import dataclass
from runner.ui.kit.texts import button, label, tool_button

if TYPE_CHECKING:
    from modeler.ui.window import MainWindow


@dataclass(frozen=True)
class Step:
    """`place` is shown and `element` selected there; texts are English source texts."""

    place: str
    title: str
    text: str
    element: str = ""


STEPS = (
    Step("design", N_("Look at a process"),
         N_("This is a leave request. Click a step: on the right stands who handles it, with which form and by when. "
            "Everything you change can be undone."), "Task_head"),
    Step("forms-rights", N_("See the form and who may do what"),
         N_("Each step sees its own part of the form. Choose a person to see the form as they will.")),
    Step("rehearse", N_("Try it as three people"),
         N_("Play the applicant, the head and HR. Push the clock forward, and leave a remark "
            "where something is wrong.")),
    Step("simulate", N_("Find out how long it takes"),
         N_("Let ten thousand requests run through and see where they wait.")),
    Step("publish", N_("Hand it over"),
         N_("See what will change, publish to a folder, and keep the receipt.")),
)  # fmt: skip


class TourCard(QFrame):
    """A small card above the place it talks about; it never blocks what is below."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._steps = [step for step in STEPS if step.place in PLACES]
        self._at = 0
        self.setProperty("role", "popup")
        self.setFixedWidth(340)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(8)
        top = QHBoxLayout()
        self._count = label("", "caption")
        close = tool_button("close", _("End the tour"), size=12)
        close.clicked.connect(self.end)
        top.addWidget(self._count, 1)
        top.addWidget(close)
        column.addLayout(top)
        self._title = label("", "title", wrap=True)
        self._text = label("", "body", wrap=True)
        column.addWidget(self._title)
        column.addWidget(self._text)
        row = QHBoxLayout()
        self._back = button(_("Back"))
        self._next = button(_("Next"), "primary")
        self._back.clicked.connect(lambda: self.show_step(self._at - 1))
        self._next.clicked.connect(lambda: self.show_step(self._at + 1))
        row.addStretch(1)
        row.addWidget(self._back)
        row.addWidget(self._next)
        column.addLayout(row)
        window.installEventFilter(self)

    def show_step(self, at: int) -> None:
        """Go to the place of a step; after the last one the tour ends."""
        if not 0 <= at < len(self._steps):
            self.end()
            return
        self._at = at
        step = self._steps[at]
        self._count.setText(f"{at + 1} / {len(self._steps)}")
        self._title.setText(_(step.title))
        self._text.setText(_(step.text))
        self._back.setEnabled(at > 0)
        self._next.setText(_("Done") if at == len(self._steps) - 1 else _("Next"))
        document = self._window.context.document
        element = step.element if document is not None and step.element in document.index.nodes else None
        self._window.show_place(step.place, element)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()

    def end(self) -> None:
        """Close the card."""
        self._window.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def _place(self) -> None:
        height = self._text.heightForWidth(self.width() - 28)
        self.resize(self.width(), max(self.sizeHint().height(), height + 120))
        middle = (self._window.width() - self.width()) // 2  # the panels at both sides are what it speaks of
        corner = QPoint(middle, self._window.height() - self.height() - 48)
        self.move(corner)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)


def start_tour(window: MainWindow, at: int = 0) -> TourCard:
    """Open the sample if nothing is open, and show the card at a step (from 0)."""
    for old in window.findChildren(TourCard, options=Qt.FindChildOption.FindDirectChildrenOnly):
        old.end()
    if window.context.document is None:
        window.files.open_sample()
    card = TourCard(window)
    card.show_step(at)
    return card
