"""B.2.0: nearly everything that the standard has, in two pools."""

from __future__ import annotations

from tests.e2e.drawings.a_4_0 import draw_chain
from tests.helpers.drawing import Drawing, Drawn

GLOBAL = "Call Activity calling a Global User Task"
OPEN, FOLDED = "Expanded Call Activity", "Collapsed Call Activity"
LINK = "Intermediate Event Link"
BLANK = "Intermediate throw event"


def draw(draw: Drawing) -> None:
    """The upper pool, then lane by lane, then what goes between."""
    draw.pool("Pool", left=20, top=90, right=2460, bottom=540).named("Participant")
    upper_row(draw)
    lower_row(draw)
    pool = draw.pool("Pool", left=20, top=600, right=2360, bottom=1990).named("Pool")
    lane, other = draw.divide(pool, "Divide into two lanes")
    lane.named("Lane 1")
    other.named("Lane 2")
    draw.stretch("Lane 1", "s", (0, 1440))
    calls(draw)
    first_way(draw)
    second_way(draw)
    third_way(draw)
    second_lane(draw)
    across_lanes(draw)
    for gateway in ("Inclusive Gateway 1", "Parallel Gateway 5"):
        draw.label_above(gateway)
    for gateway in ("Parallel Gateway 2", "Inclusive Gateway 6", "Exclusive Gateway 4", "Event Base Gateway 3"):
        draw.label_below(gateway)
    draw.label_below("Parallel Gateway 7")
    draw.pick("Group").drop_at(410, 900).named("Group")
    for side, to in (("n", (0, 690)), ("s", (0, 1310)), ("w", (210, 0)), ("e", (620, 0))):
        draw.stretch("Group", side, to)
    draw.connect("Send Task 2", "Start Event 2 Message", named="Message Flow 1")
    draw.change("Message Flow 1").into("Message flow with an envelope")
    draw.connect("End Event 6\nMessage", "Task 10", named="Message Flow 2")


def border(draw: Drawing, host: str, kind: str, name: str, share: float = 0.7) -> Drawn:
    """An event on the lower border of a step; without a name where none is given."""
    event = draw.pick(BLANK).drop_on_border(host, "s", share)
    event = event.named(name) if name else event.unnamed()
    event.into(kind)
    if name:
        box = draw.bounds(event)
        draw.place_label(event, (box.x - 40, box.bottom + 30))
    return event


def upper_row(draw: Drawing) -> None:
    """The upper way of the upper pool."""
    draw.pick("Timer start event").drop_at(110, 150).named("Start Event 1 Timer")
    draw.append("Task", after="Start Event 1 Timer").named("Abstract Task 1")
    draw.append("Send task", after="Abstract Task 1").named("Send Task 2")
    draw.append("User task", after="Send Task 2").named("User Task 3")
    draw.append("Inclusive gateway", after="User Task 3").named("Inclusive Gateway 1")
    draw.pick("Service task").drop_at(930, 150).named("Service Task 4")
    draw.connect("Inclusive Gateway 1", "Service Task 4", named="Conditional Sequence Flow")
    draw.pick("Signal intermediate throw event").drop_at(1130, 150).named("Intermediate Event Signal Throw 1")
    draw.connect("Service Task 4", "Intermediate Event Signal Throw 1")
    draw.pick("Sub-process (collapsed)").drop_at(1420, 150).named("Collapsed Sub-Process 1 Multi-Instances")
    draw.change("Collapsed Sub-Process 1 Multi-Instances").switch("Several at the same time")
    draw.connect("Intermediate Event Signal Throw 1", "Collapsed Sub-Process 1 Multi-Instances")
    draw.pick("Task").drop_at(1760, 150).named("Task 5")
    draw.connect("Collapsed Sub-Process 1 Multi-Instances", "Task 5")
    name = "Boundary Intermediate Event Non-Interrupting Conditional"
    border(draw, "Task 5", "Conditional boundary event (non-interrupting)", name)
    draw.pick("Task").drop_at(1930, 250).named("Task 6")
    draw.connect(name, "Task 6")
    draw.pick("Parallel gateway").drop_at(2090, 250).named("Parallel Gateway 2")
    draw.connect("Task 5", "Parallel Gateway 2")
    draw.connect("Task 6", "Parallel Gateway 2")
    draw.append("Message end event", after="Parallel Gateway 2").named("End Event 1\nMessage")
    draw.pick("Data object").drop_at(470, 360).named("Data Object")
    draw.connect("Data Object", "User Task 3")


def lower_row(draw: Drawing) -> None:
    """The default way of the upper pool."""
    draw.pick("Call activity").drop_at(850, 350).named(GLOBAL)
    draw.choose(GLOBAL, "property-called", "A global user task")
    draw.connect("Inclusive Gateway 1", GLOBAL, named="Default Sequence Flow 1")
    draw.change("Default Sequence Flow 1").into("Default flow")
    draw.pick("Sub-process").drop_at(1170, 350).named("Expanded Sub-Process 1")
    draw_chain(draw, "Expanded Sub-Process 1", "Start Event 2", "Task 7", "End Event 2")
    draw.change("Task 7").into("User task")
    draw.rename("Task 7", "User Task 7 Standard Loop")
    draw.change("User Task 7 Standard Loop").switch("Repeat (loop)")
    draw.connect(GLOBAL, "Expanded Sub-Process 1")
    draw.append("User task", after="Expanded Sub-Process 1").named("User Task 8")
    draw.connect("User Task 8", "Parallel Gateway 2")
    escalation = border(draw, "User Task 8", "Escalation boundary event (non-interrupting)", "")
    draw.pick("Task").drop_at(1710, 480).named("Task 9")
    draw.connect(escalation, "Task 9")
    draw.append("Conditional intermediate catch event", after="Task 9").named("Intermediate Event Conditional Catch")
    draw.append("Task", after="Intermediate Event Conditional Catch").named("Task 10")
    draw.append("Signal end event", after="Task 10").named("End Event 3 Signal")
    note = draw.note("Annotation", on="Expanded Sub-Process 1")
    draw.move(note, (1280, 490))


def calls(draw: Drawing) -> None:
    """The two calls with the processes that they call, one shown and one folded."""
    draw.pick("Call activity (expanded)").drop_at(1340, 930).named(FOLDED)
    draw_chain(draw, FOLDED, "Start Event 8", "Task 34", "End Event 15")
    draw.change(FOLDED).into("Call activity")
    draw.pick("Call activity (expanded)").drop_at(990, 750).named(OPEN)
    for side, to in (("w", (650, 0)), ("e", (1330, 0)), ("n", (0, 630)), ("s", (0, 860))):
        draw.stretch(OPEN, side, to)
    draw.inside(OPEN, "Start event").named("Start Event 3")
    draw.move("Start Event 3", (700, 690))
    draw.pick("Conditional start event").drop_at(700, 790).named("Start Event 4 Conditional")
    draw.pick("User task").drop_at(850, 700).named("User Task 12 Muti-Inst. Seq.")
    draw.change("User Task 12 Muti-Inst. Seq.").switch("Several one after the other")
    draw.connect("Start Event 3", "User Task 12 Muti-Inst. Seq.")
    draw.connect("Start Event 4 Conditional", "User Task 12 Muti-Inst. Seq.")
    draw.append("User task", after="User Task 12 Muti-Inst. Seq.").named("User Task 13")
    draw.append("Service task", after="User Task 13").named("Service Task 14")
    draw.append("End event", after="Service Task 14").named("End Event 4")
    name = "Boundary Intermediate Event Interrupting Message"
    border(draw, "User Task 13", "Message boundary event", name)
    draw.pick("Terminate end event").drop_at(1200, 800).named("End Event 5 Terminate")
    draw.connect(name, "End Event 5 Terminate")


def first_way(draw: Drawing) -> None:
    """From the message in through the event gateway to the open call and on."""
    draw.pick("Message start event").drop_at(160, 930).named("Start Event 2 Message")
    draw.append("Task", after="Start Event 2 Message").named("Task 11")
    draw.append("Event-based gateway", after="Task 11").named("Event Base Gateway 3")
    draw.pick("Timer intermediate catch event").drop_at(540, 750).named("Intermediate Event Timer Catch")
    draw.connect("Event Base Gateway 3", "Intermediate Event Timer Catch")
    draw.connect("Intermediate Event Timer Catch", OPEN)
    draw.pick("Service task").drop_at(1490, 750).named("Service Task 15")
    draw.connect(OPEN, "Service Task 15")
    draw.pick("Receive task").drop_at(1840, 750).named("Receive Task 16")
    draw.connect("Service Task 15", "Receive Task 16")
    draw.pick("Message end event").drop_at(2050, 750).named("End Event 6\nMessage")
    draw.connect("Receive Task 16", "End Event 6\nMessage")
    name = "Boundary Intermediate Event Interrupting Conditional"
    border(draw, "Service Task 15", "Conditional boundary event", name)
    link = draw.pick("Link intermediate throw event").drop_at(1650, 850).named(LINK)
    draw.write(link, "property-link", LINK)
    draw.connect(name, link)


def second_way(draw: Drawing) -> None:
    """The middle of the first lane."""
    draw.append("Message intermediate catch event", after="Event Base Gateway 3").named(
        "Intermediate Event Message Catch"
    )
    draw.pick("Sub-process (collapsed)").drop_at(730, 930).named("Collapsed Sub-Process 2")
    draw.connect("Intermediate Event Message Catch", "Collapsed Sub-Process 2")
    draw.append("Exclusive gateway", after="Collapsed Sub-Process 2").named("Exclusive Gateway 4")
    draw.pick("Message intermediate throw event").drop_at(1110, 930).named("Intermediate Event Message Throw")
    draw.connect("Exclusive Gateway 4", "Intermediate Event Message Throw", named="Default Sequence Flow 2")
    draw.change("Default Sequence Flow 2").into("Default flow")
    draw.connect("Intermediate Event Message Throw", FOLDED)
    draw.pick("Task").drop_at(1780, 930).named("Task 17")
    draw.connect(FOLDED, "Task 17")
    draw.pick("End event").drop_at(2050, 930).named("End Event 7 None")
    draw.connect("Task 17", "End Event 7 None")
    name = "Boundary Intermediate Event Non-Interrupting Escalation"
    border(draw, FOLDED, "Escalation boundary event (non-interrupting)", name)
    draw.pick("Task").drop_at(1500, 1080).named("Task 18")
    draw.connect(name, "Task 18")
    draw.connect("Exclusive Gateway 4", "Task 18")
    name = "Boundary Intermediate Event Non-Interrupting Message"
    border(draw, "Task 17", "Message boundary event (non-interrupting)", name)
    draw.pick("Task").drop_at(1920, 1080).named("Task 19")
    draw.connect(name, "Task 19")
    draw.connect("Task 19", "End Event 7 None")
    draw.pick("Data store").drop_at(690, 1060).named("Data Store Reference")


def third_way(draw: Drawing) -> None:
    """The lowest way of the first lane."""
    draw.pick("Message intermediate catch event").drop_at(540, 1230).named("Intermediate Event Message Catch 2")
    draw.connect("Event Base Gateway 3", "Intermediate Event Message Catch 2")
    draw.pick("Task").drop_at(730, 1230).named("Task 21")
    draw.connect("Intermediate Event Message Catch 2", "Task 21")
    draw.pick("Sub-process").drop_at(1110, 1230).named("Expanded Sub-Process 2")
    draw_chain(draw, "Expanded Sub-Process 2", "Start Event 5 None", "Service Task 22", "End Event 8 None")
    draw.change("Service Task 22").into("Service task")
    draw.change("Service Task 22").switch("Several at the same time")
    draw.connect("Task 21", "Expanded Sub-Process 2")
    draw.pick("Task").drop_at(1650, 1230).named("Task 23")
    draw.connect("Expanded Sub-Process 2", "Task 23")
    draw.connect("Task 23", "End Event 7 None")
    escalation = draw.pick("Escalation intermediate throw event").drop_at(1650, 1080).unnamed()
    draw.connect("Task 18", escalation)
    draw.connect(escalation, "Task 23")
    name = "Boundary Intermediate Event Non-Interrupting Signal"
    border(draw, "Task 23", "Signal boundary event (non-interrupting)", name)
    draw.pick("Task").drop_at(1920, 1350).named("Task 24")
    draw.connect(name, "Task 24")


def second_lane(draw: Drawing) -> None:
    """What stands in the second lane, from left to right."""
    draw.pick("Signal start event").drop_at(400, 1650).named("Start Event 6 Signal")
    draw.append("Task", after="Start Event 6 Signal").named("Task 25")
    draw.append("Parallel gateway", after="Task 25").named("Parallel Gateway 5")
    draw.append("Task", after="Parallel Gateway 5").named("Task 26")
    draw.append("Signal intermediate throw event", after="Task 26").named("Intermediate Event Signal Throw 2")
    draw.pick("Inclusive gateway").drop_at(1040, 1580).named("Inclusive Gateway 6")
    draw.connect("Intermediate Event Signal Throw 2", "Inclusive Gateway 6")
    draw.append("Task", after="Inclusive Gateway 6").named("Task 28")
    draw.pick("Parallel gateway").drop_at(1520, 1650).named("Parallel Gateway 7")
    draw.connect("Task 28", "Parallel Gateway 7")
    draw.pick("Escalation end event").drop_at(2060, 1650).named("End Event 11 Escalation")
    draw.connect("Parallel Gateway 7", "End Event 11 Escalation")
    sub_process(draw)
    draw.connect("Parallel Gateway 5", "Expanded Sub-Process 3")
    link = draw.pick("Link intermediate catch event").drop_at(610, 1880).named(LINK)
    draw.write(link, "property-link", LINK)
    draw.connect(link, "Expanded Sub-Process 3")
    draw.append("Task", after="Expanded Sub-Process 3").named("Task 32")
    draw.connect("Task 32", "Parallel Gateway 7")
    signal = border(draw, "Task 32", "Signal boundary event", "")
    draw.pick("Task").drop_at(1650, 1920).named("Task 33")
    draw.connect(signal, "Task 33")
    draw.append("End event", after="Task 33").named("End Event 14")


def sub_process(draw: Drawing) -> None:
    """The third expanded sub-process."""
    inside = "Expanded Sub-Process 3"
    draw.pick("Sub-process").drop_at(1010, 1820).named(inside)
    for side, to in (("w", (750, 0)), ("e", (1290, 0)), ("s", (0, 1940))):
        draw.stretch(inside, side, to)
    draw.inside(inside, "Start event").named("Start Event 7")
    draw.move("Start Event 7", (800, 1800))
    draw.append("Signal intermediate catch event", after="Start Event 7").named("Intermediate Event Signal Catch")
    draw.append("Task", after="Intermediate Event Signal Catch").named("Task 31")
    draw.append("Exclusive gateway", after="Task 31").named("Exclusive Gateway 7")
    draw.append("End event", after="Exclusive Gateway 7").named("End Event 12")
    x = draw.bounds("End Event 12").centre[0]
    draw.pick("Error end event").drop_at(x, 1890).named("End Event 13 Error")
    draw.connect("Exclusive Gateway 7", "End Event 13 Error")


def across_lanes(draw: Drawing) -> None:
    """What leads from the first lane into the second."""
    name = "Boundary Intermediate Event Interrupting Timer"
    border(draw, "Task 21", "Timer boundary event", name)
    draw.pick("Task").drop_at(930, 1500).named("Task 27")
    draw.connect(name, "Task 27")
    draw.connect("Task 27", "Inclusive Gateway 6")
    name = "Boundary Intermediate Event Interrupting Error"
    border(draw, "Expanded Sub-Process 2", "Error boundary event", name, 0.4)
    draw.pick("Task").drop_at(1300, 1500).named("Task 29")
    draw.connect(name, "Task 29")
    draw.append("End event", after="Task 29").named("End Event 10")
    name = "Boundary Intermediate Event Non-Interrupting Timer"
    border(draw, "Expanded Sub-Process 2", "Timer boundary event (non-interrupting)", name, 0.8)
    draw.pick("Task").drop_at(1650, 1500).named("Task 30")
    draw.connect(name, "Task 30")
    draw.shift((name, "Task 30"), 1, (1500, 1410))
    draw.connect("Task 30", "End Event 11 Escalation")
    draw.connect("Task 24", "End Event 11 Escalation")
