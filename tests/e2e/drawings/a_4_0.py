"""A.4.0: a pool, a process in lanes without one, and expanded sub-processes."""

from __future__ import annotations

from tests.helpers.drawing import Drawing

FIRST, SECOND = "Expanded Sub-Process 1", "Expanded Sub-Process 2"


def draw(draw: Drawing) -> None:
    """The lanes, then the pool beside them, then the messages."""
    draw_lanes(draw)
    draw.pool("Pool", left=60, top=140, right=1160, bottom=320).named("Pool")
    draw.pick("Start event").drop_at(170, 230).named("Start Event 1")
    draw.pick("Task").drop_at(290, 230).named("Task 1")
    draw.connect("Start Event 1", "Task 1")
    draw.pick("Task").drop_at(960, 230).named("Task 2")
    draw.connect("Task 1", "Task 2")
    draw.append("End event", after="Task 2").named("End Event 1")

    draw.connect("Task 1", "Task 3", named="Message Flow 1")
    draw.connect("Task 5", "Task 2", named="Message Flow 2")


def draw_lanes(draw: Drawing) -> None:
    """Two lanes on the sheet itself, and what stands in them."""
    upper = draw.pick("Lane").drop_at(610, 490).named("Lane 1")
    for side, to in (("n", (60, 370)), ("s", (60, 610)), ("w", (60, 370)), ("e", (1160, 370))):
        draw.stretch(upper, side, to)
    lower = draw.lane_below(upper).named("Lane 2")
    draw.stretch(lower, "s", (60, 860))
    draw.pick("Start event").drop_at(170, 490).named("Start Event 2")
    draw.append("Task", after="Start Event 2").named("Task 3")
    draw.move("Task 3", (290, 490))
    draw.pick("Sub-process").drop_at(590, 490).named(FIRST)
    draw_chain(draw, FIRST, "Start Event 3", "Task 4", "End Event 3")
    draw.connect("Task 3", FIRST)
    draw.pick("Task").drop_at(960, 490).named("Task 5")
    draw.connect(FIRST, "Task 5")
    draw.append("End event", after="Task 5").named("End Event 2")
    draw.pick("Sub-process").drop_at(590, 740).named(SECOND)
    draw_chain(draw, SECOND, "Start Event 4", "Task 6", "End Event 4")
    draw.connect("Task 3", SECOND)
    draw.append("End event", after=SECOND).named("End Event 5")


def draw_chain(draw: Drawing, inside: str, start: str, task: str, end: str) -> None:
    """What stands in a sub-process: it comes with a start event."""
    draw.inside(inside, "Start event").named(start)
    draw.append("Task", after=start).named(task)
    draw.append("End event", after=task).named(end)
