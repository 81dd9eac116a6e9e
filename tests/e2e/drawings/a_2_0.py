"""A.2.0: a split into three ways, two of them merged again."""

from __future__ import annotations

from tests.helpers.drawing import Drawing

SPLIT, MERGE = "Gateway\n(Split Flow)", "Gateway\n(Merge Flows)"


def draw(draw: Drawing) -> None:
    """Chain first, then the other ways."""
    draw.pick("Start event").drop_at(200, 350).named("Start Event")
    draw.append("Task", after="Start Event").named("Task 1")
    draw.append("Exclusive gateway", after="Task 1").named(SPLIT)
    draw.change(SPLIT).switch("Show the cross in the gateway")
    draw.place_label(SPLIT, (400, 400))
    draw.append("Task", after=SPLIT).named("Task 3")
    x = draw.bounds("Task 3").centre[0]
    draw.pick("Task").drop_at(x, 220).named("Task 2")
    draw.pick("Task").drop_at(x, 500).named("Task 4")
    draw.connect(SPLIT, "Task 2")
    draw.connect(SPLIT, "Task 4")
    draw.pick("Exclusive gateway").drop_at(720, 430).named(MERGE)
    draw.change(MERGE).switch("Show the cross in the gateway")
    draw.place_label(MERGE, (790, 470))
    draw.connect("Task 3", MERGE)
    draw.connect("Task 4", MERGE)
    draw.pick("End event").drop_at(880, 430).named("End Event")
    draw.place_label("End Event", (940, 430))
    draw.connect("Task 2", "End Event")
    draw.shift(("Task 2", "End Event"), 1, (880, 320))
    draw.connect(MERGE, "End Event")
