"""Events: every kind of definition at every place where the standard allows it."""

from __future__ import annotations

from modeler.bpmn.spec import ElementSpec
from runner.core.i18n import N_

SIZE = (36.0, 36.0)

GLYPHS = {
    "none": None,
    "message": "envelope",
    "timer": "clock",
    "conditional": "condition",
    "signal": "signal",
    "error": "bolt",
    "escalation": "escalation",
    "compensation": "rewind",
    "cancel": "cancel",
    "link": "link",
    "terminate": "terminate",
    "multiple": "pentagon",
    "parallelMultiple": "plus-outline",
}
"""Kind of event definition -> sign."""

_WORDS = {"parallelMultiple": "parallel-multiple"}
_NO_MENU = {"multiple", "parallelMultiple"}

_START = {
    "none": N_("Start event"),
    "message": N_("Message start event"),
    "timer": N_("Timer start event"),
    "conditional": N_("Conditional start event"),
    "signal": N_("Signal start event"),
    "error": N_("Error start event"),
    "escalation": N_("Escalation start event"),
    "compensation": N_("Compensation start event"),
    "multiple": N_("Multiple start event"),
    "parallelMultiple": N_("Parallel multiple start event"),
}
_START_GENTLE = {
    "message": N_("Message start event (non-interrupting)"),
    "timer": N_("Timer start event (non-interrupting)"),
    "conditional": N_("Conditional start event (non-interrupting)"),
    "signal": N_("Signal start event (non-interrupting)"),
    "escalation": N_("Escalation start event (non-interrupting)"),
    "multiple": N_("Multiple start event (non-interrupting)"),
    "parallelMultiple": N_("Parallel multiple start event (non-interrupting)"),
}
_CATCH = {
    "none": N_("Intermediate catch event"),
    "message": N_("Message intermediate catch event"),
    "timer": N_("Timer intermediate catch event"),
    "conditional": N_("Conditional intermediate catch event"),
    "signal": N_("Signal intermediate catch event"),
    "link": N_("Link intermediate catch event"),
    "multiple": N_("Multiple intermediate catch event"),
    "parallelMultiple": N_("Parallel multiple intermediate catch event"),
}
_THROW = {
    "none": N_("Intermediate throw event"),
    "message": N_("Message intermediate throw event"),
    "signal": N_("Signal intermediate throw event"),
    "escalation": N_("Escalation intermediate throw event"),
    "compensation": N_("Compensation intermediate throw event"),
    "link": N_("Link intermediate throw event"),
    "multiple": N_("Multiple intermediate throw event"),
}
_BOUNDARY = {
    "none": N_("Boundary event"),
    "message": N_("Message boundary event"),
    "timer": N_("Timer boundary event"),
    "conditional": N_("Conditional boundary event"),
    "signal": N_("Signal boundary event"),
    "error": N_("Error boundary event"),
    "escalation": N_("Escalation boundary event"),
    "compensation": N_("Compensation boundary event"),
    "cancel": N_("Cancel boundary event"),
    "multiple": N_("Multiple boundary event"),
    "parallelMultiple": N_("Parallel multiple boundary event"),
}
_BOUNDARY_GENTLE = {
    "message": N_("Message boundary event (non-interrupting)"),
    "timer": N_("Timer boundary event (non-interrupting)"),
    "conditional": N_("Conditional boundary event (non-interrupting)"),
    "signal": N_("Signal boundary event (non-interrupting)"),
    "escalation": N_("Escalation boundary event (non-interrupting)"),
    "multiple": N_("Multiple boundary event (non-interrupting)"),
    "parallelMultiple": N_("Parallel multiple boundary event (non-interrupting)"),
}
_END = {
    "none": N_("End event"),
    "message": N_("Message end event"),
    "signal": N_("Signal end event"),
    "error": N_("Error end event"),
    "escalation": N_("Escalation end event"),
    "compensation": N_("Compensation end event"),
    "cancel": N_("Cancel end event"),
    "terminate": N_("Terminate end event"),
    "multiple": N_("Multiple end event"),
}


def _properties(kind: str, start: bool) -> tuple[str, ...]:
    groups = ["basics"]
    if start and kind == "none":
        groups.append("form")
    if kind == "timer":
        groups.append("time-limit")
    elif kind not in ("none", "terminate", "cancel"):
        groups.append("rules")
    return (*groups, "technical")


def _spec(prefix: str, tag: str, look: str, kind: str, label: str, gentle: str = "") -> ElementSpec:
    throwing = prefix in ("end-event", "intermediate-throw-event")
    sign = GLYPHS[kind]
    identity = prefix if kind == "none" else f"{prefix}-{_WORDS.get(kind, kind)}"
    bare = kind == "none" and prefix in ("intermediate-catch-event", "boundary-event")
    return ElementSpec(
        id=f"{identity}-non-interrupting" if gentle else identity,
        tag=tag,
        label=label,
        category="event",
        look=look,
        icon="look",
        event=kind,
        attributes={gentle: "false"} if gentle else {},
        marker=f"{sign}-filled" if sign and throwing else sign,
        size=SIZE,
        label_place="below",
        properties=_properties(kind, prefix == "start-event"),
        executable=tag,
        drawable=kind not in _NO_MENU and not bare,
        help="events",
        interrupting=not gentle,
        family=prefix.removesuffix("-throw-event").removesuffix("-catch-event"),
    )


SPECS = [
    *(_spec("start-event", "startEvent", "start-event", kind, label) for kind, label in _START.items()),
    *(
        _spec("start-event", "startEvent", "start-event", kind, label, "isInterrupting")
        for kind, label in _START_GENTLE.items()
    ),
    *(
        _spec("intermediate-throw-event", "intermediateThrowEvent", "intermediate-event", kind, label)
        for kind, label in _THROW.items()
    ),
    *(
        _spec("intermediate-catch-event", "intermediateCatchEvent", "intermediate-event", kind, label)
        for kind, label in _CATCH.items()
    ),
    *(
        _spec("boundary-event", "boundaryEvent", "intermediate-event", kind, label)
        for kind, label in _BOUNDARY.items()
    ),
    *(
        _spec("boundary-event", "boundaryEvent", "intermediate-event", kind, label, "cancelActivity")
        for kind, label in _BOUNDARY_GENTLE.items()
    ),
    *(_spec("end-event", "endEvent", "end-event", kind, label) for kind, label in _END.items()),
]
