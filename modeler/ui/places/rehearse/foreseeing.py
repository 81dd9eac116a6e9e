"""Before a case is started: the whole way that it would take, with the names of those who would have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.ui.panels.vote_fields import VOTES, vote_words
from modeler.ui.places.rehearse.words import Names
from runner.core.i18n import listed
from runner.core.i18n import tr as _
from runner.organization.trail import TrailStep
from runner.protocol import values as out
from runner.ui.kit.icons import IconLabel
from runner.ui.kit.layouts import show_if
from runner.ui.kit.texts import button, label

if TYPE_CHECKING:
    from modeler.ui.places.rehearse.place import Rehearse

_WIDTH, _HIGHEST = 520, 560
_ICONS = {"endEvent": "stop", "callActivity": "design", "adHocSubProcess": "cards"}


def ask_path(place: Rehearse) -> None:
    """Ask the runner with the form as it is filled in now, and show the way."""
    rehearsal, panel = place.rehearsal, place.task_panel
    starts = rehearsal.snapshot.starts
    values = panel.player.editable_values() if panel.player is not None else {}
    at = starts[0].element if starts else None
    user, model, department, choices = rehearsal.user, rehearsal.model, panel.department, panel.choices

    def act(runner: Any) -> list[out.PathStepView]:
        found: list[out.PathStepView] = runner.workbench(user).path(
            model, dict(values), at, department=department or None, choices=choices
        )
        return found

    def show(steps: list[out.PathStepView]) -> None:
        PathDialog(place, steps, place.names).open()

    rehearsal.run(act, show)


class PathDialog(QDialog):
    """One line for each step: its name, who would have it, and what that depends on."""

    def __init__(self, parent: QWidget, steps: Sequence[out.PathStepView], names: Names) -> None:
        super().__init__(parent)
        self.setObjectName("path-dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Who will have it?"))
        self.setMinimumWidth(_WIDTH)
        self._names = names
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(label(_("Who will have it?"), "title"))
        said = _("As the form is filled in now, if everybody agrees.")
        column.addWidget(label(said, "muted", wrap=True))
        ground = QWidget()
        self._rows = QVBoxLayout(ground)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(8)
        for step in steps:
            self._rows.addWidget(_Row(step, names))
        if not steps:
            self._rows.addWidget(label(_("Nobody: the case ends at once."), "muted"))
        self._rows.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(ground)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setMinimumHeight(min(_HIGHEST, max(120, ground.sizeHint().height() + 8)))
        column.addWidget(area, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        close = button(_("Close"), "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        column.addLayout(foot)

    def lines(self) -> list[str]:
        """What it says, a line a step."""
        return [row.said() for row in self.findChildren(_Row)]


class _Row(QFrame):
    """One step; `Why` unfolds how its people were found."""

    def __init__(self, step: out.PathStepView, names: Names) -> None:
        super().__init__()
        self.setProperty("role", "card")
        if not step.sure:
            self.setProperty("tone", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        symbol = _ICONS.get(step.kind) or ("people" if sum(map(len, step.rounds)) > 1 else "person")
        row.addWidget(IconLabel(symbol, "accent" if step.sure else "muted", 18), alignment=Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        self._title = step.name or names.node(step.element)
        column.addWidget(label(self._title, "heading", wrap=True))
        self._who = _who(step, names)
        if self._who:
            column.addWidget(label(self._who, "body", wrap=True))
        self._notes = _notes(step, names)
        if self._notes:
            column.addWidget(label("\n".join(self._notes), "caption", wrap=True))
        lines = [TrailStep.from_json(one.model_dump()).message for one in step.trail]
        why = label("\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1)), "caption", wrap=True)
        show_if(why, False)
        column.addWidget(why)
        row.addLayout(column, 1)
        if lines:
            ask = button(_("Why"), "link")
            ask.setCheckable(True)
            ask.toggled.connect(why.setVisible)
            row.addWidget(ask, alignment=Qt.AlignmentFlag.AlignTop)

    def said(self) -> str:
        """All of it in a line."""
        return ": ".join(part for part in (self._title, self._who, " ".join(self._notes)) if part)


def _who(step: out.PathStepView, names: Names) -> str:
    """Who has it; one round after the other with an arrow between."""
    if step.anyone:
        return _("Whoever may handle it")
    return " → ".join(names.people(one) for one in step.rounds)


def _notes(step: out.PathStepView, names: Names) -> list[str]:
    found = []
    if step.after:
        asked = listed(step.after)
        found.append((_("Because of: {conditions}") if step.sure else _("If: {conditions}")).format(conditions=asked))
    elif not step.sure:
        found.append(_("Perhaps: that depends on what is decided before."))
    if len(step.rounds) == 1 and len(step.rounds[0]) > 1:
        found.append(vote_words(step.vote, step.threshold) or _(dict(VOTES)["any"]))
    if step.trail and not step.rounds and not step.anyone:
        found.append(TrailStep.from_json(step.trail[-1].model_dump()).message)
    if step.copies:
        found.append(_("Copy to {names}").format(names=names.people(step.copies)))
    if step.calls:
        found.append(_("Within {name}").format(name=" › ".join(step.calls)))
    if step.returns:
        found.append(_("It may come back here."))
    return found
