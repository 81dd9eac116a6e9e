"""What the expressions of a process may name: the fields of its forms, verdicts, and what its machines write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from modeler.document.contents import Contents
from modeler.document.records import NodeRecord
from modeler.document.semantics import Details
from runner.core.errors import AppError
from runner.core.i18n import tr
from runner.feel import parse
from runner.feel.tree import ContextNode
from runner.feel.vocabulary import ANY, NUMBER, STRING, Choice, Variable, Vocabulary
from runner.forms.variables import vocabulary_of

OPENING = frozenset({"callActivity", "receiveTask", "businessRuleTask", "dataInput"})
"""Nodes that may bring variables of which the process says nothing."""
SILENT = frozenset({"notify"})
"""Kinds of services that answer nothing anybody could name."""


def process_vocabulary(
    nodes: Iterable[NodeRecord], details: Callable[[str], Details], contents: Contents, *, foreign: bool = False
) -> Vocabulary:
    """The variables of the processes that these nodes make up. It is closed where every variable has its
    origin in the model; `foreign`: where other engines put in their own."""
    nodes = list(nodes)
    refs = dict.fromkeys(ref for node in nodes if (ref := _form(node)))
    known = [contents.forms[ref] for ref in refs if ref in contents.forms]
    more = [one for node in nodes for one in _written(node, details(node.id))]
    closed = not foreign and bool(known) and len(known) == len(refs) and not any(map(_opens, nodes))
    return vocabulary_of(known, contents.dictionary, contents.organization, more=more, closed=closed)


def _form(node: NodeRecord) -> str:
    block = node.extension.get("form")
    return str(block.get("ref") or "") if isinstance(block, Mapping) else ""


def _opens(node: NodeRecord) -> bool:
    """Whether a node may bring variables of which the process says nothing."""
    if _result(node):
        return False
    if node.tag in OPENING or node.event in ("message", "signal", "error", "escalation"):
        return True
    if node.tag == "startEvent":
        return not _form(node) and node.event is None
    if node.tag in ("serviceTask", "sendTask"):
        block = node.extension.get("service")
        return not (isinstance(block, Mapping) and (block.get("out") or block.get("kind") in SILENT))
    return node.tag == "userTask" and not _form(node)


def _result(node: NodeRecord) -> str:
    """The variable that takes what a decision gives."""
    block = node.extension.get("decision")
    return str(block.get("result") or "") if isinstance(block, Mapping) and block.get("ref") else ""


def of_runner(node: NodeRecord, details: Details) -> Iterator[Variable]:
    """The variables that the runner itself writes at a node: verdicts, and the counters of what is done several
    times. No field may be called like one of them: what was filled in would be written over."""
    if node.tag == "userTask" and "approval" in node.extension:
        yield from _verdicts(node)
    if details.loop is not None:
        yield from (Variable(name, NUMBER) for name in (
            "loopCounter", "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances"
        ))  # fmt: skip


def _written(node: NodeRecord, details: Details) -> Iterator[Variable]:
    yield from of_runner(node, details)
    if node.tag in ("serviceTask", "sendTask", "businessRuleTask"):
        block = node.extension.get("service")
        rows: Any = block.get("out") if isinstance(block, Mapping) else ()
        for row in rows or ():
            if isinstance(row, Mapping) and row.get("name"):
                yield Variable(str(row["name"]).partition(".")[0], ANY, about=node.name)
        if not rows:  # then all entries of the answer become variables; a mock shows some
            yield from (Variable(name, ANY, about=node.name) for name in _mocked(node))
    if _result(node):
        yield Variable(_result(node), ANY, about=node.name)
    for line in (details.script or "").splitlines():
        name, sign, _value = line.partition("=")
        if sign and name.strip().isidentifier() and not line[:1].isspace():
            yield Variable(name.strip(), ANY, about=node.name)
    if details.result:
        yield Variable(details.result, ANY, about=node.name)
    if details.loop is not None and details.loop.item:
        yield Variable(details.loop.item, ANY, about=node.name)


def _mocked(node: NodeRecord) -> tuple[str, ...]:
    """The entries of the answer that a mock gives in place of a service."""
    block = node.extension.get("mock")
    text = str(block.get("result") or "") if isinstance(block, Mapping) else ""
    try:
        tree = parse(text)
    except AppError:
        return ()
    return tree.keys if isinstance(tree, ContextNode) else ()


def _verdicts(node: NodeRecord) -> Iterator[Variable]:
    block = node.extension["approval"]
    rows = block.get("verdicts") if isinstance(block, Mapping) else ()
    found: dict[str, Choice] = {}
    for row in rows or ({"id": key, "result": key} for key in ("agree", "reject", "return")):
        if isinstance(row, Mapping):
            result = str(row.get("result") or "")
            value = str(row.get("id") or "") if result == "custom" else result
            found[value] = Choice(value, _both(str(row.get("label") or value)))
    for value in _unpressed(node, block if isinstance(block, Mapping) else {}, set(found)):
        found.setdefault(value, Choice(value, _both(value)))
    yield Variable("verdict", STRING, _both(tr("Last verdict")), tuple(found.values()))
    name = tr("Verdict of {name}").format(name=node.name or node.id)
    yield Variable(f"{node.id}_result", STRING, _both(name), tuple(found.values()))
    pressed = {key: Choice(key, _both(key)) for key in ("auto-agree", "auto-reject")}
    pressed |= {one.value: one for one in _buttons(rows)}
    told = tr("Button pressed at {name}").format(name=node.name or node.id)
    yield Variable(f"{node.id}_verdict", STRING, _both(told), tuple(pressed.values()))


def _unpressed(node: NodeRecord, approval: Mapping[str, Any], buttons: set[str]) -> Iterator[str]:
    """The results that a step comes to without anybody's pressing a button of that result: by a time limit, by what
    happens where nobody is there, or by votes that can no longer be enough."""
    steps = node.extension.get("deadline")
    limits = steps.get("steps") if isinstance(steps, Mapping) else ()
    handler = node.extension.get("handler")
    empty = str(handler.get("empty") or "") if isinstance(handler, Mapping) else ""
    done = {str(step.get("do") or "") for step in limits or () if isinstance(step, Mapping)}
    yield from (value for value in ("agree", "reject") if value in done)
    if empty in ("pass", "reject"):
        yield "agree" if empty == "pass" else "reject"
    if approval.get("vote") in ("count", "percent", "weight") or "abstain" in buttons:
        yield "reject"


def _buttons(rows: Any) -> Iterator[Choice]:
    """The buttons of an approval by their ids."""
    for row in rows or ({"id": key} for key in ("agree", "reject", "return")):
        if isinstance(row, Mapping):
            own = str(row.get("id") or "")
            yield Choice(own, _both(str(row.get("label") or own)))


def _both(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}
