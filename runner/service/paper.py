"""The forms of a case as they come to paper for one person."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from runner.approvals.verdicts import verdicts_of
from runner.forms.field import FormFacts
from runner.forms.on_paper import on_paper
from runner.forms.schema import Form
from runner.protocol import values as out
from runner.rights.fields import field_access
from runner.service.sight import Sight, forms_of, reader_views

if TYPE_CHECKING:
    from runner.bundle.graph import Graph
    from runner.store.store import Row, Transaction


def papers(tx: Transaction, sight: Sight, row: Row, view: out.CaseView, user: str) -> list[out.PaperView]:
    """Each form of the case of which the person sees anything, and may see it on paper."""
    bundle, graph = sight.bundle, sight.bundle.graphs[row["process"]]
    now = datetime.fromisoformat(view.clock) if view.clock else None
    facts = FormFacts(bundle.dictionary, bundle.organization, None, now, user=user, sources=bundle.data)
    shown = {id(form): rights for form, rights in reader_views(bundle, graph, "print")}
    said = opinions(tx, row, graph)
    refs = {id(bundle.forms[node.form.ref]): node.form.ref for node in graph.nodes
            if node.form and node.form.ref in bundle.forms}  # fmt: skip
    made = []
    for form in forms_of(bundle, graph):
        sees = partial(_sees, sight, row["process"], form)
        printed, values = on_paper(form, view.variables, shown.get(id(form), []), facts, sees)
        if not values:
            continue
        seen = _masked(values, sight.values(row["process"], view.variables))
        made.append(out.PaperView(
            case=row["id"], ref=refs.get(id(form), ""), process=row["process"], name=view.name, clock=view.clock,
            form=printed, values=seen, said=said,
        ))  # fmt: skip
    return made


def _sees(sight: Sight, process: str, form: Form, path: str) -> bool:
    """Whether the person sees the field at all, on the screen as on paper."""
    if sight.sees_all(process):
        return True
    return any(seen is form and field_access(rights, path) != "hidden" for seen, rights in sight.views(process))


def _masked(values: dict[str, Any], seen: dict[str, Any]) -> dict[str, Any]:
    """Paper shows no more of a value than the screen: what is masked there is masked here."""

    def less(value: Any, other: Any) -> Any:
        if isinstance(value, dict) and isinstance(other, dict):
            return {name: less(inner, other.get(name)) for name, inner in value.items()}
        if isinstance(value, list) and isinstance(other, list) and len(value) == len(other):
            return [less(*pair) for pair in zip(value, other, strict=True)]
        if isinstance(value, str) and isinstance(other, str) and "*" in other:
            return other
        return value

    return {name: less(value, seen.get(name)) for name, value in values.items()}


def opinions(tx: Transaction, row: Row, graph: Graph) -> list[out.Said]:
    """What was said at the steps of a case, in its order, and the approvals at which nobody has said anything."""
    nodes = {node.id: node for node in graph.nodes}
    works = {work["id"]: work["element"] for work in tx.rows("work", instance=row["id"])
             if work["process"] == row["process"]}  # fmt: skip
    found: list[out.Said] = []
    for seat in tx.rows("task", instance=row["id"]):
        node = nodes.get(works.get(seat["work"], ""))
        if node is None or not seat["acted"] or node.approval is None:
            continue
        label = next((one.label for one in verdicts_of(node) if one.id == seat["verdict"]), "")
        found.append(out.Said(
            element=node.id, name=node.name or node.id, user=seat["acted_by"], on_behalf=seat["on_behalf"],
            verdict=label or seat["verdict"] or "", result=seat["result"] or "", opinion=seat["opinion"] or "",
            acted=seat["acted"],
        ))  # fmt: skip
    found.sort(key=lambda one: one.acted)
    done = {one.element for one in found}
    rest = [node for node in graph.nodes if node.approval is not None and node.id not in done]
    return [*found, *(out.Said(element=node.id, name=node.name or node.id) for node in rest)]
