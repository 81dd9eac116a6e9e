"""A choice out of a tree: any part of the way down to it is typed, or it is opened level by level."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from runner.core.i18n import tr as _
from runner.forms.branches import branches_of, path_of
from runner.forms.fields.cascade import ANY_LEVEL
from runner.forms.schema import Component
from runner.ui.chooser import ChooserControl
from runner.ui.control import ControlKind, FormSurroundings
from runner.ui.kit.icons import icon

BETWEEN = " / "


class CascadeControl(ChooserControl):
    """The stored value is the code; shown is the way down to it."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings, _("Type or pick"), several=False)
        self.branches = branches_of(component)
        levels = self.editor.addAction(icon("lines"), self.editor.ActionPosition.TrailingPosition)
        levels.setToolTip(_("Level by level"))
        levels.triggered.connect(self.open_levels)

    def _may_be(self, code: object) -> bool:
        branch = self.branches[code]
        ends = self.component.own(ANY_LEVEL) is True or not branch.below
        return ends and branch.is_open(self.surroundings.today)

    def found(self, text: str) -> list[tuple[str, str]]:
        words = text.casefold().replace(BETWEEN, " ").split()
        answer = []
        for code in self.branches:
            shown = BETWEEN.join(path_of(self.branches, code))
            if self._may_be(code) and all(word in shown.casefold() or word == str(code).casefold() for word in words):
                answer.append((str(code), shown))
        return answer

    def entries(self, value: object) -> list[tuple[str, str]]:
        return [] if value is None else [(str(value), BETWEEN.join(path_of(self.branches, value)))]

    def stored(self, key: str) -> object:
        return next((code for code in self.branches if str(code) == key), key)

    def levels(self) -> QMenu:
        """A menu with a menu inside for each level."""
        menu = QMenu(self)
        for code, branch in self.branches.items():
            if branch.above is None:
                self._add(menu, code)
        return menu

    def _add(self, menu: QMenu, code: object) -> None:
        branch = self.branches[code]
        if branch.below:
            inner = menu.addMenu(branch.caption)
            if self._may_be(code):
                self._entry(inner, code, _("{name} itself").format(name=branch.caption))
                inner.addSeparator()
            for below in branch.below:
                self._add(inner, below)
        elif self._may_be(code):
            self._entry(menu, code, branch.caption)

    def _entry(self, menu: QMenu, code: object, caption: str) -> None:
        menu.addAction(caption).triggered.connect(lambda _on=False: self.choose(self.entries(code)[0]))

    def open_levels(self) -> None:
        """Open the levels below the field."""
        self.levels().popup(self.editor.mapToGlobal(QPoint(0, self.editor.height())))


CONTROL = ControlKind("cascade", CascadeControl)
