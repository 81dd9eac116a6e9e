"""What is known of the variables of a process: their types, for languages that need them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from runner.approvals.verdicts import result_names
from runner.bundle.bundle import Bundle
from runner.bundle.graph import Graph, Node
from runner.core.errors import AppError
from runner.feel import parse, tree
from runner.feel.infer import look_at
from runner.feel.translate import Variable
from runner.feel.vocabulary import ANY, NUMBER, STRING, Kind, Vocabulary
from runner.feel.vocabulary import Variable as Word
from runner.forms.variables import vocabulary_of

COUNTERS = ("loopCounter", "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances")
"""What engines count of several runs, under the same names as here."""


class Typed(dict[str, Variable]):
    """The variables of a process by name and by path. Every name is there: one of which nothing is known may be
    anything, null, or not there at all, so that an engine is asked for it by name."""

    def __missing__(self, name: str) -> Variable:
        return Variable("any", nullable=True, absent="." not in name)

    def __contains__(self, name: object) -> bool:
        return True

    def __bool__(self) -> bool:
        return True

    def get(self, name: str, default: object = None) -> Variable:
        """The variable of a path; one that is not known may be anything."""
        return self[name]


def variables_of_process(bundle: Bundle, graph: Graph) -> Typed:
    """The variables of a process: of its forms, verdicts, scripts, services and counters. A name that is written in
    two types may be anything."""
    words = _of_forms(bundle, graph)
    for name, kind in _written(graph, words):
        known = words.get(name)
        words[name] = kind if known is None or known.name in ("any", kind.name) else ANY
    words.update(_gone_through(graph))
    found = Typed()
    for name, kind in words.items():
        found.update(_entries(name, kind))
    for node in graph.nodes:
        if node.loop is not None:
            found.update({name: Variable("number", nullable=False) for name in COUNTERS})
    return found


def _of_forms(bundle: Bundle, graph: Graph) -> dict[str, Kind]:
    refs = dict.fromkeys(node.form.ref for node in graph.nodes if node.form is not None)
    forms = [bundle.forms[ref] for ref in refs if ref in bundle.forms]
    words = {one.name: one.kind for one in vocabulary_of(forms, bundle.dictionary, bundle.organization)}
    for node in graph.nodes:
        if node.approval is not None:
            words.update(dict.fromkeys(result_names(node), STRING))
        if node.loop is not None:
            words.update(dict.fromkeys(COUNTERS, NUMBER))
    return words


def _gone_through(graph: Graph) -> dict[str, Kind]:
    """What steps go through is a list; whoever does a step in one run of it is named by a text."""
    found: dict[str, Kind] = {}
    people = {node.handler.params.get("path") for node in graph.nodes if node.handler is not None}
    for node in graph.nodes:
        loop = node.loop
        if loop is None or loop.collection is None or not loop.collection.text.isidentifier():
            continue
        item = STRING if loop.item in people else ANY
        found[loop.collection.text] = Kind("list", item)
        if loop.item and item is STRING:
            found[loop.item] = item
    return found


def _written(graph: Graph, words: Mapping[str, Kind]) -> Iterator[tuple[str, Kind]]:
    """What scripts, and the stand-ins of services, say of the variables that they write."""
    seen = dict(words)
    for node in graph.nodes:
        lines = [(line.name, line.value) for line in node.script.lines] if node.script is not None else []
        stand_in = _stand_in(node)
        answered = node.service.outputs if node.service is not None and stand_in else []
        for name, text in (*lines, *((one.name, one.value) for one in answered)):
            more = {"result": _kind(stand_in, seen)} if stand_in else {}
            kinds = {kind.name: kind for kind in _kinds(text, {**seen, **more}, name)}
            if kinds:  # what is only set back says nothing of its type
                kind = next(iter(kinds.values())) if len(kinds) == 1 else ANY
                seen.setdefault(name, kind)
                yield name, kind


def _stand_in(node: Node) -> str:
    """What the stand-in of a service answers, as FEEL; empty where there is none."""
    mock = node.service.mock if node.service is not None else None
    return (mock.result or "") if mock is not None else ""


def _kinds(text: str, words: Mapping[str, Kind], own: str) -> Iterator[Kind]:
    """The kinds of what an expression may give: of each branch of a choice but null and the variable `own` itself."""
    try:
        waiting = [parse(text)]
    except AppError:
        yield ANY
        return
    known = Vocabulary(tuple(Word(name, kind) for name, kind in words.items()))
    while waiting:
        node = waiting.pop()
        if isinstance(node, tree.If):
            waiting += [node.no, node.yes]
        elif isinstance(node, tree.Name) and node.name == own:
            continue
        elif not isinstance(node, tree.Literal) or node.value is not None:
            yield look_at(node, known).kind


def _kind(text: str, words: Mapping[str, Kind]) -> Kind:
    """The kind of what an expression gives."""
    found = {kind.name: kind for kind in _kinds(text, words, "")}
    return next(iter(found.values())) if len(found) == 1 else ANY


def _entries(name: str, kind: Kind) -> Mapping[str, Variable]:
    found = {name: Variable(kind.name, nullable=True, absent="." not in name)}
    for key, inner in (kind.entries or {}).items():
        found.update(_entries(f"{name}.{key}", inner))
    return found
