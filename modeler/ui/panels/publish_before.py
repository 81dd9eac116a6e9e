"""Beside the story of a publication: what goes out, with which signature, and the buttons that do it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from modeler.publish.environments import Environment
from modeler.publish.pipeline import Plan
from modeler.ui.context import Context
from modeler.ui.panels.publish_targets import side_panel
from modeler.ui.panels.signing_box import SigningBox
from runner.core.i18n import tr as _
from runner.ui.kit.texts import button, label


class PublishBefore(QWidget):
    """Facts, what is not saved, the signature, the note, and the buttons, which the place connects. `promoted`
    carries the environment that what is in force here is to go to."""

    promoted = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._can_go = self._wants_note = False
        self._next: list[Environment] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        side, column = side_panel()
        outer.addWidget(side)
        column.addWidget(label(_("Before you publish"), "heading"))
        self.facts = label("", "muted", wrap=True)
        column.addWidget(self.facts)
        self.unsaved = label("", "warning", wrap=True)
        column.addWidget(self.unsaved)
        self.signing = SigningBox(context)
        column.addWidget(self.signing)
        self._note_caption = label(_("Note"), "caption")
        self.note = QLineEdit()
        self.note.setPlaceholderText(_("why, for the ledger"))
        self.note.setAccessibleName(_("Note"))
        self.note.textChanged.connect(lambda _text: self._enable())
        column.addWidget(self._note_caption)
        column.addWidget(self.note)
        column.addSpacing(4)
        row = QHBoxLayout()
        self.go = button(_("Publish"), "primary")
        self.save = button(_("Save as package…"))
        row.addWidget(self.go)
        row.addWidget(self.save)
        row.addStretch(1)
        column.addLayout(row)
        self.anew = button(_("Look again"), "link")
        column.addWidget(self.anew)
        self.back = button(_("Undo the latest…"), "link")
        column.addWidget(self.back)
        self.onward = button(_("Promote to…"), "link")
        self.onward.clicked.connect(self._ask_onward)
        column.addWidget(self.onward)
        column.addWidget(label(_("Published versions stay; undoing makes the one before the latest again."),
                               "caption", wrap=True))  # fmt: skip
        column.addStretch(1)

    def show_plan(self, plan: Plan | None, *, target: str, done: bool) -> None:
        """What is known before it is done; `done`: what is shown has just been published."""
        self._can_go = plan is not None and plan.ok and not done
        self._enable()
        self.save.setEnabled(self.context.document is not None)
        self.anew.setVisible(bool(target))
        self.back.setVisible(plan is not None and (plan.server.latest is not None or done))
        self.onward.setVisible(self.back.isVisibleTo(self) and bool(self._next))
        lines = []
        if plan is not None:
            latest = plan.shipment.version if done else plan.server.latest
            lines.append(_("This version: {version}").format(version=plan.shipment.version))
            lines.append(_("Latest there: {version}").format(version=latest or "–"))
            lines.append(_("Digest: {digest}").format(digest=plan.shipment.digest[:12] + "…"))
        self.facts.setText("\n".join(lines) or ("" if target else _("Choose where to publish first.")))
        self.facts.setVisible(bool(self.facts.text()))
        unsaved = [one.name for one in self.context.unsaved()]
        told = _("Not saved yet: {names}. What you see is what is published.").format(names=" · ".join(unsaved[:4]))
        self.unsaved.setText(told if unsaved else "")
        self.unsaved.setVisible(bool(unsaved))

    def show_environments(self, here: Environment | None, known: Sequence[Environment]) -> None:
        """Which environment is chosen, and which there are to promote to: those behind it first."""
        names = [one.id for one in known]
        at = names.index(here.id) if here is not None and here.id in names else -1
        behind = [*known[at + 1 :], *known[: max(at, 0)]]
        self._next = [one for one in behind if here is not None and one.address != here.address]
        self._wants_note = here is not None and here.note
        self._note_caption.setText(_("Note (asked for here)") if self._wants_note else _("Note"))
        self._enable()

    def _enable(self) -> None:
        self.go.setEnabled(self._can_go and (bool(self.note.text().strip()) or not self._wants_note))

    def _ask_onward(self) -> None:
        if len(self._next) == 1:
            self.promoted.emit(self._next[0])
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in self._next:
            menu.addAction(one.title).triggered.connect(lambda _on=False, to=one: self.promoted.emit(to))
        menu.popup(self.onward.mapToGlobal(self.onward.rect().bottomLeft()))
