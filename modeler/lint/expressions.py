"""The expressions of a model and of its forms, each looked at once over the variables of its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from modeler.document.contents import Contents
from modeler.document.document import Document
from modeler.document.expressions import PLACES, Expression, expressions_of, put_right
from modeler.document.records import FlowRecord, NodeRecord
from modeler.document.semantics import Details
from modeler.document.vocabulary import process_vocabulary
from modeler.forms.expressions import CONDITIONS, form_expressions
from modeler.lint.model import Model, problem
from modeler.lint.rule import Fix
from runner.core.errors import AppError
from runner.core.i18n import N_
from runner.core.problem import Problem, Severity
from runner.feel import FeelSyntaxError, parse
from runner.feel.infer import Code, Remark, look_at
from runner.feel.tree import Ast
from runner.feel.vocabulary import ANY, NOTHING, Variable, Vocabulary
from runner.forms.schema import Form
from runner.forms.variables import vocabulary_of

MEND = N_("Write it so")
_NONE = Details()


@dataclass(frozen=True)
class Seen:
    """An expression in our language: whose it is, what it is called in a sentence, under which property it is edited,
    and what looks wrong. It has a tree, or an `error` says why it cannot be read. `place`, `number` and `lead` say
    where it stands in that property; `place` is empty for one of a form."""

    element: NodeRecord | FlowRecord
    name: str
    text: str
    field: str
    ast: Ast | None
    error: FeelSyntaxError | None = None
    remarks: tuple[Remark, ...] = ()
    words: Vocabulary = NOTHING
    place: str = ""
    number: int = 0
    lead: int = 0


def expressions(model: Model) -> tuple[Seen, ...]:
    """All of them, in the order of the file, those of forms at the first step that shows the form; looked at once
    for a model."""
    kept = model.memory.get("expressions")
    if kept is None:
        kept = model.memory["expressions"] = (*_of_processes(model), *_of_forms(model))
    return kept


def words_of(model: Model) -> Mapping[str | None, Vocabulary]:
    """The variables of each process."""
    kept = model.memory.get("words")
    if kept is None:
        inside: dict[str | None, list[NodeRecord]] = {}
        for node in model.nodes.values():
            inside.setdefault(node.process, []).append(node)
        contents, foreign = model.contents or Contents(), bool(model.facts.engines - {"slip"})
        kept = model.memory["words"] = {
            process: process_vocabulary(nodes, lambda own: model.details.get(own, _NONE), contents, foreign=foreign)
            for process, nodes in inside.items()
        }
    return kept


def _of_processes(model: Model) -> Iterator[Seen]:
    words = words_of(model)
    shown = {node.process for node in model.flow_nodes()}
    elements: list[NodeRecord | FlowRecord] = [one for one in model.flows.values() if one.process in shown]
    elements += model.flow_nodes()
    for element in elements:
        details = model.details.get(element.id, _NONE) if isinstance(element, NodeRecord) else _NONE
        known = words.get(element.process, NOTHING)
        for one in expressions_of(element, details):
            if model.language(one.text, one.declared) == "feel":
                yield _seen(model.name(element), one, replace(known, closed=False) if one.place.yields else known)


def _seen(name: str, one: Expression, words: Vocabulary) -> Seen:
    bare = one.text.removeprefix("=").strip()
    lead = one.lead + one.text.find(bare)
    ast, error, remarks = _looked(bare, words, condition=one.place.is_condition)
    return Seen(
        one.element, name, bare, one.place.field, ast, error, remarks, words, one.place.id, one.number, lead
    )  # fmt: skip


def _looked(
    text: str, words: Vocabulary, *, condition: bool
) -> tuple[Ast | None, FeelSyntaxError | None, tuple[Remark, ...]]:
    try:
        ast = parse(text)
    except FeelSyntaxError as error:
        return None, error, ()
    except AppError:
        return None, None, ()
    return ast, None, look_at(ast, words, condition=condition).remarks


def _of_forms(model: Model) -> Iterator[Seen]:
    """The expressions of each form that is shown, at the first step that shows it: a field may name other fields
    and the variables of the process."""
    done: set[str] = set()
    for node in model.form_steps:
        ref = model.form_ref(node) or ""
        form = model.form(node)
        if form is None or ref in done:
            continue
        done.add(ref)
        words = _form_words(model, node, form)
        for one in form_expressions(form):
            own = replace(words, closed=False) if one.place.table is not None else words
            ast, error, remarks = _looked(one.text, own, condition=one.setting in CONDITIONS)
            caption = one.place.component.caption or one.place.path or ref
            yield Seen(node, f"{model.name(node)} · {caption}", one.text, "form", ast, error, remarks, own)


def _form_words(model: Model, node: NodeRecord, form: Form) -> Vocabulary:
    contents = model.contents or Contents()
    own = vocabulary_of([form], contents.dictionary, contents.organization, temporals=False)
    process = words_of(model).get(node.process, NOTHING)
    more = [Variable(one.name, ANY) for one in process if own.get(one.name) is None]
    return replace(own, variables=(*own.variables, *more), closed=process.closed)


def remarks(model: Model, code: str, *codes: Code) -> Iterator[Problem]:
    """A problem with the code of a rule for every remark of these codes."""
    for seen in expressions(model):
        for remark in seen.remarks:
            if remark.code in codes:
                where: dict[str, str] = {}
                if remark.mends(seen.text) and seen.place:
                    at, end = remark.at + seen.lead, remark.end + seen.lead
                    where = {"place": seen.place, "number": str(seen.number), "at": str(at), "end": str(end),
                             "instead": remark.instead}  # fmt: skip
                yield problem(
                    code, seen.element, Severity.WARNING, field=seen.field, cause=remark.message,
                    text=short(seen.text), name=seen.name, **where,
                )  # fmt: skip


def is_condition(seen: Seen) -> bool:
    """Whether what an expression decides is taken or not."""
    return seen.place in PLACES and PLACES[seen.place].is_condition


def short(text: str) -> str:
    """An expression as a sentence can hold it."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def mended(problem: Problem) -> Fix | None:
    """Write what was meant, where that is known."""
    element, params = problem.element, problem.params
    if element is None or not params.get("instead"):
        return None
    place, number = params["place"], int(params["number"])
    at, end, text = int(params["at"]), int(params["end"]), params["instead"]

    def apply(doc: Document) -> None:
        put_right(doc, element, place, number, at, end, text)

    return Fix(MEND, apply)
