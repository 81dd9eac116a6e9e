"""The order in which the standard wants child elements, so that inserts go where other tools expect them.

Source: BPMN 2.0 (OMG formal/2011-01-03), the XML schemas `Semantic.xsd` and `BPMNDI.xsd`. One list serves
nearly all elements; where one wants its children otherwise, that stands in `_OTHERWISE`.
"""

from __future__ import annotations

from functools import lru_cache

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
    ("dataState",),
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

_RANK = {tag: float(rank) for rank, tags in enumerate(_ORDER) for tag in tags}
_STANDARD = (names.BPMN, names.BPMNDI, names.DC, names.DI)


def _beside(tag: str, place: float) -> float:
    return _RANK[tag] + place


_THROWS = {"dataInputAssociation": _beside("inputSet", -0.5)}
_CATCHES = {"dataOutputAssociation": _beside("outputSet", -0.5)}
_OTHERWISE: dict[str, dict[str, float]] = {
    "endEvent": _THROWS,
    "intermediateThrowEvent": _THROWS,
    "startEvent": _CATCHES,
    "intermediateCatchEvent": _CATCHES,
    "boundaryEvent": _CATCHES,
    "process": {
        "ioSpecification": _beside("ioBinding", -0.5),
        **dict.fromkeys(
            ("resourceRole", "performer", "humanPerformer", "potentialOwner"),
            _beside("correlationSubscription", -0.5),
        ),
    },
}
"""Parent -> places of those children that stand elsewhere in it than in all others."""


def rank(name: object, parent: etree._Element | None = None) -> float | None:
    """The place of a child in the order of its parent; None for comments and foreign elements."""
    return _rank(name, None if parent is None else parent.tag) if isinstance(name, str) else None


@lru_cache(maxsize=1024)
def _rank(name: str, parent: str | None) -> float | None:
    namespace, local = names.split(name)
    if namespace not in _STANDARD:
        return None
    if parent is not None:
        own = _OTHERWISE.get(names.bpmn_local(parent))
        if own is not None and local in own:
            return own[local]
    return _RANK.get(local)


def successor(parent: etree._Element, name: str) -> etree._Element | None:
    """The child before which a new child called `name` goes; None: at the end.

    Looks from the end, where new elements nearly always go.
    """
    own = rank(name, parent)
    if own is None:
        return None
    after: etree._Element | None = None
    for child in parent.iterchildren(reversed=True):
        place = rank(child.tag, parent)
        if place is not None:
            if place <= own:
                return after
            after = child
    return after
