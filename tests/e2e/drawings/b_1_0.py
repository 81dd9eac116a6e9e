"""B.1.0: the palette that every tool has: pools, lanes, calls, a group, data, messages, an annotation."""

from __future__ import annotations

from tests.e2e.drawings.a_4_0 import draw_chain
from tests.helpers.drawing import Drawing

PARALLEL = "Parallel Gateway Divergence"
SPLIT_1, MERGE_1 = "Exclusive Gateway Divergence 1", "Exclusive Gateway Convergence 1"
SPLIT_2, MERGE_2 = "Exclusive Gateway Divergence 2", "Exclusive Gateway Convergence 2"
CALL, GLOBAL, OPEN = "Call Activity Collapsed", "Call Activity Calling a Global Task", "Call Activity - Expanded"
FOLDED, UNFOLDED = "Collapsed Sub-Process", "Sub Process - Expanded"


def draw(draw: Drawing) -> None:
    """The upper pool, then lane by lane, then what goes between."""
    draw.pool("Pool", left=60, top=90, right=1460, bottom=320).named("Participant")
    draw.pick("Start event").drop_at(170, 205).named("Start Event Timer").into("Timer start event")
    draw.append("Task", after="Start Event Timer").named("Abstract Task 1")
    draw.append("User task", after="Abstract Task 1").named("User\nTask 2")
    draw.pick("Service task").drop_at(1250, 205).named("Service Task 3")
    draw.connect("User\nTask 2", "Service Task 3")
    draw.append("End event", after="Service Task 3").named("End Event None 1")

    pool = draw.pool("Pool", left=60, top=440, right=1560, bottom=1420).named("Pool")
    upper, lower = draw.divide(pool, "Divide into two lanes")
    upper.named("Lane 1")
    lower.named("Lane 2")
    draw_upper_lane(draw)
    draw_lower_lane(draw)
    draw.connect("Abstract Task 1", "Start Event\nMessage", named="Message Flow 1")
    draw.connect("End Event Message", "Service Task 3", named="Message\nFlow 2")
    draw.place_label("Message\nFlow 2", (1350, 390))


def draw_upper_lane(draw: Drawing) -> None:
    """From the message in to the message out."""
    draw.pick("Message start event").drop_at(170, 580).named("Start Event\nMessage")
    draw.append("Parallel gateway", after="Start Event\nMessage").named(PARALLEL)
    draw.append("Exclusive gateway", after=PARALLEL).named(SPLIT_1)
    draw.change(SPLIT_1).switch("Show the cross in the gateway")
    draw.pick("Call activity (expanded)").drop_at(600, 580).named(CALL)
    draw_chain(draw, CALL, "Start Event None 3", "Abstract Task 8", "End Event None 4")
    draw.change(CALL).into("Call activity")
    draw.connect(SPLIT_1, CALL)
    draw.pick("Call activity").drop_at(600, 770).named(GLOBAL)
    draw.choose(GLOBAL, "property-called", "A global task")
    draw.write(GLOBAL, "property-called-name", "Global Task")
    draw.connect(SPLIT_1, GLOBAL)
    draw.pick("Call activity (expanded)").drop_at(930, 580).named(OPEN)
    draw_chain(draw, OPEN, "Start Event None 1", "Abstract Task 4", "End Event None 2")
    draw.connect(CALL, OPEN)
    draw.append("Exclusive gateway", after=OPEN).named(MERGE_1)
    draw.change(MERGE_1).switch("Show the cross in the gateway")
    draw.connect(GLOBAL, MERGE_1)
    draw.append("Message end event", after=MERGE_1).named("End Event Message")
    draw.note("Text Annotation", on=CALL)
    for gateway in (PARALLEL, SPLIT_1, MERGE_1):
        draw.label_above(gateway)


def draw_lower_lane(draw: Drawing) -> None:
    """From the user task to the end, with the data beneath and the group round the left part."""
    draw.pick("User task").drop_at(draw.bounds(PARALLEL).centre[0], 1080).named("User Task 5")
    draw.connect(PARALLEL, "User Task 5")
    draw.append("Exclusive gateway", after="User Task 5").named(SPLIT_2)
    draw.change(SPLIT_2).switch("Show the cross in the gateway")
    draw.append("Sub-process (collapsed)", after=SPLIT_2).named(FOLDED)
    draw.pick("Sub-process").drop_at(920, 1080).named(UNFOLDED)
    draw_chain(draw, UNFOLDED, "Start Event None 2", "Abstract Task 6", "End Event None 3")
    draw.connect(FOLDED, UNFOLDED)
    draw.append("Exclusive gateway", after=UNFOLDED).named(MERGE_2)
    draw.change(MERGE_2).switch("Show the cross in the gateway")
    draw.append("Terminate end event", after=MERGE_2).named("End Event Terminate")
    for gateway in (SPLIT_2, MERGE_2):
        draw.label_above(gateway)
    draw.pick("Service task").drop_at(630, 1290).named("Service Task 7")
    draw.connect(SPLIT_2, "Service Task 7")
    draw.connect("Service Task 7", MERGE_2)
    draw.pick("Data object").drop_at(500, 1210).named("Data Object")
    draw.connect("Data Object", "Service Task 7")
    draw.pick("Data store").drop_at(820, 1340).named("Data\nStore Reference")
    draw.connect("Service Task 7", "Data\nStore Reference")
    draw.pick("Group").drop_at(380, 1080).named("Group")
    draw.stretch("Group", "w", (170, 0))
    draw.stretch("Group", "e", (600, 0))
    draw.stretch("Group", "n", (0, 960))
    draw.stretch("Group", "s", (0, 1180))
