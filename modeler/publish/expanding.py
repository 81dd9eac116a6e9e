"""Approvals drawn in plain BPMN before a package is written for an engine, with all that the steps have besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from modeler.compile import compile_graph
from modeler.dialects.losses import Losses
from modeler.dialects.sheet import without_owners
from modeler.document.io import document_from_bytes
from modeler.portable.expand import Expanded, expand
from modeler.portable.report import Fate, RefusedError
from modeler.portable.votes import names_of
from runner.approvals.verdicts import verdicts_of
from runner.bundle.archive import Package
from runner.bundle.graph import Deadline, FormUse, Graph, Node, Script, ScriptLine
from runner.core.i18n import tr
from runner.forms.schema import Component, Form
from runner.organization.handler import Handler
from runner.rights.model import FieldRight

_CODES = {Fate.WEAKER: "approval", Fate.DROPPED: "approval-gone"}
_KEPT = frozenset({"settings", "people", "loop"})
"""What the report says of things that are written all the same, or told by the writer."""


def expanded(package: Package, losses: Losses) -> Package:
    """The package with its approvals in plain BPMN; what is weaker, gone or impossible goes into `losses`. A package
    without approvals, reminders and the like stays as it is."""
    bundle = package.bundle
    sources, graphs, forms = dict(bundle.sources), dict(bundle.graphs), dict(bundle.forms)
    for path, data in bundle.sources.items():
        own = {key: graph for key, graph in bundle.graphs.items() if graph.source == path}
        if not any(_has_policies(node) for graph in own.values() for node in graph.nodes):
            continue
        document = document_from_bytes(data, path)
        try:
            made = expand(document, placed=False)
        except RefusedError as error:
            for reason in error.reasons:
                name = reason.params.get("name", reason.element)
                losses.add("approval-refused", reason.element, name, file=path, cause=reason.message)
            continue
        _tell(made, own, path, losses)
        sources[path], owners = without_owners(made.data, path)
        again = document_from_bytes(sources[path], path)
        for key, before in own.items():
            after = compile_graph(again, key, path, organization=bundle.organization, forms=tuple(forms)).graph
            graphs[key] = _merged(before, after, owners, made.stands_for, forms)
    return replace(package, bundle=replace(bundle, sources=sources, graphs=graphs, forms=forms))


def _has_policies(node: Node) -> bool:
    limits = node.deadline is not None and any(not limit.at for limit in node.deadline.steps)
    alone = node.handler is not None and node.handler.empty in ("pass", "reject")
    return node.approval is not None or limits or alone or (bool(node.copy_to) and node.kind == "userTask")


def _tell(made: Expanded, graphs: Mapping[str, Graph], path: str, losses: Losses) -> None:
    names = {node.id: node.name or node.id for graph in graphs.values() for node in graph.nodes}
    for line in made.report:
        if line.fate in _CODES and line.kind.concept not in _KEPT:
            name = names.get(line.element or "", line.element or path)
            losses.add(_CODES[line.fate], line.element, name, file=path, cause=line.message)


def _merged(
    before: Graph, after: Graph, owners: Mapping[str, str], stands_for: Mapping[str, str], forms: dict[str, Form]
) -> Graph:
    """The new graph with what its steps had besides approvals: forms with their buttons, services, people."""
    known = {node.id: node for node in before.nodes}
    nodes = [_node(node, known.get(stands_for.get(node.id, node.id)), owners, forms) for node in after.nodes]
    used = " ".join(node.model_dump_json() for node in nodes if not node.id.endswith("_lists"))
    nodes = [_without_unused(node, used) if node.id.endswith("_lists") else node for node in nodes]
    more = {"rights": before.rights, "readers": before.readers, "policy": before.policy, "code": before.code,
            "version": before.version, "category": before.category, "owner": before.owner}  # fmt: skip
    return after.model_copy(update={"nodes": nodes, **more})


def _node(node: Node, before: Node | None, owners: Mapping[str, str], forms: dict[str, Form]) -> Node:
    owner = owners.get(node.id, "")
    update: dict[str, object] = {}
    if before is not None and before.kind in (node.kind, "startEvent"):
        update = {"form": _form(node, before, forms)}
        if before.kind == node.kind:
            update |= {"service": before.service, "decision": before.decision, "copy_to": []}
            update["copy_to"] = before.copy_to if before.kind == "sendTask" else []
            if before.deadline is not None and before.deadline.work:
                update["deadline"] = Deadline(work=before.deadline.work)
    if owner == "starter":
        update["handler"] = Handler(strategy="starter")
    elif owner and (before is None or before.handler is None or owner != names_of(before.id).people):
        update["handler"] = Handler(strategy="field", params={"path": owner})
    elif before is not None and before.handler is not None and node.kind == before.kind:
        update["handler"] = before.handler.model_copy(update={"empty": "stop", "same": "self", "distinct": "off"})
    return node.model_copy(update=update)


def _form(node: Node, before: Node, forms: dict[str, Form]) -> FormUse | None:
    """The form of a step with its buttons as a choice: whoever does the step sets the variable."""
    buttons, use = verdicts_of(before), before.form
    if not buttons or node.kind != before.kind:
        return use
    own = f"{use.ref}_{node.id}" if use is not None else node.id
    form = forms.get(use.ref, Form()) if use is not None else Form()
    key = names_of(node.id).verdict
    choice = Component.model_validate(
        {
            "type": "radio", "id": f"Field_{key}", "key": key, "label": tr("Verdict"),
            "values": [{"label": tr(one.label) or one.id, "value": one.id} for one in buttons],
        }
    )  # fmt: skip
    forms[own] = form.model_copy(update={"id": own, "components": [*form.components, choice]})
    rights = [*use.fields, FieldRight(path=key, access="required")] if use is not None else []
    return FormUse(ref=own, fields=rights)


def _without_unused(node: Node, used: str) -> Node:
    """The script that fills lists, without those that nobody looks at any more."""
    if node.script is None:
        return node
    lines: list[ScriptLine] = []
    for line in reversed(node.script.lines):
        if line.name in used:
            lines.insert(0, line)
            used = f"{used} {line.value}"
    return node.model_copy(update={"script": Script(language="feel", text=node.script.text, lines=lines)})
