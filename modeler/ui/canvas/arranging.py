"""Putting the selection in line: the eight ways with their names and signs, and the menu of the pad."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from modeler.ui.canvas.tidying import REROUTE, TIDY_UP, lead_again, tidy_up
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.values import dataclass
from runner.ui.kit.icons import icon

if TYPE_CHECKING:
    from modeler.geometry.arranging import Axis, Side
    from modeler.ui.canvas.view import CanvasView


@dataclass(frozen=True)
class Way:
    """`id` is the name of its icon too; `text` is a message."""

    id: str
    text: str
    run: Callable[[CanvasView], None]


def _align(side: Side) -> Callable[[CanvasView], None]:
    def act(view: CanvasView) -> None:
        from modeler.ui.canvas import verbs  # with all commands, which no start needs

        verbs.align(view, side)

    return act


def _distribute(axis: Axis) -> Callable[[CanvasView], None]:
    def act(view: CanvasView) -> None:
        from modeler.ui.canvas import verbs

        verbs.distribute(view, axis)

    return act


WAYS: tuple[Way, ...] = (
    Way("align-left", N_("Align left"), _align("left")),
    Way("align-centre", N_("Align centres"), _align("centre")),
    Way("align-right", N_("Align right"), _align("right")),
    Way("align-top", N_("Align top"), _align("top")),
    Way("align-middle", N_("Align middles"), _align("middle")),
    Way("align-bottom", N_("Align bottom"), _align("bottom")),
    Way("distribute-x", N_("Distribute horizontally"), _distribute("x")),
    Way("distribute-y", N_("Distribute vertically"), _distribute("y")),
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
