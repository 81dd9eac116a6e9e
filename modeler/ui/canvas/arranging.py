"""Putting the selection in line: the eight ways with their names and signs, and the menu of the pad."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from modeler.ui.canvas import verbs
from modeler.ui.canvas.tidying import REROUTE, TIDY_UP, lead_again, tidy_up
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.ui.kit.icons import icon

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView


@dataclass(frozen=True)
class Way:
    """`id` is the name of its icon too; `text` is a message."""

    id: str
    text: str
    run: Callable[[CanvasView], None]


WAYS: tuple[Way, ...] = (
    Way("align-left", N_("Align left"), partial(verbs.align, side="left")),
    Way("align-centre", N_("Align centres"), partial(verbs.align, side="centre")),
    Way("align-right", N_("Align right"), partial(verbs.align, side="right")),
    Way("align-top", N_("Align top"), partial(verbs.align, side="top")),
    Way("align-middle", N_("Align middles"), partial(verbs.align, side="middle")),
    Way("align-bottom", N_("Align bottom"), partial(verbs.align, side="bottom")),
    Way("distribute-x", N_("Distribute horizontally"), partial(verbs.distribute, axis="x")),
    Way("distribute-y", N_("Distribute vertically"), partial(verbs.distribute, axis="y")),
)
"""In the order of the menu: across, down, then the two ways to distribute."""

_GROUPS = ("align-top", "distribute-x")

TIDYING: tuple[Way, ...] = (
    Way("tidy", TIDY_UP, tidy_up),
    Way("lines", REROUTE, lead_again),
)
"""What else the menu of the pad has: no way to put things in line, but what makes them neat."""


def open_arranging(view: CanvasView) -> QMenu:
    """The menu under the pad of several selected elements."""
    menu = QMenu(view)
    menu.setObjectName("arrange-menu")
    for way in (*WAYS, *TIDYING):
        if way.id in (*_GROUPS, "tidy"):
            menu.addSeparator()
        action = QAction(icon(way.id), _(way.text), menu)
        action.setObjectName(way.id)
        action.triggered.connect(lambda _on=False, act=way.run: act(view))
        menu.addAction(action)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(view.pad.mapToGlobal(QPoint(0, view.pad.height() + 4)))
    return menu
