"""All BPMN things that the house knows, one family a file, and which of them an XML element is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache

from modeler.bpmn.spec import ElementSpec
from runner.core.registry import Registry

SPECS: Registry[ElementSpec] = Registry("modeler.bpmn.elements", "SPECS")

EVENT_KINDS: Mapping[str, str] = {
    "messageEventDefinition": "message",
    "timerEventDefinition": "timer",
    "conditionalEventDefinition": "conditional",
    "signalEventDefinition": "signal",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "compensateEventDefinition": "compensation",
    "cancelEventDefinition": "cancel",
    "linkEventDefinition": "link",
    "terminateEventDefinition": "terminate",
}
"""BPMN's local name of an event definition -> our word."""

_NOTHING: Mapping[str, str] = {}
_ENVELOPES = {"initiating": "message-flow-initiating", "non-initiating": "message-flow-answering"}
_ASSOCIATIONS = {"none": "association", "one": "association-one", "both": "association-both"}


def event_kind(definitions: Iterable[str], parallel: bool = False) -> str:
    """The kind of an event from the local names of its definitions; `parallel` is `parallelMultiple`."""
    kinds = [EVENT_KINDS.get(name, "none") for name in definitions]
    if len(kinds) > 1:
        return "parallelMultiple" if parallel else "multiple"
    return kinds[0] if kinds else "none"


@cache
def node_tags() -> frozenset[str]:
    """Local names of all elements drawn as shapes."""
    return frozenset(spec.tag for spec in SPECS.values() if spec.category != "connection")


@cache
def flow_tags() -> frozenset[str]:
    """Local names of all elements drawn as lines."""
    return frozenset(spec.tag for spec in SPECS.values() if spec.category == "connection")


@cache
def _events() -> dict[tuple[str, str, bool], str]:
    return {(spec.tag, spec.event, spec.interrupting): spec.id for spec in SPECS.values() if spec.event is not None}


@cache
def _others() -> dict[str, list[ElementSpec]]:
    table: dict[str, list[ElementSpec]] = {}
    for spec in SPECS.values():
        if spec.event is None:
            table.setdefault(spec.tag, []).append(spec)
    for specs in table.values():
        specs.sort(key=lambda spec: -len(spec.attributes))  # the most particular one is asked first
    return table


def spec_of(
    tag: str,
    event: str | None = None,
    *,
    interrupting: bool = True,
    attributes: Mapping[str, str] = _NOTHING,
    expanded: bool = True,
    horizontal: bool = True,
    markers: Collection[str] = (),
) -> str:
    """The id of the spec that an element is drawn and edited by.

    `tag` is BPMN's local name, `event` the kind of its event definition, `attributes` its plain
    attributes, `expanded` and `horizontal` what the diagram says, `markers` the words of `NodeRecord.markers`
    (`collection` matters). A combination that the standard does not know falls back to the nearest
    one that it does. Raises `KeyError` for a tag that is not drawn.
    """
    events = _events()
    if (tag, "none", True) in events:
        kind = event or "none"
        return events.get((tag, kind, interrupting)) or events.get((tag, kind, True)) or events[tag, "none", True]
    specs = _others()[tag]
    if len(specs) == 1:
        return specs[0].id
    fitting = [
        spec for spec in specs if all(attributes.get(name) == value for name, value in spec.attributes.items())
    ]
    if len(fitting) > 1:
        most = len(fitting[0].attributes)
        fitting = [spec for spec in fitting if len(spec.attributes) == most]
    if len(fitting) > 1:
        many = "collection" in markers
        fitting = [
            spec for spec in fitting if spec.expanded == expanded and ("collection" in spec.markers) == many
        ] or fitting
        fitting = [spec for spec in fitting if spec.horizontal == horizontal] or fitting
    return (fitting or specs)[0].id


def flow_spec_of(
    kind: str, *, default: bool = False, conditional: bool = False, direction: str = "none", envelope: str = ""
) -> str:
    """The id of the spec of a flow, from the words of `FlowRecord`. Raises `KeyError` for an unknown kind."""
    if kind == "sequenceFlow":
        return "default-flow" if default else "conditional-flow" if conditional else "sequence-flow"
    if kind == "association":
        return _ASSOCIATIONS.get(direction, "association")
    if kind == "messageFlow":
        return _ENVELOPES.get(envelope, "message-flow")
    return _others()[kind][0].id


def morph_targets(spec_id: str, *, in_event_sub_process: bool = False, in_transaction: bool = False) -> list[str]:
    """What an element may be changed into, in the order of the menu, itself left out.

    `in_event_sub_process`: whether a start event stands in an event sub-process (typed only, other
    kinds allowed); `in_transaction`: whether cancel events make sense here.
    """
    spec = SPECS[spec_id]
    family = {spec.family}
    if spec.family in ("start-event", "end-event", "intermediate") and not in_event_sub_process:
        family = {"start-event", "end-event", "intermediate"}
    found = [
        other
        for other in SPECS.values()
        if other.family in family and other.family and other.drawable and other.id != spec_id
    ]
    if in_event_sub_process and spec.family == "start-event":
        found = [other for other in found if other.event != "none"]
    else:
        found = [other for other in found if other.tag != "startEvent" or _may_start_a_process(other)]
    if not in_transaction:
        found = [other for other in found if other.event != "cancel"]
    return [other.id for other in sorted(found, key=lambda other: other.family != spec.family)]


def _may_start_a_process(spec: ElementSpec) -> bool:
    return spec.interrupting and spec.event not in ("error", "escalation", "compensation")
