"""A.3.0: a collapsed sub-process with two events on its border."""

from __future__ import annotations

from tests.helpers.drawing import Drawing

MESSAGE = "Boundary Intermediate Event Non-Interrupting Message"
ESCALATION = "Boundary Intermediate Event Interrupting Escalation"


def draw(draw: Drawing) -> None:
    """The chain, then what happens meanwhile."""
    draw.pick("Start event").drop_at(200, 350).named("Start Event")
    draw.append("Task", after="Start Event").named("Task 1")
    draw.append("Sub-process (collapsed)", after="Task 1").named("Collapsed\nSub-Process")
    draw.append("Task", after="Collapsed\nSub-Process").named("Task 2")
    draw.append("End event", after="Task 2").named("End Event 1")
    event = draw.pick("Message intermediate catch event").drop_on_border("Collapsed\nSub-Process", "n", 0.75)
    event.named(MESSAGE).into("Message boundary event (non-interrupting)")
    draw.place_label(MESSAGE, (410, 260))
    draw.pick("Task").drop_at(690, 190).named("Task 3")
    draw.connect(MESSAGE, "Task 3")
    draw.connect("Task 3", "End Event 1")
    draw.shift(("Task 3", "End Event 1"), 1, (draw.bounds("End Event 1").centre[0], 250))
    event = draw.pick("Intermediate throw event").drop_on_border("Collapsed\nSub-Process", "s", 0.75)
    event.named(ESCALATION).into("Escalation boundary event")
    draw.place_label(ESCALATION, (420, 440))
    draw.pick("Task").drop_at(690, 520).named("Task 4")
    draw.connect(ESCALATION, "Task 4")
    draw.append("End event", after="Task 4").named("End Event 2")
