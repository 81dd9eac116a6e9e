"""A.4.1: the same as A.4.0 in upright pools."""

from __future__ import annotations

from tests.e2e.drawings.a_4_0 import FIRST, SECOND
from tests.helpers.drawing import Drawing


def draw(draw: Drawing) -> None:
    """Pool by pool from top to bottom, then the messages."""
    left = draw.pool("Pool (upright)", left=60, top=60, right=310, bottom=1020).named("Pool 1")
    lane, other = draw.divide(left, "Divide into two lanes")
    lane.named("Lane 1")
    draw.remove(other)
    draw.pick("Start event").drop_at(185, 160).named("Start Event 1")
    draw.append("Task", after="Start Event 1").named("Task 1")
    draw.pick("Task").drop_at(185, 850).named("Task 2")
    draw.connect("Task 1", "Task 2")
    draw.append("End event", after="Task 2").named("End Event 1")

    right = draw.pool("Pool (upright)", left=420, top=60, right=1200, bottom=1020).named("Pool 2")
    lane, other = draw.divide(right, "Divide into two lanes")
    lane.named("Lane 2")
    other.named("Lane 3")
    draw.pick("Start event").drop_at(620, 160).named("Start Event 2")
    draw.append("Task", after="Start Event 2").named("Task 3")
    draw.pick("Sub-process").drop_at(620, 560).named(FIRST)
    draw_column(draw, FIRST, 620, "Start Event 3", "Task 4", "End Event 3")
    draw.connect("Task 3", FIRST)
    draw.pick("Task").drop_at(620, 850).named("Task 5")
    draw.connect(FIRST, "Task 5")
    draw.append("End event", after="Task 5").named("End Event 2")
    draw.pick("Sub-process").drop_at(1010, 560).named(SECOND)
    draw_column(draw, SECOND, 1010, "Start Event 4", "Task 6", "End Event 4")
    draw.connect("Task 3", SECOND)
    draw.pick("End event").drop_at(1010, 960).named("End Event 5")
    draw.connect(SECOND, "End Event 5")

    for start in ("Start Event 1", "Start Event 2", "Start Event 3", "Start Event 4"):
        draw.label_right(start)
    draw.connect("Task 1", "Task 3", named="Message Flow 1")
    draw.connect("Task 5", "Task 2", named="Message Flow 2")


def draw_column(draw: Drawing, inside: str, x: float, start: str, task: str, end: str) -> None:
    """A sub-process pulled upright, and what stands in it from top to bottom."""
    draw.stretch(inside, "n", (0, 400))
    draw.stretch(inside, "s", (0, 740))
    draw.inside(inside, "Start event").named(start)
    draw.move(start, (x, 460))
    draw.stretch(inside, "w", (x - 110, 0))
    draw.stretch(inside, "e", (x + 110, 0))
    draw.pick("Task").drop_at(x, 570).named(task)
    draw.connect(start, task)
    draw.pick("End event").drop_at(x, 680).named(end)
    draw.connect(task, end)
