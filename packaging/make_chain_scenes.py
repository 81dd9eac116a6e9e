"""Scenes of the approval view, for `make_screenshots.py`."""

from __future__ import annotations

from typing import Any

from make_scene_set import SceneSet

SCENES = SceneSet()
scene = SCENES.scene


@scene("54a-approval-view")
def approval_view(stage: Any) -> Any:
    stage.on_leave()
    place = stage.place("design")
    place.show_chain(True)
    stage.settle()
    return lambda: place.show_chain(False)


@scene("54b-approval-view-chosen")
def chosen(stage: Any) -> Any:
    stage.on_leave()
    place = stage.place("design")
    place.show_chain(True)
    stage.settle()
    stage.select("Task_hr")
    return lambda: place.show_chain(False)


@scene("54c-approval-view-fork")
def fork(stage: Any) -> Any:
    """Another branch was put in: the drawing has it too, its problems are shown, and one undo takes it away."""
    from modeler.ui.chain.menus import put_fork

    stage.on_leave()
    place = stage.place("design")
    document = stage.context.document
    place.show_chain(True)
    place.chain.made(put_fork(document, document.index.nodes["Task_hr"].incoming[0], "exclusive-gateway"))
    stage.settle()
    stage.turn(0.6)

    def back() -> None:
        document.undo()
        place.show_chain(False)

    return back


@scene("54d-approval-view-contract")
def contract(stage: Any) -> Any:
    """Reviews beside each other, events on borders, marks of all kinds."""
    stage.window.files.open_path(stage.context.workspace.folder / "processes" / "contract.bpmn")
    stage.settle()
    place = stage.place("design")
    place.show_chain(True)
    stage.settle()
    stage.select("Task_sign")
    return lambda: place.show_chain(False)


@scene("54e-approval-view-way-menu")
def way_menu(stage: Any) -> Any:
    """What can be done with a way."""
    from PySide6.QtCore import QPoint

    stage.on_leave()
    place = stage.place("design")
    place.show_chain(True)
    stage.settle()
    flow = stage.context.document.index.nodes["Task_head1"].incoming[0]
    chip = place.chain.shown(flow)
    place.chain.open_way_menu(flow, chip.mapToGlobal(QPoint(20, chip.height())))
    stage.settle()

    def back() -> None:
        from PySide6.QtWidgets import QApplication

        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        place.show_chain(False)

    return back
