"""What differs between two states of a file of decisions: decisions, columns and rules, never lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from modeler.compare.differences import Aspect, Difference, Kind
from modeler.decisions.described import lines_of, logic_of
from runner.decisions.model import (
    Decision,
    DecisionTable,
    Definitions,
    Element,
    InputData,
    ItemDefinition,
    Knowledge,
    Rule,
    Service,
    TableInput,
    TableOutput,
)

_TYPES: dict[type, str] = {
    InputData: "inputData",
    Decision: "decision",
    Knowledge: "businessKnowledgeModel",
    Service: "decisionService",
}


def compare_decisions(before: Definitions, after: Definitions) -> tuple[Difference, ...]:
    """From one state of a file to another: what was removed, what was added, what changed, each in the order of its
    file. How it is drawn and where it stands in the file is no difference."""
    return (*_compared(_elements(before), _elements(after)), *_compared(_items(before), _items(after)))


def _compared(
    old: dict[str, Element | ItemDefinition], new: dict[str, Element | ItemDefinition]
) -> Iterator[Difference]:
    yield from (_told("removed", own, one) for own, one in old.items() if own not in new)
    yield from (_told("added", own, one) for own, one in new.items() if own not in old)
    for own, one in old.items():
        if own in new and (aspects := tuple(_aspects(one, new[own]))):
            yield replace(_told("changed", own, new[own]), aspects=aspects)


def _elements(file: Definitions) -> dict[str, Element | ItemDefinition]:
    return {one.id: one for one in file.elements}


def _items(file: Definitions) -> dict[str, Element | ItemDefinition]:
    return {one.name: one for one in file.items}


def _told(kind: Kind, own: str, one: Element | ItemDefinition) -> Difference:
    return Difference(kind, own, _TYPES.get(type(one), "itemDefinition"), one.name or own)


def _aspects(old: Element | ItemDefinition, new: Element | ItemDefinition) -> Iterator[Aspect]:
    if type(old) is not type(new) or isinstance(old, ItemDefinition) or isinstance(new, ItemDefinition):
        if old != new:
            yield Aspect("details")
        return
    if old.name != new.name:
        yield Aspect("name", old.name, new.name)
    if getattr(old, "type", "") != getattr(new, "type", ""):
        yield Aspect("type", old.type, new.type)
    if getattr(old, "question", "") != getattr(new, "question", ""):
        yield Aspect("question", getattr(old, "question", ""), getattr(new, "question", ""))
    was, now = logic_of(old), logic_of(new)
    if isinstance(was, DecisionTable) and isinstance(now, DecisionTable):
        yield from _tables(was, now)
    elif was != now:
        yield Aspect("logic", "\n".join(lines_of(was)), "\n".join(lines_of(now)))
    if _needs(old) != _needs(new):
        yield Aspect("needs", ", ".join(_needs(old)), ", ".join(_needs(new)))


def _needs(element: Element) -> Sequence[str]:
    kinds = ("needs", "answers", "given_decisions", "given_inputs")
    return [one.id for kind in kinds for one in getattr(element, kind, ())]


def _tables(old: DecisionTable, new: DecisionTable) -> Iterator[Aspect]:
    if old.short_policy != new.short_policy:
        yield Aspect("policy", old.short_policy, new.short_policy)
    was, now = (_columns((*table.inputs, *table.outputs)) for table in (old, new))
    for own in {**was, **now}:
        if was.get(own) != now.get(own):
            yield Aspect("column", was.get(own, ""), now.get(own, ""))
    before, after = _rules(old.rules), _rules(new.rules)
    for own in {**before, **after}:
        left, right = before.get(own), after.get(own)
        if left is None or right is None or left[1:] != right[1:]:
            yield Aspect("rule", _row(left), _row(right))
    if [own for own in before if own in after] != [own for own in after if own in before]:
        yield Aspect("order")


def _columns(columns: Sequence[TableInput | TableOutput]) -> dict[str, str]:
    found = {}
    for place, one in enumerate(columns):
        if isinstance(one, TableInput):
            parts = [one.title, one.expression.text, one.expression.type, one.allowed]
        else:
            parts = [one.title, one.name, one.type, one.allowed, one.default]
        found[one.id or f"#{place}"] = " · ".join(dict.fromkeys(filter(None, parts)))
    return found


Row = tuple[int, str, str]


def _rules(rules: Sequence[Rule]) -> dict[str, Row]:
    """Number, cells and remarks of each rule, by its id where every rule has one of its own, else by its place."""
    ids = [one.id for one in rules]
    named = all(ids) and len(set(ids)) == len(ids)
    return {one.id if named else f"#{number}": _cells(number, one) for number, one in enumerate(rules, 1)}


def _cells(number: int, rule: Rule) -> Row:
    cells = " | ".join(one.text or "-" for one in (*rule.tests, *rule.answers))
    return number, cells, " · ".join(filter(None, (*rule.remarks, rule.description)))


def _row(row: Row | None) -> str:
    return f"{row[0]}: {row[1]}" + (f" ({row[2]})" if row[2] else "") if row is not None else ""
