"""The version of a term or code list: what waits, what is in force, what was, and what differs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modeler.dictionary.versions import Difference, State, differences, has_draft, states
from runner.core.i18n import N_, pick, trn
from runner.core.i18n import tr as _
from runner.data.dictionary import Versioned
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import button, label

MOST_STATES = 6
WORDS = {
    "name": N_("Name"), "definition": N_("Definition"), "type": N_("Type"), "unit": N_("Unit"),
    "choices": N_("Choices"), "master": N_("Master system"), "owner": N_("Department in charge"),
    "sensitivity": N_("Sensitivity"), "synonyms": N_("Other words for it"), "label": N_("Caption"),
    "order": N_("Order"), "from": N_("Valid from"), "to": N_("Valid to"), "colour": N_("Colour code"),
    "parent": N_("Parent"),
    "min": N_("At least"), "max": N_("At most"), "pattern": N_("Pattern"), "decimals": N_("Decimal places"),
    "digits": N_("Digits"), "minLength": N_("Least number of characters"), "maxLength": N_("Most characters"),
    "currency": N_("Currency"), "zh": "中文", "en": "English",
}  # fmt: skip


def version_text(item: Versioned) -> str:
    """The version in a few words."""
    if item.is_retired:
        return _("retired")
    if item.version is None:
        return _("no version")
    text = f"V{item.version}"
    return f"{text} · {_('changes wait')}" if item.draft else text


class VersionBox(QWidget):
    """`acted` carries `inForce`, `discard`, `retire` or `reinstate`."""

    acted = Signal(str)

    def __init__(self, *, wide: bool = False) -> None:
        """`wide`: the acts stand beside each other."""
        super().__init__()
        self._wide = wide
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.buttons: dict[str, QWidget] = {}

    def show_item(self, item: Versioned | None) -> None:
        """Show the versions of this."""
        clear_layout(self._column)
        self.buttons = {}
        if item is None:
            return
        self._column.addWidget(label(_("Versions"), "heading"))
        self._column.addWidget(label(_told(item), "muted", wrap=True))
        acts: list[tuple[str, str]] = []
        if has_draft(item) and not item.is_retired:
            text = _("Put in force as version {number}").format(number=(item.version or 0) + 1)
            acts.append(("inForce", text))
        if item.version is not None and item.draft:
            acts.append(("discard", _("Discard the changes")))
        acts.append(("reinstate", _("Use it again")) if item.is_retired else ("retire", _("Retire")))
        row = QHBoxLayout()
        for name, text in acts:
            if not self._wide:
                row = QHBoxLayout()
            one = button(text)
            one.clicked.connect(lambda _on=False, name=name: self.acted.emit(name))
            self.buttons[name] = one
            row.addWidget(one)
            if not self._wide:
                row.addStretch(1)
                self._column.addLayout(row)
        if self._wide:
            row.addStretch(1)
            self._column.addLayout(row)
        listed = states(item)
        for newer, older in pairwise(listed[:MOST_STATES]):
            self._column.addWidget(label(_named(newer), "caption", wrap=True))
            found = differences(older.record, newer.record)
            lines = [difference_text(one) for one in found] or [_("nothing differs")]
            self._column.addWidget(label("\n".join(lines), "muted", wrap=True, selectable=True))


def _told(item: Versioned) -> str:
    if item.is_retired:
        return _("Retired: what was stored with it stays readable, and nothing new is bound to it.")
    if item.version is None:
        return _("Changes count at once. After the first version they wait for the next one.")
    since = _("Version {number} is in force since {day}.").format(number=item.version, day=item.since or "–")
    count = len(differences(states(item)[1].record, states(item)[0].record)) if item.draft else 0
    waits = trn("{count} change waits.", "{count} changes wait.", count) if count else ""
    return f"{since} {waits}".strip()


def _named(state: State) -> str:
    if state.version is None:
        return _("What waits")
    return _("Version {number}, from {since}").format(number=state.version, since=state.since or "–")


def difference_text(one: Difference) -> str:
    """A difference as `where: before → after`."""
    where = " · ".join(_(WORDS[part]) if part in WORDS else part for part in one.path.split("/") if part != "format")
    return f"{where.removeprefix('items · ')}: {_value(one.before)} → {_value(one.after)}"


def _value(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, dict):
        return pick(value.get("label") or value) if all(isinstance(v, str) for v in value.values()) or value.get(
            "label") else "…"  # fmt: skip
    if isinstance(value, list):
        return "、".join(str(item.get("value", "…")) if isinstance(item, dict) else str(item) for item in value)
    return str(value)
