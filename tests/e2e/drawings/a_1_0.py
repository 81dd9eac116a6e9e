"""A.1.0: a start event, three tasks and an end event in a row."""

from __future__ import annotations

from tests.helpers.drawing import Drawing


def draw(draw: Drawing) -> None:
    """Follow the chain."""
    draw.pick("Start event").drop_at(200, 350).named("Start Event")
    draw.append("Task", after="Start Event").named("Task 1")
    draw.append("Task", after="Task 1").named("Task 2")
    draw.append("Task", after="Task 2").named("Task 3")
    draw.append("End event", after="Task 3").named("End Event")
