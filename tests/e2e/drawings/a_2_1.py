"""A.2.1: the ways of A.2.0 with conditions and defaults."""

from __future__ import annotations

from tests.e2e.drawings import a_2_0
from tests.e2e.drawings.a_2_0 import MERGE, SPLIT
from tests.helpers.drawing import Drawing


def draw(draw: Drawing) -> None:
    """The ways, then which is taken when."""
    a_2_0.draw(draw)
    draw.connect("Task 2", "Task 3")
    draw.connect("Task 4", "Task 3")
    draw.change((SPLIT, "Task 2")).into("Default flow")
    draw.rename((SPLIT, "Task 2"), "Default")
    draw.change(("Task 2", "Task 3")).into("Default flow")
    draw.change(("Task 4", "Task 3")).into("Default flow")
    draw.change(("Task 2", "End Event")).into("Conditional flow")
    draw.rename(("Task 2", "End Event"), "Condition")
    draw.write("Condition", "property-condition", "true")
    draw.change(("Task 4", MERGE)).into("Conditional flow")
    draw.rename(("Task 4", MERGE), "condition")
    draw.place_label("Condition", (670, 245))
    draw.place_label("condition", (680, 520))
