"""Where a process names a variable: conditions, timers, loops, scripts, and our own blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from modeler.bpmn.extension import LISTS
from modeler.dictionary.occurrences import Finder, Use
from modeler.document import commands
from modeler.document.document import Document
from modeler.document.records import NodeRecord, ProcessRecord
from modeler.document.semantics import details_of, file_facts_of, language_of

Edit = Callable[[Document], None]
_ASSIGNMENT = re.compile(r"[ \t]*([A-Za-z_]\w*)[ \t]*=(?!=)", re.ASCII)


def in_document(file: str, document: Document, finder: Finder) -> list[Edit]:
    """What would change in a process. Reads the index and the details of its elements."""
    edits: list[Edit] = []
    facts = file_facts_of(document)

    def text(value: str, declared: str, use: Use) -> str:
        language = language_of(facts, value.strip(), declared)
        if language == "feel":
            return finder.feel(value, use)
        finder.foreign(value, use)
        return value

    def put(element: str, name: str, before: object, after: object) -> None:
        if before != after:
            edits.append(lambda doc: commands.set_property(doc, element, name, after))

    for flow in document.index.flows.values():
        if flow.condition:
            use = Use(file, flow.id, "condition", flow.condition)
            put(flow.id, "condition", flow.condition, text(flow.condition, flow.condition_language, use))
    for node in document.index.nodes.values():
        details = details_of(document, node.id)
        for event in details.events:
            if event.condition is not None and event.condition.text:
                use = Use(file, node.id, "condition", event.condition.text)
                put(node.id, "condition", event.condition.text,
                    text(event.condition.text, event.condition.language, use))  # fmt: skip
            if event.timer is not None and event.timer.text.strip().startswith("="):
                use = Use(file, node.id, "timer", event.timer.text)
                after = finder.feel(event.timer.text, use)
                timer = {"kind": event.timer_kind, "text": event.timer.text}
                put(node.id, "timer", timer, {**timer, "text": after})
        if details.loop is not None:
            _in_loop(file, document, node.id, text, put)
        if details.script:
            use = Use(file, node.id, "script", details.script)
            put(node.id, "script", details.script, _in_any_script(details.script, details.script_format, finder, use))
    owners: list[NodeRecord | ProcessRecord] = [*document.index.nodes.values(), *document.index.processes.values()]
    for owner in owners:
        edits += _in_blocks(file, owner.id, owner.extension, finder)
    return edits


def _in_loop(
    file: str,
    document: Document,
    element: str,
    text: Callable[[str, str, Use], str],
    put: Callable[[str, str, object, object], None],
) -> None:
    before = commands.get_property(document, element, "loop")
    if not isinstance(before, Mapping):
        return
    after = dict(before)
    for name in ("condition", "cardinality", "completion", "collection"):
        value = before.get(name)
        if isinstance(value, str) and value and value not in document.index.nodes:
            after[name] = text(value, "", Use(file, element, "loop", value))
    put(element, "loop", dict(before), after)


def _in_any_script(script: str, language: str, finder: Finder, use: Use) -> str:
    if "feel" in (language or "feel").lower():
        return _in_script(script, finder, use)
    finder.foreign(script, use)
    return script


def _in_script(script: str, finder: Finder, use: Use) -> str:
    """A script of assignments; a line that is indented further goes on with the one before."""
    lines = script.splitlines(keepends=True)
    filled = [len(line.expandtabs()) - len(line.expandtabs().lstrip()) for line in lines if line.strip()]
    base, pieces, current = min(filled, default=0), [], ""
    for line in lines:
        indent = len(line.expandtabs()) - len(line.expandtabs().lstrip())
        begins = bool(line.strip()) and indent <= base
        if begins and current:
            pieces.append(current)
            current = ""
        current += line
    pieces.append(current)
    return "".join(_in_statement(piece, finder, use) for piece in pieces)


def _in_statement(statement: str, finder: Finder, use: Use) -> str:
    match = _ASSIGNMENT.match(statement)
    if match is None or statement.lstrip().startswith("//"):
        return statement
    value = finder.feel(statement[match.end() :], use)
    head = match.group()
    if len(finder.variable.path) == 1 and match[1] == finder.variable.path[0]:
        finder.uses.append(use)
        at = match.start(1) - match.start()
        head = head[:at] + (finder.word or match[1]) + head[at + len(match[1]) :]
    return head + value


def _in_blocks(file: str, element: str, extension: Mapping[str, Any], finder: Finder) -> list[Edit]:
    changed: dict[str, Any] = {}
    handler = extension.get("handler")
    if isinstance(handler, Mapping):
        changed["handler"] = {key: _in_handler(str(key), value, finder, Use(file, element, "handler", str(value)))
                              for key, value in handler.items()}  # fmt: skip
    for block in LISTS:
        lines = extension.get(block)
        if isinstance(lines, list):
            changed[block] = [
                {
                    **line,
                    "path": finder.path(
                        str(line.get("path", "")), Use(file, element, "rights", str(line.get("path")))
                    ),
                }
                for line in lines
            ]
    service = extension.get("service")
    if isinstance(service, Mapping):
        changed["service"] = _in_service(file, element, service, finder)
    decision = extension.get("decision")
    if isinstance(decision, Mapping) and decision.get("result"):
        result = str(decision["result"])
        changed["decision"] = {**decision, "result": finder.path(result, Use(file, element, "decision", result))}
    mock = extension.get("mock")
    if isinstance(mock, Mapping) and mock.get("result"):
        use = Use(file, element, "service", str(mock["result"]))
        changed["mock"] = {**mock, "result": finder.feel(str(mock["result"]), use)}
    approval = extension.get("approval")
    if isinstance(approval, Mapping) and approval.get("sensitive"):
        changed["approval"] = {**approval, "sensitive": _sensitive(approval["sensitive"], file, element, finder)}
    return [_block_edit(element, block, value) for block, value in changed.items() if value != extension[block]]


def _block_edit(element: str, block: str, value: Any) -> Edit:
    return lambda doc: commands.set_extension(doc, element, block, value)


def _in_handler(key: str, value: Any, finder: Finder, use: Use) -> Any:
    if key == "path":
        return finder.path(str(value), use)
    if key == "feel" or (isinstance(value, str) and value.startswith("=")):
        return finder.feel(str(value), use)
    return value


def _in_service(file: str, element: str, service: Mapping[str, Any], finder: Finder) -> dict[str, Any]:
    made = dict(service)
    for side in ("in", "out"):
        if not isinstance(service.get(side), list):
            continue
        made[side] = []
        for item in service[side]:
            use = Use(file, element, "service", str(item.get("value", "")))
            line = {**item, "value": finder.feel(str(item.get("value", "")), use)} if "value" in item else dict(item)
            if side == "out" and "name" in item:
                line["name"] = finder.path(str(item["name"]), Use(file, element, "service", str(item["name"])))
            made[side].append(line)
    return made


def _sensitive(value: Any, file: str, element: str, finder: Finder) -> Any:
    def one(path: str) -> str:
        return finder.path(path, Use(file, element, "approval", path))

    if isinstance(value, str):
        return re.sub(r"[^\s,]+", lambda match: one(match.group()), value)
    return [one(str(path)) for path in value]
