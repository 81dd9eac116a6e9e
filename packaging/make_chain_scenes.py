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
    """Another branch was put in: the drawing has it too, and one undo takes it away."""
    from modeler.document import commands

    stage.on_leave()
    place = stage.place("design")
    document = stage.context.document
    place.show_chain(True)
    flow = document.index.nodes["Task_hr"].incoming[0]
    commands.insert_fork(document, flow, "parallel-gateway")
    stage.settle()

    def back() -> None:
        document.undo()
        place.show_chain(False)

    return back
