"""What differs between two states of a file, in the terms of its readers: elements, not lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from modeler.bpmn.nodes import ElementView
from modeler.document.document import Document
from modeler.document.index import Record
from modeler.document.records import DefinitionRecord, FlowRecord, NodeRecord, ProcessRecord
from runner.core.i18n import N_
from runner.data.ordered import name_of

Kind = Literal["added", "removed", "changed"]

WORDS: Mapping[str, str] = {
    "name": N_("Name"),
    "spec": N_("Type"),
    "parent": N_("Inside"),
    "lane": N_("Lane"),
    "attached_to": N_("Attached to"),
    "default": N_("Default flow"),
    "place": N_("Place on the diagram"),
    "size": N_("Size"),
    "label": N_("Place of the label"),
    "colour": N_("Colour"),
    "markers": N_("Markers"),
    "interrupting": N_("Interrupting"),
    "source": N_("From"),
    "target": N_("To"),
    "condition": N_("Condition"),
    "route": N_("Route"),
    "code": N_("Code"),
    "executable": N_("Executable"),
    "documentation": N_("Documentation"),
    "details": N_("Other details"),
    "handler": N_("Handler"),
    "form": N_("Form"),
    "fields": N_("Field rights"),
    "approval": N_("Approval"),
    "deadline": N_("Deadline"),
    "copy": N_("Copies"),
    "rights": N_("Rights"),
    "process": N_("Process facts"),
    "service": N_("Service"),
    "type": N_("Data type"),
    "question": N_("Question"),
    "policy": N_("Hit policy"),
    "column": N_("Column"),
    "rule": N_("Rule"),
    "logic": N_("Logic"),
    "needs": N_("Needs"),
    "order": N_("Order"),
    "version": N_("Version"),
    "signature": N_("Signature"),
}
"""What the aspects of an element are called; others go by the name they have in the file."""


_TOLD_BY_FLOWS = frozenset({"incoming", "outgoing"})


@dataclass(frozen=True)
class Aspect:
    """One thing about an element that differs: `what` is a key of `WORDS` or a name from the file; before and
    after as short texts, empty for nothing."""

    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Difference:
    """One element that came, went or is another. `type` is the id of an ElementSpec, a kind of flow or
    definition, or the list of a JSON file that it stands in; `name` what it is called, else its id."""

    kind: Kind
    id: str
    type: str
    name: str
    aspects: tuple[Aspect, ...] = ()


def compare_documents(before: Document, after: Document) -> tuple[Difference, ...]:
    """From one state of a process file to another: what was removed, what was added, what changed, each in the
    order of its file."""
    old, new = _records(before), _records(after)
    gone = [_plain("removed", record) for own, record in old.items() if own not in new]
    come = [_plain("added", record) for own, record in new.items() if own not in old]
    changed = []
    for own, record in old.items():
        if own in new:
            aspects = tuple(_aspects(record, new[own], before, after))
            if aspects:
                changed.append(replace(_plain("changed", new[own]), aspects=aspects))
    return (*gone, *come, *changed)


def _records(doc: Document) -> dict[str, Record]:
    index = doc.index
    return {**index.processes, **index.nodes, **index.flows, **index.definitions}


def _plain(kind: Kind, record: Record) -> Difference:
    return Difference(kind, record.id, _type(record), record.name or record.id)


def _type(record: Record) -> str:
    if isinstance(record, NodeRecord):
        return record.spec
    if isinstance(record, FlowRecord | DefinitionRecord):
        return record.kind
    return "process"


def _aspects(old: Record, new: Record, before: Document, after: Document) -> Iterator[Aspect]:
    was, now = _facts(old, before), _facts(new, after)
    found = False
    for what in {**was, **now}:
        left, right = was.get(what, ""), now.get(what, "")
        if _key(left) != _key(right):
            found = True
            yield Aspect(what, _shown(left), _shown(right))
    if not found and _inside(before.view(old.id), before) != _inside(after.view(new.id), after):
        yield Aspect("details")


@dataclass(frozen=True)
class _Reference:
    """Another element: the same where its id is, whatever it is called."""

    id: str
    name: str


def _key(fact: str | _Reference) -> str:
    return fact.id if isinstance(fact, _Reference) else fact


def _shown(fact: str | _Reference) -> str:
    return fact.name if isinstance(fact, _Reference) else fact


def _facts(record: Record, doc: Document) -> dict[str, str | _Reference]:
    facts: dict[str, str | _Reference] = {"name": record.name}
    if isinstance(record, NodeRecord):
        facts |= _node_facts(record, doc)
    elif isinstance(record, FlowRecord):
        facts |= {
            "spec": record.kind,
            "source": _called(doc, record.source),
            "target": _called(doc, record.target),
            "condition": record.condition or "",
            "route": " ".join(f"({x:g}, {y:g})" for x, y in record.waypoints),
            "colour": record.stroke,
        }
    elif isinstance(record, DefinitionRecord):
        facts["code"] = record.code
    elif isinstance(record, ProcessRecord):
        facts["executable"] = str(record.executable)
    for block, value in getattr(record, "extension", {}).items():
        facts[block] = _short(value)
    view = doc.view(record.id, 1)
    facts["documentation"] = view.text_of("documentation") if view is not None else ""
    return facts


def _node_facts(record: NodeRecord, doc: Document) -> dict[str, str | _Reference]:
    box, label = record.bounds, record.label_bounds
    return {
        "spec": record.spec,
        "parent": _called(doc, record.parent),
        "lane": _called(doc, record.lane),
        "attached_to": _called(doc, record.attached_to),
        "default": _called(doc, record.default),
        "place": f"({box.x:g}, {box.y:g})" if box else "",
        "size": f"{box.width:g} × {box.height:g}" if box else "",
        "label": f"({label.x:g}, {label.y:g})" if label else "",
        "colour": " ".join(filter(None, (record.fill, record.stroke))),
        "markers": ", ".join(sorted(record.markers)),
        "interrupting": "" if record.interrupting else "false",
    }


def _called(doc: Document, own: str | None) -> _Reference:
    record = doc.index.record(own)
    return _Reference(own or "", (record.name or record.id) if record is not None else own or "")


def _inside(view: ElementView | None, doc: Document) -> object:
    """All that an element says, without the elements in it that are compared on their own."""
    if view is None:
        return None
    own = tuple(
        _inside(child, doc)
        for child in view.children
        if doc.index.record(child.id) is None and child.tag not in _TOLD_BY_FLOWS
    )
    return view.tag, dict(view.attributes), view.text.strip(), own


def compare_json(before: Any, after: Any) -> tuple[Difference, ...]:
    """From one JSON value to another: records of the outer lists are told on their own, by id, code or key."""
    before, after = _mapping(before), _mapping(after)
    found: dict[Kind, list[Difference]] = {"removed": [], "added": [], "changed": []}
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if _is_list(old) and _is_list(new):
            _compare_lists(key, old or [], new or [], found)
        else:
            found["changed"].append(Difference("changed", key, "", key, tuple(_leaves("", old, new))))
    return tuple(one for kind in found.values() for one in kind)


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {"": value}


def _is_list(value: Any) -> bool:
    return value is None or (isinstance(value, list | tuple) and all(isinstance(item, Mapping) for item in value))


def _compare_lists(key: str, before: Any, after: Any, found: dict[Kind, list[Difference]]) -> None:
    old, new = _by_name(before), _by_name(after)
    for own, record in old.items():
        if own not in new:
            found["removed"].append(Difference("removed", own, key, _title(record, own)))
        elif record != new[own]:
            aspects = tuple(_leaves("", record, new[own]))
            found["changed"].append(Difference("changed", own, key, _title(new[own], own), aspects))
    for own, record in new.items():
        if own not in old:
            found["added"].append(Difference("added", own, key, _title(record, own)))
    if not any(found.values()):
        found["changed"].append(Difference("changed", key, "", key, (Aspect("order"),)))


def _by_name(items: Any) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for place, item in enumerate(items, 1):
        known = name_of(item)
        own = known[1] if known else f"#{place}"
        while own in named:
            own += "'"
        named[own] = item
    return named


def _title(record: Mapping[str, Any], own: str) -> str:
    for key in ("name", "label"):
        value = record.get(key)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, Mapping) and value:
            return str(next(iter(value.values())))
    return own


def _leaves(path: str, old: Any, new: Any) -> Iterator[Aspect]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in {**old, **new}:
            if old.get(key) != new.get(key):
                yield from _leaves(f"{path}.{key}" if path else str(key), old.get(key), new.get(key))
    else:
        yield Aspect(path, _short(old), _short(new))


def _short(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
