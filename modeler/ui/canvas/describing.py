"""What each kind of element is for, in one short line, and under which heading the lists show it."""

from __future__ import annotations

from modeler.bpmn.elements import SPECS
from runner.core.i18n import N_
from runner.core.i18n import tr as _

CATEGORIES = {
    "activity": N_("Activities"),
    "event": N_("Events"),
    "gateway": N_("Gateways"),
    "data": N_("Data"),
    "container": N_("Pools and lanes"),
    "artifact": N_("Notes and groups"),
    "connection": N_("Flows"),
}
"""In the order of the lists."""

_BY_TAG = {
    "userTask": N_("A person does it with a form"),
    "serviceTask": N_("A system does it by itself"),
    "scriptTask": N_("Values are computed"),
    "businessRuleTask": N_("A decision table decides"),
    "sendTask": N_("A message goes out"),
    "receiveTask": N_("Waits for a message"),
    "manualTask": N_("Done by hand, without the system"),
    "task": N_("A step, not yet said how"),
    "callActivity": N_("Runs another process"),
    "subProcess": N_("Steps that belong together"),
    "transaction": N_("All of it happens, or nothing"),
    "adHocSubProcess": N_("Steps in any order"),
    "exclusiveGateway": N_("One of the ways, by condition"),
    "parallelGateway": N_("All ways at the same time"),
    "inclusiveGateway": N_("Every way whose condition holds"),
    "eventBasedGateway": N_("The way whose event comes first"),
    "complexGateway": N_("A rule of its own joins the ways"),
    "dataObjectReference": N_("Papers and data of one case"),
    "dataStoreReference": N_("Data that outlives the case"),
    "participant": N_("Who takes part"),
    "lane": N_("A department or role in a pool"),
    "group": N_("A frame that changes nothing"),
    "textAnnotation": N_("A note for readers"),
    "sequenceFlow": N_("The order of the steps"),
    "messageFlow": N_("A message between pools"),
    "association": N_("Joins a note"),
    "startEvent": N_("The process begins here"),
    "endEvent": N_("This way ends here"),
    "intermediateThrowEvent": N_("Something reached on the way"),
    "intermediateCatchEvent": N_("Waits on the way"),
    "boundaryEvent": N_("Sits on the border of a step"),
}
_BY_EVENT = {
    ("startEvent", "message"): N_("Begins when a message comes"),
    ("startEvent", "timer"): N_("Begins at a time, or again and again"),
    ("startEvent", "conditional"): N_("Begins when a condition comes true"),
    ("startEvent", "signal"): N_("Begins at a signal to everyone"),
    ("startEvent", "error"): N_("Begins when a step fails"),
    ("startEvent", "escalation"): N_("Begins when somebody escalates"),
    ("startEvent", "compensation"): N_("Begins when it is to be undone"),
    ("endEvent", "message"): N_("Ends and sends a message"),
    ("endEvent", "signal"): N_("Ends and signals to everyone"),
    ("endEvent", "error"): N_("Ends as failed"),
    ("endEvent", "escalation"): N_("Ends and escalates"),
    ("endEvent", "compensation"): N_("Ends and has steps undone"),
    ("endEvent", "cancel"): N_("Ends and cancels the transaction"),
    ("endEvent", "terminate"): N_("Ends everything at once"),
    ("intermediateThrowEvent", "message"): N_("Sends a message and goes on"),
    ("intermediateThrowEvent", "signal"): N_("Signals to everyone and goes on"),
    ("intermediateThrowEvent", "escalation"): N_("Escalates and goes on"),
    ("intermediateThrowEvent", "compensation"): N_("Has steps undone and goes on"),
    ("intermediateThrowEvent", "link"): N_("Goes on at the link of that name"),
    ("intermediateCatchEvent", "message"): N_("Waits for a message"),
    ("intermediateCatchEvent", "timer"): N_("Waits for a time"),
    ("intermediateCatchEvent", "conditional"): N_("Waits for a condition"),
    ("intermediateCatchEvent", "signal"): N_("Waits for a signal"),
    ("intermediateCatchEvent", "link"): N_("Comes from the link of that name"),
    ("boundaryEvent", "message"): N_("A message comes while the step is open"),
    ("boundaryEvent", "timer"): N_("The step takes too long"),
    ("boundaryEvent", "conditional"): N_("A condition comes true meanwhile"),
    ("boundaryEvent", "signal"): N_("A signal comes meanwhile"),
    ("boundaryEvent", "error"): N_("The step fails"),
    ("boundaryEvent", "escalation"): N_("Somebody escalates from inside"),
    ("boundaryEvent", "compensation"): N_("How the step is undone"),
    ("boundaryEvent", "cancel"): N_("The transaction was cancelled"),
}
_BY_ID = {
    "event-sub-process": N_("Runs when its start event happens"),
    "event-sub-process-collapsed": N_("Runs when its start event happens"),
    "default-flow": N_("When no other condition holds"),
    "conditional-flow": N_("Only when its condition holds"),
    "pool-collapsed": N_("A partner whose inside is not shown"),
    "data-object-collection": N_("Several papers of one kind"),
}


def description(spec_id: str) -> str:
    """What such an element is for, in the user's language."""
    spec = SPECS[spec_id]
    found = _BY_ID.get(spec_id) or _BY_EVENT.get((spec.tag, spec.event or "")) or _BY_TAG.get(spec.tag, "")
    return _(found) if found else ""


def heading(spec_id: str) -> str:
    """Its category, in the user's language."""
    return _(CATEGORIES[SPECS[spec_id].category])


def in_order(spec_ids: list[str]) -> list[str]:
    """By category, and inside one as given."""
    order = list(CATEGORIES)
    return sorted(spec_ids, key=lambda spec_id: order.index(SPECS[spec_id].category))
