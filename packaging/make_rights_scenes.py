"""Scenes of the tables of rights, with a why, and of both questions, for `make_screenshots.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from make_scene_set import SceneSet

SCENES = SceneSet()
scene = SCENES.scene


def page(stage: Any, kind: str, ref: str = "") -> Any:
    """A page of the place Forms & rights."""
    place = stage.place("forms-rights")
    place.show_page(kind, ref)
    stage.settle()
    return place


def undone(stage: Any, place: Any) -> Callable[[], None]:
    """Takes back what a scene changed."""

    def back() -> None:
        while place.parts.history.can_undo:
            place.parts.history.undo()
        stage.turn()

    return back


@scene("70-rights-fields")
def fields(stage: Any) -> Any:
    place = page(stage, "rights", "leave")
    table = place.field_rights.table
    table.grid.source.write({(3, 1): "hidden", (4, 2): "edit", (3, 5): "hidden"})
    stage.turn(0.1)
    table.setCurrentIndex(table.grid.at(3, 6))
    return undone(stage, place)


@scene("71-rights-process")
def process(stage: Any) -> Any:
    place = page(stage, "process")
    rules = place.process_rights
    rules.write_rules({("role:hr", "see"): "allow:company", ("department:sales", "start"): "deny"})
    stage.turn(0.1)
    grid = rules.table.grid
    rules.table.setCurrentIndex(grid.at(grid.source.table.rows.index("role:hr"), 1))
    return undone(stage, place)


@scene("72-rights-operations")
def operations(stage: Any) -> Any:
    place = page(stage, "operations")
    table = place.operations.table
    table.setCurrentIndex(table.grid.at(9, 0))
    return None


@scene("73-rights-of-a-person")
def of_a_person(stage: Any) -> Any:
    place = page(stage, "questions")
    questions = place.questions
    questions.question.set_current("person")
    questions.refresh()
    stage.settle()
    questions.table.setCurrentIndex(questions.table.model().index(1, 2))
    return None


@scene("74-rights-of-a-field")
def of_a_field(stage: Any) -> Any:
    place = page(stage, "questions")
    questions = place.questions
    questions.question.set_current("field")
    questions.refresh()
    stage.settle()
    questions.table.setCurrentIndex(questions.table.model().index(questions.table.model().rowCount() - 1, 2))
    return lambda: questions.question.set_current("person")


@scene("75-rights-changes")
def changes(stage: Any) -> Any:
    place = page(stage, "rights", "leave")
    table = place.field_rights.table
    table.grid.source.write({(3, 1): "hidden", (4, 2): "edit"})
    dialog = place.field_rights.tools.show_changes()
    stage.settle()
    dialog.finished.connect(lambda _how: undone(stage, place)())
    return dialog
