"""The action table made into Qt actions: menus, shortcuts, and what is possible now."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from modeler.ui import looking
from modeler.ui.actions import ACTIONS, MENUS, ActionSpec, keys_of
from modeler.ui.places import PLACES
from runner.core.i18n import current_language
from runner.core.i18n import tr as _
from runner.ui.kit.icons import icon

if TYPE_CHECKING:
    from modeler.ui.window import MainWindow


class Commands(QObject):
    """Owns one `QAction` for each row of the table whose verb exists."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.actions: dict[str, QAction] = {}
        for spec in ACTIONS.values():
            if spec.verb.startswith("window.show_place:") and spec.verb.partition(":")[2] not in PLACES:
                continue
            action = QAction(window)
            action.triggered.connect(lambda _on=False, key=spec.id: self.run(key))
            window.addAction(action)
            self.actions[spec.id] = action
        window.context.selection.changed.connect(self.refresh)
        window.header.menu.aboutToShow.connect(self._fill_menus)
        window.context.later.add(self, self._fill_menus)
        self._filled_for: object = None
        self._say()  # what can be done the window asks for once it is whole

    def retranslate(self) -> None:
        """Texts, shortcuts and menus in the current language and key map."""
        self._say()
        self.refresh()

    def _say(self) -> None:
        for key, action in self.actions.items():
            action.setText(self.text(key))
            action.setShortcuts([QKeySequence(one) for one in self.keys(key)])

    def _fill_menus(self) -> None:
        """The menus in the current language, when they are first wanted."""
        if self._filled_for == current_language():
            return
        self._filled_for = current_language()
        menu = self._window.header.menu
        menu.clear()
        for name, text in MENUS.items():
            part = QMenu(_(text), menu)
            part.setLayoutDirection(menu.layoutDirection())
            for key, action in self.actions.items():
                spec = ACTIONS[key]
                if spec.menu == name:
                    if spec.separator:
                        part.addSeparator()
                    if spec.icon:
                        action.setIcon(icon(spec.icon))
                    part.addAction(action)
            menu.addMenu(part)

    def refresh(self, *_news: object) -> None:
        """Enable what can be done now."""
        for key, action in self.actions.items():
            action.setEnabled(self.is_possible(ACTIONS[key]))
        for key, verb in (("edit.undo", "undo"), ("edit.redo", "redo")):
            self.actions[key].setText(self.text(key, self._window.step_label(verb)))

    def keys(self, key: str) -> tuple[str, ...]:
        """The shortcuts of an action in the key map that is chosen."""
        return keys_of(ACTIONS[key], str(self._window.context.settings["key-map"]))

    def text(self, key: str, step: str = "") -> str:
        """What an action is called in menus; undo and redo say which step."""
        words = _(ACTIONS[key].text)
        return (_("{action}: {step}").format(action=words, step=step) if step else words).replace("&", "&&")

    def is_possible(self, spec: ActionSpec) -> bool:
        """Whether the action can be done now."""
        document = self._window.context.document
        if self._window.context.looking and spec.id not in looking.ACTS:
            return False
        match spec.when:
            case "document":
                return document is not None
            case "dirty":
                return document is not None and document.is_dirty
            case "undo":
                target = self._window.undo_target()
                return target is not None and target.can_undo
            case "redo":
                target = self._window.undo_target()
                return target is not None and target.can_redo
            case "selection":
                return bool(self._window.context.selection.ids)
            case "place":
                place = self._window.place_widget(self._window.place)
                return place is not None and hasattr(place, "can") and bool(place.can(spec.verb.partition(".")[2]))
        return True

    def run(self, action: str) -> None:
        """Do an action of the table by its id."""
        spec = ACTIONS[action]
        owner, _dot, rest = spec.verb.partition(".")
        name, _colon, argument = rest.partition(":")
        if owner == "place":
            place = self._window.place_widget(self._window.place)
            if place is not None and hasattr(place, "verb"):
                place.verb(name)
        else:
            target: Any = self._window if owner == "window" else self._window.files
            call: Callable[..., object] = getattr(target, name)
            call(argument) if argument else call()
        self.refresh()
