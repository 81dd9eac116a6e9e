"""What can be put into a chain, and what can be done with a step of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from modeler.document import commands
from modeler.document.document import Document
from modeler.ui.panels.approval_fields import usual_approval
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.ui.kit.icons import icon

if TYPE_CHECKING:
    from modeler.ui.chain.view import ChainView


def menu_of_plus(view: ChainView, flow: str) -> QMenu:
    """What can be put into a flow."""
    menu = _menu(view)
    rows: tuple[tuple[str, str, Callable[[Document], str]], ...] = (
        (_("Approval"), "people", lambda doc: _approval(doc, flow)),
        (_("Task"), "person", lambda doc: commands.insert_node(doc, flow, "user-task", _("Task"))),
        (_("Notice"), "mail", lambda doc: _notice(doc, flow)),
        (_("Condition"), "lines", lambda doc: put_fork(doc, flow, "exclusive-gateway")),
        (_("Side by side"), "cards", lambda doc: put_fork(doc, flow, "parallel-gateway")),
        (_("Waiting time"), "clock", lambda doc: commands.insert_node(doc, flow, "intermediate-catch-event-timer")),
    )
    for text, symbol, act in rows:
        menu.addAction(icon(symbol), text).triggered.connect(partial(_do, view, act))
    return menu


def menu_of_step(view: ChainView, own: str) -> QMenu:
    """What can be done with a step."""
    menu = _looking(view, own)
    if view.editable:
        menu.addSeparator()
        up = menu.addAction(icon("chevron-up"), _("One place up"))
        up.triggered.connect(lambda: view.shift(own, False))
        down = menu.addAction(icon("chevron-down"), _("One place down"))
        down.triggered.connect(lambda: view.shift(own, True))
        menu.addSeparator()
        menu.addAction(icon("delete"), _("Remove")).triggered.connect(lambda: view.remove(own))
    return menu


def menu_of_way(view: ChainView, flow: str) -> QMenu:
    """What can be done with a way of a fork."""
    menu = _looking(view, flow)
    if view.editable:
        menu.addSeparator()
        left = menu.addAction(icon("chevron-left"), _("One place to the left"))
        left.triggered.connect(lambda: view.order_way(flow, False))
        right = menu.addAction(icon("chevron-right"), _("One place to the right"))
        right.triggered.connect(lambda: view.order_way(flow, True))
        menu.addSeparator()
        menu.addAction(icon("delete"), _("Remove this way")).triggered.connect(lambda: view.remove_way(flow))
    return menu


def menu_of_fork(view: ChainView, fork: str, meet: str | None) -> QMenu:
    """What can be done with a fork."""
    menu = _looking(view, fork)
    if view.editable:
        menu.addSeparator()
        menu.addAction(icon("add"), _("Add a way")).triggered.connect(lambda: view.add_way(fork, meet))
    return menu


def _looking(view: ChainView, own: str) -> QMenu:
    menu = _menu(view)
    menu.addAction(icon("edit"), _("Properties")).triggered.connect(lambda: view.open_properties(own))
    menu.addAction(icon("design"), _("Show on the canvas")).triggered.connect(lambda: view.canvasAsked.emit(own))
    return menu


def _menu(view: ChainView) -> QMenu:
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _do(view: ChainView, act: Callable[[Document], str], _on: bool = False) -> None:
    view.made(view.attempt(act))


def _approval(doc: Document, flow: str) -> str:
    """A step of somebody who agrees or not, with the usual buttons."""
    with doc.transaction(N_("Insert into a flow")):
        return _as_approval(doc, commands.insert_node(doc, flow, "user-task"))


def _notice(doc: Document, flow: str) -> str:
    """A message to whoever gets a copy, by whatever the workspace tells people with."""
    with doc.transaction(N_("Insert into a flow")):
        own = commands.insert_node(doc, flow, "send-task", _("Notice"))
        commands.set_extension(doc, own, "service", {"kind": "notify"})
        return own


def put_fork(doc: Document, flow: str, spec: str) -> str:
    """A fork with an approval on its new way, in a flow; the id of the approval."""
    with doc.transaction(N_("Insert a fork")):
        return _as_approval(doc, commands.insert_fork(doc, flow, spec)[1])


def new_way(doc: Document, fork: str, meet: str | None) -> str:
    """One more way at a fork, with an approval on it."""
    with doc.transaction(N_("Add a way")):
        return _as_approval(doc, commands.add_way(doc, fork, meet))


def _as_approval(doc: Document, own: str) -> str:
    """A new step as an approval with the usual buttons."""
    commands.rename(doc, own, _("Approval"))
    commands.set_extension(doc, own, "approval", usual_approval())
    return own
