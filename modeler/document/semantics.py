"""What an element means beyond what is drawn, read on demand: expressions, timers, loops, scripts, calls.

The index keeps what every view needs; this is read by compile, lint and the property panels, an element
at a time, and handed out as plain frozen values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from modeler.bpmn import names
from modeler.document.document import Document

ZEEBE = "http://camunda.org/schema/zeebe/1.0"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
ENGINES = {
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://flowable.org/bpmn": "flowable",
    "http://activiti.org/bpmn": "activiti",
    ZEEBE: "zeebe",
    SPIFF: "spiffworkflow",
}
"""Namespaces of other tools' execution attributes."""

_TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
_LOOPS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
_REFERENCES = {
    "messageEventDefinition": "messageRef",
    "signalEventDefinition": "signalRef",
    "errorEventDefinition": "errorRef",
    "escalationEventDefinition": "escalationRef",
    "compensateEventDefinition": "activityRef",
}


@dataclass(frozen=True)
class Written:
    """An expression as it stands in the file; `language` is the element's own attribute, mostly empty."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class EventDetails:
    """One event definition: `kind` as in `names.EVENT_DEFINITIONS`, `ref` the id of what it names, `name`
    a link's name, `timer_kind` out of date, duration, cycle; `waits` of a compensation: until all is undone."""

    kind: str
    id: str | None = None
    ref: str | None = None
    name: str | None = None
    timer_kind: str = ""
    timer: Written | None = None
    condition: Written | None = None
    waits: bool = True


@dataclass(frozen=True)
class LoopDetails:
    """Loop characteristics: `kind` standard, parallel or sequential. `collection` is what the file names
    as the list to go through, `item` the variable of one entry; `output` the variable that takes what the runs
    give, `output_item` what one gives. `behavior` is all, unless the file names an event for the end of runs."""

    kind: str
    test_before: bool = False
    maximum: int | None = None
    condition: Written | None = None
    cardinality: Written | None = None
    collection: Written | None = None
    item: str | None = None
    completion: Written | None = None
    output: str | None = None
    output_item: Written | None = None
    behavior: str = "all"


@dataclass(frozen=True)
class Details:
    """All of one element. `attributes` are the plain ones of BPMN; `documentation` its first text."""

    attributes: Mapping[str, str] = field(default_factory=dict)
    documentation: str = ""
    events: tuple[EventDetails, ...] = ()
    loop: LoopDetails | None = None
    script: str | None = None
    script_format: str = ""
    result: str | None = None
    """The variable a foreign script task writes its one result to."""
    called: str | None = None
    message: str | None = None
    """The id of the message or signal that a send or receive task names."""
    completion: Written | None = None
    """When an ad-hoc sub-process is over."""
    activation: Written | None = None
    """When a complex gateway goes on."""


@dataclass(frozen=True)
class FileFacts:
    """What holds for the whole file: the declared language of expressions, and whose execution attributes
    it carries (`camunda`, `zeebe` ... and `slip` for our own)."""

    expression_language: str = ""
    engines: frozenset[str] = frozenset()

    @property
    def speaks_feel(self) -> bool:
        """Whether the file says that its expressions are FEEL: ours do."""
        return "feel" in self.expression_language.lower()


def language_of(facts: FileFacts, text: str, declared: str = "") -> str:
    """`feel`, `juel` or `unknown`: the element's own word first, then the text, then the file's word."""
    word = declared.lower()
    if word:
        return "feel" if "feel" in word else "juel" if "juel" in word or word == "el" else "unknown"
    if text.startswith("="):
        return "feel"
    if "${" in text or "#{" in text:
        return "juel"
    return "feel" if facts.speaks_feel else "unknown"


def details_of(doc: Document, element_id: str) -> Details:
    """The details of an element of a document; empty for an id it does not have."""
    element = doc.tree.ids.get(element_id)
    return Details() if element is None else read_details(element, doc.tree.ids)


@dataclass(frozen=True)
class Foreign:
    """What another tool wrote on an element: an attribute (`word` is its name) or a child of the extension
    elements (`word` ends with `/`; with its attributes and what stands in it, `DEEPEST` levels down)."""

    uri: str
    word: str
    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Foreign, ...] = ()


DEEPEST = 3


def foreign_of(doc: Document, element_id: str) -> tuple[Foreign, ...]:
    """What other tools wrote on an element, on its loop and on its event definitions, in document order."""
    element = doc.tree.ids.get(element_id)
    return () if element is None else tuple(_foreign(element))


def works_out(doc: Document, association_id: str) -> bool:
    """Whether a data association works something out, instead of only saying what goes where."""
    element = doc.tree.ids.get(association_id)
    if element is None:
        return False
    return any(element.find(names.q(tag)) is not None for tag in ("transformation", "assignment"))


@dataclass(frozen=True)
class Passing:
    """What a data association does: `port` is the name of the data input or output that it ends at (empty: none, or
    without one), `transformation` what is made of it, `assignments` what goes where instead (from, to)."""

    port: str = ""
    transformation: Written | None = None
    assignments: tuple[tuple[Written, str], ...] = ()


def passing_of(doc: Document, association_id: str) -> Passing:
    """What a data association does; nothing special for an id that the document does not have."""
    element = doc.tree.ids.get(association_id)
    if element is None:
        return Passing()
    end = "targetRef" if names.bpmn_local(element.tag) == "dataInputAssociation" else "sourceRef"
    port = doc.tree.ids.get(names.reference(element.findtext(names.q(end))))
    is_port = port is not None and names.bpmn_local(port.tag) in ("dataInput", "dataOutput")
    pairs = []
    for one in element.iterfind(names.q("assignment")):
        source, target = _written(one.find(names.q("from"))), one.findtext(names.q("to")) or ""
        if source is not None:
            pairs.append((source, target.strip().removeprefix("=").strip()))
    name = port.get("name") or "" if is_port and port is not None else ""
    return Passing(name.strip(), _written(element.find(names.q("transformation"))), tuple(pairs))


@dataclass(frozen=True)
class StoreFacts:
    """What is said of a data store beside the drawing of it: its own name, and how many records it holds at most
    (None: any number)."""

    name: str = ""
    capacity: int | None = None


def store_of(doc: Document, reference_id: str) -> StoreFacts:
    """The store that a drawn one stands for."""
    drawn = doc.tree.ids.get(reference_id)
    if drawn is None:
        return StoreFacts()
    is_itself = names.bpmn_local(drawn.tag) == "dataStore"
    store = drawn if is_itself else doc.tree.ids.get(names.reference(drawn.get("dataStoreRef")))
    if store is None:
        return StoreFacts()
    text = store.get("capacity") or ""
    endless = store.get("isUnlimited") in ("true", "1")
    count = int(text) if text.isascii() and text.isdigit() and not endless else 0
    capacity = count or None  # tools write 0 where nothing was said
    return StoreFacts(" ".join((store.get("name") or "").split()), capacity)


def _foreign(element: etree._Element) -> Iterator[Foreign]:
    parts = [child for child in element if names.bpmn_local(child.tag) in (*names.EVENT_DEFINITIONS, *_LOOPS)]
    for part in (element, *parts):
        for key, text in part.attrib.items():
            name = etree.QName(key)
            if name.namespace in ENGINES:
                yield Foreign(name.namespace, name.localname, text)
        for child in part.iterfind(f"{names.q('extensionElements')}/*"):
            if not isinstance(child.tag, str):
                continue  # a comment
            if etree.QName(child).namespace in ENGINES:
                yield _child(child, DEEPEST)


def _child(child: etree._Element, deep: int) -> Foreign:
    name = etree.QName(child)
    inner = [one for one in child if isinstance(one.tag, str) and etree.QName(one).namespace == name.namespace]
    children = tuple(_child(one, deep - 1) for one in inner) if deep else ()
    text, attributes = (child.text or "").strip(), {str(key): str(value) for key, value in child.attrib.items()}
    return Foreign(name.namespace or "", f"{name.localname}/", text, attributes, children)


def file_facts_of(doc: Document) -> FileFacts:
    """What holds for the whole file of a document."""
    return read_file_facts(doc.tree.root)


def read_file_facts(root: etree._Element) -> FileFacts:
    """The facts of a file by its root element."""
    spaces = {uri for uri in root.nsmap.values() if uri}
    found = {ENGINES[uri] for uri in spaces if uri in ENGINES}
    if names.SLIP in spaces:
        found.add("slip")
    return FileFacts(root.get("expressionLanguage") or "", frozenset(found))


def read_details(element: etree._Element, by_id: Mapping[str, etree._Element]) -> Details:
    """The details of an element; `by_id` finds what it refers to."""
    tag = names.bpmn_local(element.tag)
    script, script_format, result = _script(element) if tag == "scriptTask" else (None, "", None)
    message = names.reference(element.get("messageRef") or element.get("signalRef")) or None
    return Details(
        attributes={key: value for key, value in element.attrib.items() if not key.startswith("{")},
        documentation=(element.findtext(names.q("documentation")) or "").strip(),
        events=tuple(_events(element, by_id)) if tag in names.EVENTS else (),
        loop=_loop(element, by_id) if tag in names.ACTIVITIES else None,
        script=script,
        script_format=script_format,
        result=result,
        called=_called(element) if tag == "callActivity" else None,
        message=message,
        completion=_written(element.find(names.q("completionCondition"))),
        activation=_written(element.find(names.q("activationCondition"))),
    )


def _written(element: etree._Element | None) -> Written | None:
    if element is None:
        return None
    return Written((element.text or "").strip(), element.get("language") or "")


def _events(element: etree._Element, by_id: Mapping[str, etree._Element]) -> Iterator[EventDetails]:
    for child in element:
        local = names.bpmn_local(child.tag)
        if local == "eventDefinitionRef":
            shared = by_id.get(names.reference(child.text))
            if shared is not None and names.bpmn_local(shared.tag) in names.EVENT_DEFINITIONS:
                yield _event(shared)
        elif local in names.EVENT_DEFINITIONS:
            yield _event(child)


def _event(definition: etree._Element) -> EventDetails:
    local = names.bpmn_local(definition.tag)
    timer_kind, timer = "", None
    for tag, kind in _TIMERS.items():
        found = definition.find(names.q(tag))
        if found is not None:
            timer_kind, timer = kind, _written(found)
    ref = definition.get(_REFERENCES[local]) if local in _REFERENCES else None
    return EventDetails(
        kind=names.EVENT_DEFINITIONS[local],
        id=definition.get("id"),
        ref=names.reference(ref) or None,
        name=definition.get("name"),
        timer_kind=timer_kind,
        timer=timer,
        condition=_written(definition.find(names.q("condition"))),
        waits=definition.get("waitForCompletion") not in ("false", "0"),
    )


def _loop(element: etree._Element, by_id: Mapping[str, etree._Element]) -> LoopDetails | None:
    standard = element.find(names.q("standardLoopCharacteristics"))
    if standard is not None:
        maximum = standard.get("loopMaximum") or ""
        return LoopDetails(
            kind="standard",
            test_before=standard.get("testBefore") in ("true", "1"),
            maximum=int(maximum) if maximum.isascii() and maximum.isdigit() else None,
            condition=_written(standard.find(names.q("loopCondition"))),
        )
    multi = element.find(names.q("multiInstanceLoopCharacteristics"))
    if multi is None:
        return None
    collection, item = _collection(multi, by_id)
    output, output_item = _output(multi, by_id)
    return LoopDetails(
        kind="sequential" if multi.get("isSequential") in ("true", "1") else "parallel",
        cardinality=_written(multi.find(names.q("loopCardinality"))),
        collection=collection,
        item=item,
        completion=_written(multi.find(names.q("completionCondition"))),
        output=output,
        output_item=output_item,
        behavior=_behavior(multi),
    )


def _behavior(multi: etree._Element) -> str:
    """What happens at the end of runs, where the file names an event for it."""
    behavior = (multi.get("behavior") or "All").lower()
    if behavior == "complex":
        return behavior if multi.find(names.q("complexBehaviorDefinition")) is not None else "all"
    named = behavior in ("none", "one") and multi.get(f"{behavior}BehaviorEventRef")
    return behavior if named else "all"


def _output(multi: etree._Element, by_id: Mapping[str, etree._Element]) -> tuple[str | None, Written | None]:
    zeebe = multi.find(f"{names.q('extensionElements')}/{{{ZEEBE}}}loopCharacteristics")
    if zeebe is not None:
        text = zeebe.get("outputElement")
        return zeebe.get("outputCollection"), Written(text, names.FEEL) if text else None
    entry = multi.find(names.q("outputDataItem"))
    item = (entry.get("name") or entry.get("id")) if entry is not None else None
    source = names.reference(multi.findtext(names.q("loopDataOutputRef")))
    target = by_id.get(source)
    name = (target.get("name") if target is not None else None) or source or None
    return name, Written(item, names.FEEL) if item else None


def _collection(multi: etree._Element, by_id: Mapping[str, etree._Element]) -> tuple[Written | None, str | None]:
    zeebe = multi.find(f"{names.q('extensionElements')}/{{{ZEEBE}}}loopCharacteristics")
    if zeebe is not None:
        text = zeebe.get("inputCollection")
        return Written(text) if text else None, zeebe.get("inputElement")
    entry = multi.find(names.q("inputDataItem"))
    item = (entry.get("name") or entry.get("id")) if entry is not None else None
    own = multi.get(names.q("collection", names.SLIP))
    if own:
        return Written(own, names.FEEL), item
    for uri in ENGINES:
        text = multi.get(f"{{{uri}}}collection")
        if text:
            return Written(text, "" if "{" in text else names.FEEL), multi.get(f"{{{uri}}}elementVariable") or item
    source = names.reference(multi.findtext(names.q("loopDataInputRef")))
    if not source:
        return None, item
    target = by_id.get(source)
    name = (target.get("name") if target is not None else None) or source
    return Written(name, names.FEEL), item


def _script(element: etree._Element) -> tuple[str | None, str, str | None]:
    zeebe = element.find(f"{names.q('extensionElements')}/{{{ZEEBE}}}script")
    if zeebe is not None:
        return (zeebe.get("expression") or "").removeprefix("="), "feel", zeebe.get("resultVariable")
    script = element.find(names.q("script"))
    return (script.text or "") if script is not None else None, element.get("scriptFormat") or "", None


def _called(element: etree._Element) -> str | None:
    zeebe = element.find(f"{names.q('extensionElements')}/{{{ZEEBE}}}calledElement")
    text = element.get("calledElement") or (zeebe.get("processId") if zeebe is not None else None)
    return names.reference(text) or None
