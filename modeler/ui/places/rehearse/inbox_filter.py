"""Which tasks of an inbox are wanted, by process, step and person: one button with a menu of what there is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton

from modeler.ui.places.rehearse.words import Names
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.protocol.values import KindsWaiting
from runner.ui.kit.icons import icon

BY = {"process": N_("Process"), "step": N_("Step"), "person": N_("Person")}
ANY = {"process": N_("All processes"), "step": N_("All steps"), "person": N_("All people")}


ROOM = 120
"""Pixels of a name on the button."""


class InboxFilter(QPushButton):
    """`changed` goes out when something else is wanted; `wanted` says what, by the keys of `BY`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setIconSize(QSize(16, 16))
        self.setAutoDefault(False)
        self.clicked.connect(self._open)
        self.wanted: dict[str, str] = dict.fromkeys(BY, "")
        self._names: dict[str, dict[str, str]] = {key: {} for key in BY}
        self.ways = QMenu(self)
        self.menu_of = {key: QMenu(_(text), self.ways) for key, text in BY.items()}
        for menu in self.menu_of.values():
            self.ways.addMenu(menu)
        self.ways.addSeparator()
        self.nothing: QAction = self.ways.addAction(_("Show everything again"))
        self.nothing.triggered.connect(self.clear)
        self._groups: list[QActionGroup] = []
        self._show()

    def offer(self, kinds: KindsWaiting, names: Names) -> None:
        """Offer what there is. What was wanted stays, though nothing of it is left."""
        found = {
            "process": dict(kinds.processes), "step": {one: one for one in kinds.steps},
            "person": {one: names.person(one) for one in kinds.people},
        }  # fmt: skip
        for key, value in self.wanted.items():
            if value and value not in found[key]:
                found[key][value] = self._names[key].get(value, value)
        if found != self._names:
            self._names = found
            self._fill()
        self._show()

    def want(self, key: str, value: str) -> None:
        """Show only what is of this process, step or person; empty: of any."""
        if self.wanted[key] != value:
            self.wanted[key] = value
            self._fill()
            self._show()
            self.changed.emit()

    def clear(self) -> None:
        """Show everything again."""
        self.wanted = dict.fromkeys(BY, "")
        self._fill()
        self._show()
        self.changed.emit()

    def _fill(self) -> None:
        self._groups = []
        for key, menu in self.menu_of.items():
            menu.clear()
            group = QActionGroup(menu)
            self._groups.append(group)
            self._add(menu, group, key, "", _(ANY[key]))
            menu.addSeparator()
            for value, name in sorted(self._names[key].items(), key=lambda one: one[1]):
                self._add(menu, group, key, value, name)

    def _add(self, menu: QMenu, group: QActionGroup, key: str, value: str, name: str) -> None:
        action = menu.addAction(name.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(self.wanted[key] == value)
        action.setData(value)
        action.triggered.connect(lambda _on=False: self.want(key, value))
        group.addAction(action)

    def _show(self) -> None:
        chosen = [self._names[key].get(value, value) for key, value in self.wanted.items() if value]
        text = _("Filter")
        if len(chosen) == 1:
            text = self.fontMetrics().elidedText(chosen[0], Qt.TextElideMode.ElideRight, ROOM)
        elif chosen:
            text = _("Filter: {count}").format(count=len(chosen))
        self.setText(text.replace("&", "&&"))
        self.setIcon(icon("filter", "accent" if chosen else "muted"))
        self.setToolTip(" · ".join(chosen) or _("Show only a process, a step or a person"))
        self.setAccessibleName(f"{_('Filter')} {' · '.join(chosen)}".strip())
        self.nothing.setEnabled(bool(chosen))

    def _open(self) -> None:
        self.ways.popup(self.mapToGlobal(QPoint(0, self.height())))
