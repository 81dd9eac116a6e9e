"""The menu of the right mouse button on the canvas: what of the table of actions fits what lies under the hand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from modeler.ui.actions import ACTIONS
from modeler.ui.canvas.acts import ACTS, CanvasAct
from modeler.ui.canvas.inside import leads_somewhere
from runner.core.i18n import tr as _
from runner.ui.kit.icons import icon

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView
    from modeler.ui.commands import Commands

_PAPER = (
    ("create", "edit.chain", "edit.paste"),
    ("edit.select-all", "edit.find"),
    ("arrange.tidy", "arrange.lines", "arrange.add-diagram"),
    ("view.zoom-fit", "view.grid", "view.minimap"),
)
_ELEMENT = (
    ("edit.rename", "append", "edit.morph", "edit.colour"),
    ("edit.cut", "edit.copy", "edit.copy-picture", "edit.duplicate", "edit.remove"),
    ("go.inside", "arrange.tidy", "arrange.lines", "arrange.wrap", "arrange.unwrap"),
)
_LOOKING = frozenset({"edit.copy", "edit.copy-picture", "edit.find", "edit.select-all", "go.inside", "view.zoom-fit",
                      "view.grid", "view.minimap"})  # fmt: skip


def open_menu(canvas: CanvasView, commands: Commands, element: str, at: QPoint) -> QMenu:
    """Show it at a place of the screen, for what is selected where `element` is one, else for the paper."""
    menu = QMenu(canvas)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for group in _ELEMENT if element else _PAPER:
        fitting = [own for own in group if not canvas.read_only or own in _LOOKING]
        fitting = [own for own in fitting if not element or _fits(canvas, own)]
        if not fitting:
            continue
        if menu.actions():
            menu.addSeparator()
        for own in fitting:
            if own in ACTS:
                _add_act(menu, canvas, ACTS[own])
            else:
                action = commands.actions[own]
                if ACTIONS[own].icon:
                    action.setIcon(icon(ACTIONS[own].icon))
                menu.addAction(action)
    menu.popup(at)
    return menu


def _add_act(menu: QMenu, canvas: CanvasView, act: CanvasAct) -> None:
    """An act that has a plain key, shown behind it: while the menu is open that key is the menu's."""
    menu.addAction(f"{_(act.text)}\t{act.keys[0]}", partial(act.run, canvas))


def _fits(canvas: CanvasView, own: str) -> bool:
    """Whether an action means something for what is selected."""
    single = canvas.selection.single
    node = canvas.scene.node(single or "")
    if own == "edit.rename":
        return single is not None
    if own == "edit.morph":
        return bool(canvas.morph_choices())
    if own == "append":
        from modeler.ui.canvas.pad import appends_for

        return node is not None and bool(appends_for(node.record))
    if own == "go.inside":
        return node is not None and leads_somewhere(canvas, node.record)
    if own == "arrange.unwrap":
        return node is not None and node.record.tag in ("subProcess", "adHocSubProcess", "transaction")
    if own == "arrange.wrap":
        return bool(_steps(canvas))
    if own == "arrange.tidy":
        return len(_steps(canvas)) > 1
    if own == "arrange.lines":
        return bool(_steps(canvas)) or single in canvas.scene.flows
    return own not in ("edit.cut", "edit.copy", "edit.duplicate") or any(True for _step in _nodes(canvas))


def _nodes(canvas: CanvasView) -> Iterator[str]:
    return (own for own in canvas.selection.ids if canvas.scene.node(own) is not None)


def _steps(canvas: CanvasView) -> list[str]:
    """Selected steps, events and gateways."""
    known = canvas.index.nodes if canvas.index is not None else {}
    return [own for own in _nodes(canvas) if own in known and known[own].tag not in ("participant", "lane", "group")]
