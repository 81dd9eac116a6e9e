"""The forms of a case as they come to paper for one person."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
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

OpenRun = tuple[str, str, Mapping[str, Any]]
"""A called process that goes on: the token of its call, its id, its variables."""


@dataclass(frozen=True)
class Run:
    """One run of a process within a case. `call` is the token that called it, empty for the process of the case;
    `number` counts the runs of one process from 1."""

    process: str
    values: Mapping[str, Any]
    call: str = ""
    number: int = 1


def papers(
    tx: Transaction, sight: Sight, row: Row, view: out.CaseView, called: Sequence[OpenRun], user: str
) -> list[out.PaperView]:
    """Each form of the case, and of each process that it called, of which the person sees anything, and may see it
    on paper."""
    lines = tx.history(row["id"])
    calls = _calls_of(lines)
    return [
        paper
        for run in _runs(row["process"], view.variables, lines, called)
        if run.process in sight.bundle.graphs
        for paper in _of_run(tx, sight, row, view.clock, run, calls, user)
    ]


def _runs(
    process: str, variables: Mapping[str, Any], lines: Sequence[Row], called: Sequence[OpenRun]
) -> Iterator[Run]:
    """The process of the case, then what it called: what has ended in its order, then what goes on."""
    yield Run(process, variables)
    ended = [(line["token"], line["payload"]) for line in lines if line["kind"] == "called"]
    found = [(token, str(said.get("process") or ""), said.get("values") or {}) for token, said in ended]
    counted = Counter({process: 1})
    for token, name, values in [*found, *called]:
        counted[name] += 1
        yield Run(name, values, token, counted[name])


def _calls_of(lines: Sequence[Row]) -> dict[str, str]:
    """Token of a step that came to people -> the token that called its process; empty in the process of the case."""
    return {line["token"]: str(line["payload"].get("call") or "") for line in lines if line["kind"] == "opened"}


def _of_run(
    tx: Transaction, sight: Sight, row: Row, clock: str, run: Run, calls: Mapping[str, str], user: str
) -> Iterator[out.PaperView]:
    bundle, graph = sight.bundle, sight.bundle.graphs[run.process]
    now = datetime.fromisoformat(clock) if clock else None
    facts = FormFacts(bundle.dictionary, bundle.organization, None, now, user=user, sources=bundle.data)
    shown = {id(form): rights for form, rights in reader_views(bundle, graph, "print")}
    said = opinions(tx, row, graph, {token for token, call in calls.items() if call == run.call})
    refs = {id(bundle.forms[node.form.ref]): node.form.ref for node in graph.nodes
            if node.form and node.form.ref in bundle.forms}  # fmt: skip
    for form in forms_of(bundle, graph):
        sees = partial(_sees, sight, run.process, form)
        printed, values = on_paper(form, run.values, shown[id(form)], facts, sees)
        if values:
            yield out.PaperView(
                case=row["id"], ref=refs[id(form)], process=run.process, name=graph.name or graph.process,
                run=run.number, clock=clock, form=printed, values=values, said=said,
            )  # fmt: skip


def _sees(sight: Sight, process: str, form: Form, path: str) -> bool:
    """Whether the person sees the field at all, on the screen as on paper."""
    if sight.sees_all(process):
        return True
    return any(seen is form and field_access(rights, path) != "hidden" for seen, rights in sight.views(process))


def opinions(tx: Transaction, row: Row, graph: Graph, tokens: Collection[str]) -> list[out.Said]:
    """What was said at the steps of one run of a process (`tokens` are its own), in its order, and the approvals at
    which nobody has said anything."""
    nodes = {node.id: node for node in graph.nodes}
    works = {work["id"]: work["element"] for work in tx.rows("work", instance=row["id"])
             if work["process"] == graph.process and work["token"] in tokens}  # fmt: skip
    found: list[out.Said] = []
    for seat in tx.rows("task", instance=row["id"]):
        node = nodes.get(works.get(seat["work"], ""))
        if node is None or not seat["acted"] or node.approval is None:
            continue
        label = next((one.label for one in verdicts_of(node) if one.id == seat["verdict"]), "")
        found.append(out.Said(
            element=node.id, name=node.name or node.id, user=seat["acted_by"], on_behalf=seat["on_behalf"],
            verdict=label or seat["verdict"] or "", result=seat["result"] or "", opinion=seat["opinion"] or "",
            signature=json.loads(seat["signature"]) if seat["signature"] else None, acted=seat["acted"],
        ))  # fmt: skip
    found.sort(key=lambda one: one.acted)
    done = {one.element for one in found}
    rest = [node for node in graph.nodes if node.approval is not None and node.id not in done]
    return [*found, *(out.Said(element=node.id, name=node.name or node.id) for node in rest)]
