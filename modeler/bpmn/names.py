"""Namespaces and local names of BPMN 2.0, its diagram interchange and our own extension."""

from __future__ import annotations

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
SLIP = "urn:slipway:bpmn:1"
BIOC = "http://bpmn.io/schema/bpmn/biocolor/1.0"
COLOR = "http://www.omg.org/spec/BPMN/non-normative/color/1.0"

FEEL = "https://www.omg.org/spec/DMN/20191111/FEEL/"

PREFERRED_PREFIX = {
    BPMN: "bpmn", BPMNDI: "bpmndi", DC: "dc", DI: "di", XSI: "xsi", SLIP: "slip", BIOC: "bioc", COLOR: "color",
}  # fmt: skip

TASKS = frozenset(
    {"task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask"}
)
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
CHOREOGRAPHY = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
FLOW_NODES = ACTIVITIES | EVENTS | GATEWAYS | CHOREOGRAPHY
CONVERSATIONS = frozenset({"conversation", "subConversation", "callConversation"})
DATA = frozenset({"dataObjectReference", "dataStoreReference"})
ARTIFACTS = frozenset({"textAnnotation", "group"})
ROAMING = ARTIFACTS | {"dataStoreReference"}
"""What may stand outside of its pool, or across its border."""
NODES = FLOW_NODES | DATA | ARTIFACTS | CONVERSATIONS | {"participant", "lane"}
"""Tags that are always drawn."""
NODES_WITH_SHAPE = frozenset({"dataObject", "dataStore", "dataInput", "dataOutput", "message"})
"""Tags that are drawn only where the diagram interchange has a shape for them."""
PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
CHOREOGRAPHY = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
FLOW_NODES = ACTIVITIES | EVENTS | GATEWAYS | CHOREOGRAPHY
CONVERSATIONS = frozenset({"conversation", "subConversation", "callConversation"})
DATA = frozenset({"dataObjectReference", "dataStoreReference"})
ARTIFACTS = frozenset({"textAnnotation", "group"})
NODES = FLOW_NODES | DATA | ARTIFACTS | CONVERSATIONS | {"participant", "lane"}
"""Tags that are always drawn."""
NODES_WITH_SHAPE = frozenset({"dataObject", "dataStore", "dataInput", "dataOutput", "message"})
"""Tags that are drawn only where the diagram interchange has a shape for them."""
FLOWS = frozenset(
    {
        "sequenceFlow",
        "messageFlow",
        "association",
        "dataInputAssociation",
        "dataOutputAssociation",
        "conversationLink",
    }
)
PROCESSES = frozenset({"process"})
DEFINITIONS = frozenset(
    {"message", "signal", "error", "escalation", "itemDefinition", "category", "dataStore", "resource", "interface",
     "messageEventDefinition", "timerEventDefinition", "signalEventDefinition", "errorEventDefinition",
     "escalationEventDefinition", "conditionalEventDefinition", "correlationProperty"}
)  # fmt: skip
"""Root elements that others refer to by id."""
CONTAINERS = frozenset({"process", "participant", "lane", "collaboration", "choreography"}) | SUB_PROCESSES

EVENT_DEFINITIONS = {
    "messageEventDefinition": "message",
    "timerEventDefinition": "timer",
    "signalEventDefinition": "signal",
    "conditionalEventDefinition": "conditional",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "compensateEventDefinition": "compensation",
    "cancelEventDefinition": "cancel",
    "linkEventDefinition": "link",
    "terminateEventDefinition": "terminate",
}
EVENT_TAGS = {kind: tag for tag, kind in EVENT_DEFINITIONS.items()}


def q(local: str, namespace: str = BPMN) -> str:
    """The name as lxml writes it: `{namespace}local`."""
    return f"{{{namespace}}}{local}"


def split(name: str) -> tuple[str, str]:
    """Namespace (empty: none) and local name of `{namespace}local`."""
    if name.startswith("{"):
        namespace, _, local = name[1:].partition("}")
        return namespace, local
    return "", name


def bpmn_local(name: object) -> str:
    """The local name of a BPMN semantic element's tag; empty for anything else (also for comments)."""
    found = _locals.get(name)
    if found is None:
        found = name[_START:] if isinstance(name, str) and name.startswith(_PREFIX) else ""
        if len(_locals) < _MOST_NAMES:
            _locals[name] = found
    return found


_PREFIX = f"{{{BPMN}}}"
_START = len(_PREFIX)
_locals: dict[object, str] = {}  # asked some 100,000 times while a large model is read
_MOST_NAMES = 1000


def reference(text: str | None) -> str:
    """The id in a QName reference: `semantic:Task_1` and `Task_1` both mean `Task_1`."""
    if not text:
        return ""
    return text.strip().rpartition(":")[2] if ":" in text else text.strip()
