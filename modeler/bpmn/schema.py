"""The order in which the standard wants child elements, so that inserts go where other tools expect them.

Source: BPMN 2.0 (OMG formal/2011-01-03), the XML schemas `Semantic.xsd` and `BPMNDI.xsd`. One list serves
all elements: no element that we insert stands in two different orders.
"""

from __future__ import annotations

from lxml import etree

from modeler.bpmn import names

_ORDER: tuple[tuple[str, ...], ...] = (
    ("import",),
    ("extension",),
    ("documentation",),
    ("extensionElements",),
    ("supportedInterfaceRef",),
    ("ioBinding",),
    ("auditing",),
    ("monitoring",),
    ("categoryValueRef",),
    ("categoryValue",),
    ("interfaceRef",),
    ("endPointRef",),
    ("participantMultiplicity",),
    ("itemDefinition", "message", "signal", "error", "escalation", "interface", "resource", "category", "dataStore",
     "globalTask", "globalUserTask", "globalScriptTask", "globalManualTask", "globalBusinessRuleTask"),
    ("collaboration", "choreography", "globalConversation"),
    ("incoming",),
    ("outgoing",),
    ("ioSpecification",),
    ("property",),
    ("dataInput",),
    ("dataOutput",),
    ("inputSet",),
    ("outputSet",),
    ("sourceRef",),
    ("targetRef",),
    ("transformation",),
    ("assignment",),
    ("dataInputAssociation",),
    ("dataOutputAssociation",),
    ("resourceRole", "performer", "humanPerformer", "potentialOwner"),
    ("loopCardinality",),
    ("loopDataInputRef",),
    ("loopDataOutputRef",),
    ("inputDataItem",),
    ("outputDataItem",),
    ("complexBehaviorDefinition",),
    ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics"),
    tuple(names.EVENT_DEFINITIONS),
    ("eventDefinitionRef",),
    ("rendering",),
    ("script",),
    ("text",),
    ("condition",),
    ("timeDate", "timeDuration", "timeCycle"),
    ("laneSet",),
    ("partitionElement",),
    ("lane",),
    ("flowNodeRef",),
    ("childLaneSet",),
    ("participant",),
    ("messageFlow",),
    ("process",),
    (*sorted(names.FLOW_NODES), "sequenceFlow", "dataObject", "dataObjectReference", "dataStoreReference"),
    ("association", "textAnnotation", "group"),
    ("conversation", "subConversation", "callConversation"),
    ("completionCondition",),
    ("conditionExpression",),
    ("correlationSubscription",),
    ("BPMNDiagram",),
    ("relationship",),
    ("BPMNPlane",),
    ("BPMNShape", "BPMNEdge"),
    ("Bounds",),
    ("waypoint",),
    ("BPMNLabel",),
    ("BPMNLabelStyle",),
)  # fmt: skip

_RANK = {tag: rank for rank, tags in enumerate(_ORDER) for tag in tags}
_STANDARD = (names.BPMN, names.BPMNDI, names.DC, names.DI)


def rank(name: object) -> int | None:
    """The place of a child in the order; None for comments and foreign elements."""
    if not isinstance(name, str):
        return None
    namespace, local = names.split(name)
    return _RANK.get(local) if namespace in _STANDARD else None


def successor(parent: etree._Element, name: str) -> etree._Element | None:
    """The child before which a new child called `name` goes; None: at the end.

    Looks from the end, where new elements nearly always go.
    """
    own = rank(name)
    if own is None:
        return None
    after: etree._Element | None = None
    for child in parent.iterchildren(reversed=True):
        place = rank(child.tag)
        if place is not None:
            if place <= own:
                return after
            after = child
    return after
