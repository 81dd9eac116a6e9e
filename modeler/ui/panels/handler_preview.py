"""Who would it be? The resolver asked for a starter of one's choice, with its reasons on a click."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modeler.ui.panels.editing import Editing
from modeler.ui.panels.who_picker import WhoPicker, candidates
from runner.core.i18n import listed, pick
from runner.core.i18n import tr as _
from runner.ui.kit.layouts import show_if
from runner.ui.kit.texts import button, label

_starter: dict[str, str] = {"who": ""}  # the starter that was tried last, kept for all steps


def handler_of(block: dict[str, Any]) -> Any:
    """The rule in a `handler` block; None where there is none."""
    from pydantic import ValidationError

    from runner.organization.handler import Handler

    if not block.get("strategy"):
        return None
    known = {key: block[key] for key in ("strategy", "empty", "same", "distinct") if block.get(key)}
    params = {key: str(value) for key, value in block.items() if key not in known}
    try:
        return Handler(params=params, **known)
    except ValidationError:
        return None


class HandlerPreview(QWidget):
    """One line of names and, unfolded, the trail that leads to them."""

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self._editing = editing
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(label(_("Who would it be?"), "caption"), 1)
        self._why = button(_("Why"), "link")
        self._why.setCheckable(True)
        top.addWidget(self._why)
        column.addLayout(top)
        self._names = label("", "body", wrap=True)
        column.addWidget(self._names)
        self._trail = label("", "caption", wrap=True, selectable=True)
        self._trail.hide()
        self._why.toggled.connect(self._trail.setVisible)
        column.addWidget(self._trail)
        column.addWidget(label(_("If started by"), "caption"))
        self._picker = WhoPicker(
            lambda: candidates(self._editing.context.organization, ("user",)), [_starter["who"]], many=False
        )
        self._picker.changed.connect(self._other_starter)
        column.addWidget(self._picker)
        self.refresh()

    def _other_starter(self, chosen: list[str]) -> None:
        _starter["who"] = chosen[0] if chosen else ""
        self.refresh()

    def refresh(self) -> None:
        """Ask again."""
        handler = handler_of(self._editing.block("handler"))
        organization = self._editing.context.organization
        show_if(self, handler is not None and bool(organization.users))
        if handler is None or not organization.users:
            return
        from runner.connectors.directory import recorded_answers
        from runner.organization.resolver import CaseFacts, resolve

        starter = _starter["who"].removeprefix("user:")
        if organization.user(starter) is None:
            starter = _someone(organization)
            self._picker.show_chosen([f"user:{starter}"])
            _starter["who"] = f"user:{starter}"
        found = resolve(handler, organization, CaseFacts(starter=starter, asker=recorded_answers(organization)))
        names = [
            listed(pick(user.name) if (user := organization.user(one)) is not None else one for one in round_)
            for round_ in found.rounds
        ]
        text = " → ".join(one for one in names if one)
        self._names.setText(text or (found.trail[-1].message if found.trail else _("Nobody")))
        self._names.setProperty("role", "heading" if text else "warning")
        self._names.style().polish(self._names)
        self._trail.setText("\n".join(f"{number}. {step.message}" for number, step in enumerate(found.trail, 1)))
        self._why.setEnabled(bool(found.trail))


def _someone(organization: Any) -> str:
    """Somebody ordinary: of the lowest grade, and head of nothing."""
    heads = {department.head for department in organization.departments}
    grades = {position.id: position.grade or 0 for position in organization.positions}
    plain = [user for user in organization.users if user.active and user.id not in heads] or organization.users
    return str(min(plain, key=lambda user: grades.get(user.primary.position or "", 99) if user.primary else 99).id)
