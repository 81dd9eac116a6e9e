"""The expressions of a model, each looked at once over the variables of its process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from modeler.document import commands
from modeler.document.contents import Contents
from modeler.document.document import Document
from modeler.document.records import FlowRecord, NodeRecord
from modeler.document.semantics import Details
from modeler.document.vocabulary import process_vocabulary
from modeler.lint.model import Model, problem
from modeler.lint.rule import Fix
from runner.core.errors import AppError
from runner.core.i18n import N_
from runner.core.problem import Problem, Severity
from runner.feel import parse
from runner.feel.infer import Code, Remark, look_at
from runner.feel.tree import Ast
from runner.feel.vocabulary import NOTHING, Vocabulary

MEND = N_("Write it so")


@dataclass(frozen=True)
class Seen:
    """An expression that can be read: whose it is, under which property it is edited, and what looks wrong.
    `lead` is how many signs stand before it in the property."""

    element: NodeRecord | FlowRecord
    text: str
    field: str
    ast: Ast
    remarks: tuple[Remark, ...]
    lead: int = 0


def expressions(model: Model) -> tuple[Seen, ...]:
    """All that can be read, in the order of the file; looked at once for a model."""
    kept = model.memory.get("expressions")
    if kept is None:
        kept = model.memory["expressions"] = tuple(_all(model))
    return kept


def words_of(model: Model) -> Mapping[str | None, Vocabulary]:
    """The variables of each process."""
    kept = model.memory.get("words")
    if kept is None:
        inside: dict[str | None, list[NodeRecord]] = {}
        for node in model.nodes.values():
            inside.setdefault(node.process, []).append(node)
        contents, foreign = model.contents or Contents(), bool(model.facts.engines - {"slip"})
        none = Details()
        kept = model.memory["words"] = {
            process: process_vocabulary(nodes, lambda own: model.details.get(own, none), contents, foreign=foreign)
            for process, nodes in inside.items()
        }
    return kept


def _all(model: Model) -> Iterator[Seen]:
    words = words_of(model)
    shown = {node.process for node in model.flow_nodes()}
    for flow in model.flows.values():
        if flow.process in shown and flow.condition:
            yield from _seen(
                model, flow, flow.condition, flow.condition_language, "condition", words.get(flow.process, NOTHING)
            )
    for node in model.flow_nodes():
        details, known = model.details[node.id], words.get(node.process, NOTHING)
        for event in details.events:
            if event.condition is not None:
                yield from _seen(model, node, event.condition.text, event.condition.language, "condition", known)
        loop = details.loop
        for written in (loop.condition, loop.collection, loop.completion) if loop is not None else ():
            if written is not None:
                yield from _seen(model, node, written.text, written.language, "loop", known)


def _seen(
    model: Model, element: NodeRecord | FlowRecord, text: str, declared: str, field: str, words: Vocabulary
) -> Iterator[Seen]:
    if not text.strip() or model.language(text.strip(), declared) != "feel":
        return
    bare = text.strip().removeprefix("=").strip()
    try:
        ast = parse(bare)
    except AppError:
        return  # another rule speaks of it
    yield Seen(element, bare, field, ast, look_at(ast, words).remarks, text.find(bare))


def remarks(model: Model, code: str, *codes: Code) -> Iterator[Problem]:
    """A problem with the code of a rule for every remark of these codes."""
    for seen in expressions(model):
        for remark in seen.remarks:
            if remark.code in codes:
                place: dict[str, str] = {}
                if remark.instead and seen.field == "condition":
                    at, end = remark.at + seen.lead, remark.end + seen.lead
                    place = {"at": str(at), "end": str(end), "instead": remark.instead}
                yield problem(
                    code, seen.element, Severity.WARNING, field=seen.field, cause=remark.message,
                    text=short(seen.text), **place,
                )  # fmt: skip


def short(text: str) -> str:
    """An expression as a sentence can hold it."""
    return text if len(text) <= 60 else f"{text[:59]}…"


def mended(problem: Problem) -> Fix | None:
    """Write what was meant, where that is known."""
    element, instead = problem.element, problem.params.get("instead")
    if element is None or not instead:
        return None
    at, end = int(problem.params["at"]), int(problem.params["end"])

    def apply(doc: Document) -> None:
        text = str(commands.get_property(doc, element, "condition") or "")
        commands.set_property(doc, element, "condition", text[:at] + instead + text[end:])

    return Fix(MEND, apply)
