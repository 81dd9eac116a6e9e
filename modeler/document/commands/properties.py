"""Properties by plain names: attributes, and children that read like attributes. One table."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from lxml import etree

from modeler.bpmn import di, names
from modeler.bpmn.elements import SPECS
from modeler.bpmn.rules import may_contain
from modeler.document import data, edits
from modeler.document.behaviors import Act, follow
from modeler.document.commands import calls
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.records import NodeRecord
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "edit.no-such-property": (
            N_("{element} has no property {name}."),
            N_("Choose another element, or change its type first."),
        ),
        "edit.not-an-id": (
            N_("“{text}” cannot be the id of a process."),
            N_("Begin with a letter or _, and use letters, digits, -, _ and . only."),
        ),
    }
)

TIMERS = {"date": "timeDate", "duration": "timeDuration", "cycle": "timeCycle"}
_TYPE = names.q("type", names.XSI)
_FORMAL = "tFormalExpression"
_REFERENCES = {
    "message": ("messageRef", "message"),
    "signal": ("signalRef", "signal"),
    "error": ("errorRef", "error"),
    "escalation": ("escalationRef", "escalation"),
}
_QNAME = re.compile(r"(?:[^\W\d][\w.\-]*:)?[^\W\d][\w.\-]*")
COLLECTION = names.q("collection", names.SLIP)
_DECIDING = names.ACTIVITIES | {"exclusiveGateway", "inclusiveGateway", "complexGateway"}
ATTRIBUTES: Mapping[str, Collection[str]] = {
    "default": _DECIDING,
    "isForCompensation": names.ACTIVITIES,
    "startQuantity": names.ACTIVITIES,
    "completionQuantity": names.ACTIVITIES,
    "isExecutable": ("process",),
    "isClosed": ("process",),
    "processType": ("process",),
    "isInterrupting": ("startEvent",),
    "cancelActivity": ("boundaryEvent",),
    "attachedToRef": (),
    "instantiate": ("receiveTask", "eventBasedGateway"),
    "eventGatewayType": ("eventBasedGateway",),
    "gatewayDirection": names.GATEWAYS,
    "scriptFormat": ("scriptTask",),
    "implementation": ("userTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask"),
    "ordering": ("adHocSubProcess",),
    "cancelRemainingInstances": ("adHocSubProcess",),
    "method": ("transaction",),
    "triggeredByEvent": (),
    "associationDirection": ("association",),
    "isCollection": ("dataObject", "dataInput", "dataOutput"),
    "errorCode": ("error",),
    "escalationCode": ("escalation",),
    "sourceRef": (),
    "targetRef": (),
    "processRef": (),
    "categoryValueRef": (),
    "dataObjectRef": (),
}
"""Which elements have an attribute (`Semantic.xsd`); nothing: only other commands write it."""
_LOOP_TEXTS = {
    "cardinality": "loopCardinality",
    "completion": "completionCondition",
}


@dataclass(frozen=True)
class Property:
    """How one property is read and written; `write` gets None to take it away."""

    read: Callable[[Document, etree._Element], object]
    write: Callable[[Document, etree._Element, object], None]


def get_property(doc: Document, element_id: str, name: str) -> object:
    """The value of a property as `set_property` takes it; None where it is not set."""
    element = edits.element(doc, element_id)
    found = _TABLE.get(name)
    return found.read(doc, element) if found else element.get(name)


def set_property(doc: Document, element_id: str, name: str, value: object, merge_key: str | None = None) -> None:
    """Set one property; None takes it away.

    Most are attributes of the same name (`isExecutable`, `calledElement`, `default` ...; True and False are
    written `true` and `false`). Others:
    `documentation`, `script`, `text`: text. `condition`: FEEL text of a flow or a conditional event.
    `timer`: `{"kind": "date" | "duration" | "cycle", "text": ...}`. `message`, `signal`, `error`,
    `escalation`: the id of a definition, or a name that gets one. `code`: of the error or escalation.
    `link`: the link's name. `calledElement`: an id, or the kind of a global task that
    gets made (`globalUserTask` ...); `called-name`: its name. `cross`: whether an exclusive gateway is
    drawn with its cross. `loop`: `{"kind": "standard" | "parallel" | "sequential"}` with `condition`,
    `cardinality`, `collection`, `item`, `completion`. `multiplicity` of a pool: True, it stands for several.
    `state` of data: the name of the state in which it is there.

    Raises `RefusedError` (`edit.unknown`, `edit.no-such-property`).
    """
    element = edits.element(doc, element_id)
    with doc.transaction(N_("Change property"), merge_key):
        found = _TABLE.get(name)
        if found is not None:
            found.write(doc, element, value)
        elif name == "name":
            from modeler.document.commands.write import rename

            rename(doc, element_id, str(value or ""))
            return
        elif name == "id":
            raise RefusedError("edit.no-such-property", element=element_id, name=name)
        else:
            _write_attribute(doc, element, name, _plain(value))
        follow(doc, Act("wrote", (element_id,)))


def _write_attribute(doc: Document, element: etree._Element, name: str, value: str | None) -> None:
    """An attribute of the same name. Raises `RefusedError` where the standard knows none on this kind, and where
    the rules are against it."""
    own, tag = element.get("id") or "", names.bpmn_local(element.tag)
    if not name.startswith("{") and tag not in ATTRIBUTES.get(name, (tag,)):
        raise _missing(element, name)
    record = doc.index.nodes.get(own)
    if name == "default" and value is not None and (record is None or value not in record.outgoing):
        raise _missing(element, name)
    if name in ("isInterrupting", "cancelActivity") and value == "false" and record is not None:
        _may_not_interrupt(doc, record)
    joined = record is not None and (record.incoming or record.outgoing or doc.index.attached(own))
    if name == "isForCompensation" and value == "true" and joined:
        raise RefusedError("rule.compensation")
    edits.set_attribute(doc, element, name, value)


def _may_not_interrupt(doc: Document, record: NodeRecord) -> None:
    """Raises `RefusedError` where an event always interrupts: by its kind, or by where it stands."""
    gentle = next(
        (spec for spec in SPECS.values()
         if (spec.tag, spec.event, spec.interrupting) == (record.tag, record.event, False)), None
    )  # fmt: skip
    if gentle is None:
        raise RefusedError("rule.always-interrupts")
    if record.tag == "startEvent":
        verdict = may_contain(doc.index.nodes.get(record.parent or ""), gentle, doc.index, record.id)
        if not verdict and verdict.reason_code != "rule.outside-pools":
            raise RefusedError(verdict.reason_code)


def _plain(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _text(tag: str, *holders: str) -> Property:
    def read(_doc: Document, element: etree._Element) -> object:
        return element.findtext(names.q(tag))

    def write(doc: Document, element: etree._Element, value: object) -> None:
        text = _plain(value)
        if holders and names.bpmn_local(element.tag) not in holders:
            raise _missing(element, tag)
        edits.set_child_text(doc, element, tag, text or (None if tag == "documentation" else text))

    return Property(read, write)


_SCRIPT = _text("script", "scriptTask")


def _write_script(doc: Document, element: etree._Element, value: object) -> None:
    _SCRIPT.write(doc, element, value)
    if value is not None and not element.get("scriptFormat"):
        edits.set_attribute(doc, element, "scriptFormat", "feel")


def _definition(element: etree._Element, *tags: str) -> etree._Element | None:
    wanted = tags or tuple(names.EVENT_DEFINITIONS)
    return next((child for child in element if names.bpmn_local(child.tag) in wanted), None)


def _missing(element: etree._Element, name: str) -> RefusedError:
    return RefusedError("edit.no-such-property", element=element.get("id") or "", name=name)


# expressions


def expression(doc: Document, tag: str, text: str) -> etree._Element:
    """A new formal expression; it names its language where the file's own is another than FEEL."""
    found = etree.Element(names.q(tag), {_TYPE: doc.tree.prefix(names.BPMN) + _FORMAL})
    if doc.tree.root.get("expressionLanguage") != names.FEEL and not tag.startswith("time"):
        found.set("language", names.FEEL)
    found.text = text
    return found


def _set_expression(doc: Document, parent: etree._Element, tag: str, value: object) -> None:
    child = parent.find(names.q(tag))
    text = _plain(value)
    if not text:
        if child is not None:
            doc.journal.remove(child)
    elif child is None:
        edits.put(doc, parent, expression(doc, tag, text))
    else:
        doc.journal.set_text(child, text)


def _condition_place(element: etree._Element) -> tuple[etree._Element, str]:
    if element.tag == names.q("sequenceFlow"):
        return element, "conditionExpression"
    definition = _definition(element, "conditionalEventDefinition")
    if definition is None:
        raise _missing(element, "condition")
    return definition, "condition"


def _read_condition(_doc: Document, element: etree._Element) -> object:
    try:
        place, tag = _condition_place(element)
    except RefusedError:
        return None
    return place.findtext(names.q(tag))


def _write_condition(doc: Document, element: etree._Element, value: object) -> None:
    place, tag = _condition_place(element)
    _set_expression(doc, place, tag, value)
    if tag == "condition" and place.find(names.q(tag)) is None:  # the schema asks for one, though it is empty
        edits.put(doc, place, expression(doc, tag, ""))


def _read_timer(_doc: Document, element: etree._Element) -> object:
    definition = _definition(element, "timerEventDefinition")
    if definition is not None:
        for kind, tag in TIMERS.items():
            text = definition.findtext(names.q(tag))
            if text is not None:
                return {"kind": kind, "text": text}
    return None


def _write_timer(doc: Document, element: etree._Element, value: object) -> None:
    definition = _definition(element, "timerEventDefinition")
    if definition is None:
        raise _missing(element, "timer")
    value = {"kind": "duration", "text": value} if isinstance(value, str) else value
    kind = str(value.get("kind", "duration")) if isinstance(value, Mapping) else ""
    for other, tag in TIMERS.items():
        text = value.get("text") if isinstance(value, Mapping) and other == kind else None
        _set_expression(doc, definition, tag, text)


# references to root elements


def _reference(name: str) -> Property:
    attribute, tag = _REFERENCES[name]
    event = names.EVENT_TAGS[name]

    def holder(element: etree._Element) -> etree._Element | None:
        if name == "message" and names.bpmn_local(element.tag) in ("sendTask", "receiveTask", "messageFlow"):
            return element
        return _definition(element, event)

    def read(_doc: Document, element: etree._Element) -> object:
        found = holder(element)
        return names.reference(found.get(attribute)) or None if found is not None else None

    def write(doc: Document, element: etree._Element, value: object) -> None:
        found = holder(element)
        if found is None:
            raise _missing(element, name)
        edits.set_attribute(doc, found, attribute, define(doc, tag, str(value)) if value else None)

    return Property(read, write)


def define(doc: Document, tag: str, name_or_id: str) -> str:
    """The id of the root element (`message`, `signal`, `error`, `escalation`) with this id or name, made
    where there is none. Inside a transaction."""
    for record in doc.index.definitions.values():
        if record.kind == tag and name_or_id in (record.id, record.name):
            return record.id
    own = edits.new_id(doc, tag)
    edits.put(doc, doc.tree.root, etree.Element(names.q(tag), {"id": own, "name": name_or_id}))
    return own


def _read_code(doc: Document, element: etree._Element) -> object:
    definition = _definition(element, "errorEventDefinition", "escalationEventDefinition")
    if definition is None:
        return element.get("errorCode") or element.get("escalationCode")
    reference = names.reference(definition.get("errorRef") or definition.get("escalationRef"))
    record = doc.index.definitions.get(reference)
    return record.code or None if record is not None else None


def _write_code(doc: Document, element: etree._Element, value: object) -> None:
    definition = _definition(element, "errorEventDefinition", "escalationEventDefinition")
    if definition is not None:
        kind = names.EVENT_DEFINITIONS[names.bpmn_local(definition.tag)]
        reference = names.reference(definition.get(f"{kind}Ref"))
        if reference not in doc.tree.ids:
            reference = define(doc, kind, str(value))
            edits.set_attribute(doc, definition, f"{kind}Ref", reference)
        element = edits.element(doc, reference)
    kind = names.bpmn_local(element.tag)
    if kind not in ("error", "escalation"):
        raise _missing(element, "code")
    edits.set_attribute(doc, element, f"{kind}Code", _plain(value))


def _read_link(_doc: Document, element: etree._Element) -> object:
    definition = _definition(element, "linkEventDefinition")
    return definition.get("name") if definition is not None else None


def _write_link(doc: Document, element: etree._Element, value: object) -> None:
    definition = _definition(element, "linkEventDefinition")
    if definition is None:
        raise _missing(element, "link")
    edits.set_attribute(doc, definition, "name", _plain(value) or "")


# looks


def _read_cross(doc: Document, element: etree._Element) -> object:
    shape = doc.tree.shape(element.get("id") or "")
    return shape is not None and di.flag(shape, "isMarkerVisible") is not False


def _write_cross(doc: Document, element: etree._Element, value: object) -> None:
    shape = doc.tree.shape(element.get("id") or "")
    if element.tag != names.q("exclusiveGateway") or shape is None:
        raise _missing(element, "cross")
    edits.set_attribute(doc, shape, "isMarkerVisible", "true" if value else "false")


# repetition


def _loop(element: etree._Element) -> etree._Element | None:
    return next(
        (child for child in element
         if names.bpmn_local(child.tag) in ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")), None
    )  # fmt: skip


def _read_loop(_doc: Document, element: etree._Element) -> object:
    loop = _loop(element)
    if loop is None:
        return None
    if loop.tag == names.q("standardLoopCharacteristics"):
        found: dict[str, object] = {"kind": "standard"}
        texts = {"condition": "loopCondition"}
    else:
        found = {"kind": "sequential" if loop.get("isSequential") == "true" else "parallel"}
        texts = _LOOP_TEXTS
    for name, tag in texts.items():
        text = loop.findtext(names.q(tag))
        if text:
            found[name] = text
    if found["kind"] != "standard":
        item = loop.find(names.q("inputDataItem"))
        values = {
            "collection": loop.get(COLLECTION) or loop.findtext(names.q("loopDataInputRef")),
            "item": item.get("name") or item.get("id") if item is not None else None,
        }
        found.update({name: value for name, value in values.items() if value})
    return found


def _write_loop(doc: Document, element: etree._Element, value: object) -> None:
    if names.bpmn_local(element.tag) not in names.ACTIVITIES:
        raise _missing(element, "loop")
    value = {"kind": value} if isinstance(value, str) else value
    loop = _loop(element)
    kind = str(value.get("kind", "parallel")) if isinstance(value, Mapping) else ""
    tag = names.q("standardLoopCharacteristics" if kind == "standard" else "multiInstanceLoopCharacteristics")
    if loop is not None and (not kind or loop.tag != tag):
        doc.journal.remove(loop)
        loop = None
    if not isinstance(value, Mapping):
        return
    if loop is None:
        loop = etree.Element(tag)
        edits.put(doc, element, loop)
    if kind == "standard":
        _set_expression(doc, loop, "loopCondition", value.get("condition"))
        return
    edits.set_attribute(doc, loop, "isSequential", "true" if kind == "sequential" else None)
    for name, child in _LOOP_TEXTS.items():
        _set_expression(doc, loop, child, value.get(name))
    _write_collection(doc, loop, _plain(value.get("collection") or None))
    item, old = value.get("item"), loop.find(names.q("inputDataItem"))
    if old is not None and not item:
        doc.journal.remove(old)
    elif old is not None:
        edits.set_attribute(doc, old, "name", str(item))
    elif item:
        attributes = {"id": edits.new_id(doc, "inputDataItem"), "name": str(item)}
        edits.put(doc, loop, etree.Element(names.q("inputDataItem"), attributes))


def _write_collection(doc: Document, loop: etree._Element, text: str | None) -> None:
    """What the standard's own place names is an element of the file; an expression stands in our attribute."""
    named = text if text is not None and text in doc.tree.ids else None
    edits.set_child_text(doc, loop, "loopDataInputRef", named)
    edits.set_attribute(doc, loop, COLLECTION, text if named is None else None)


def _read_multiplicity(_doc: Document, element: etree._Element) -> object:
    return True if element.find(names.q("participantMultiplicity")) is not None else None


def _write_multiplicity(doc: Document, element: etree._Element, value: object) -> None:
    if element.tag != names.q("participant"):
        raise _missing(element, "multiplicity")
    found = element.find(names.q("participantMultiplicity"))
    if value and found is None:
        attributes = {"id": edits.new_id(doc, "participantMultiplicity")}
        edits.put(doc, element, etree.Element(names.q("participantMultiplicity"), attributes))
    elif not value and found is not None:
        doc.journal.remove(found)


def _write_called(doc: Document, element: etree._Element, value: object) -> None:
    if element.tag != names.q("callActivity"):
        raise _missing(element, "calledElement")
    if value and not _QNAME.fullmatch(str(value)):
        raise RefusedError("edit.not-an-id", text=str(value))
    calls.write_called(doc, element, value)


_TABLE: Mapping[str, Property] = {
    "documentation": _text("documentation"),
    "text": _text("text", "textAnnotation"),
    "script": Property(_SCRIPT.read, _write_script),
    "condition": Property(_read_condition, _write_condition),
    "timer": Property(_read_timer, _write_timer),
    "message": _reference("message"),
    "signal": _reference("signal"),
    "error": _reference("error"),
    "escalation": _reference("escalation"),
    "code": Property(_read_code, _write_code),
    "link": Property(_read_link, _write_link),
    "loop": Property(_read_loop, _write_loop),
    "calledElement": Property(calls.read_called, _write_called),
    "called-name": Property(calls.read_called_name, calls.write_called_name),
    "cross": Property(_read_cross, _write_cross),
    "state": Property(data.read_state, data.write_state),
    "multiplicity": Property(_read_multiplicity, _write_multiplicity),
}
