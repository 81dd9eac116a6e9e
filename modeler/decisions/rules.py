"""The rules of a decision table: added, removed, moved and copied, each as new bytes of the file.

`data` are the bytes, `table` is the id of the decision or knowledge model; rules count from 0. All raise `FileError`
(`decisions.changed`) for what is not there.
"""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from modeler.decisions.source import Made, TableSource


def add_rules(data: bytes, table: str, at: int, count: int = 1) -> bytes:
    """The bytes with empty rules before the rule `at`, behind all where it is their number."""
    source = TableSource(data, table)
    made = [_new_rule(source) for _one in range(count)]
    source.put(source.table, made, _before(source, at))
    return source.made()


def remove_rules(data: bytes, table: str, rules: Collection[int]) -> bytes:
    """The bytes without these rules."""
    source = TableSource(data, table)
    for at in set(rules):
        source.remove(source.rule(at))
    return source.made()


def move_rules(data: bytes, table: str, rules: Collection[int], by: int) -> bytes:
    """The bytes with these rules so many places lower (negative: higher), in the order in which they stand; at an
    end they stay."""
    count = len(TableSource(data, table).rules())
    chosen = sorted(set(rules))
    if not chosen or chosen[0] < 0 or chosen[-1] >= count:
        raise TableSource(data, table).changed()
    by = max(-chosen[0], min(by, count - 1 - chosen[-1]))
    order = [one for one in range(count) if one not in rules]
    for at in chosen:  # each finds its new place among those that stay
        order.insert(at + by, at)
    return order_rules(data, table, order)


def order_rules(data: bytes, table: str, order: Collection[int]) -> bytes:
    """The bytes with the rules in this order: each place takes what another one holds, what stands between them
    stays."""
    source = TableSource(data, table)
    rules = source.rules()
    if sorted(order) != list(range(len(rules))):
        raise source.changed()
    for place, at in enumerate(order):
        if place != at:
            source.swap(rules[place], source.verbatim(rules[at]))
    return source.made()


def duplicate_rules(data: bytes, table: str, rules: Collection[int]) -> bytes:
    """The bytes with these rules once more, behind the last of them."""
    source = TableSource(data, table)
    found = [source.rule(at) for at in sorted(set(rules))]
    if not found:
        return data
    source.put(source.table, [source.copy(one) for one in found], [found[-1]])
    return source.made()


def _before(source: TableSource, at: int) -> list[etree._Element]:
    """What stands before a place among the rules: the rule above, else the last column."""
    rules = source.rules()
    if not 0 <= at <= len(rules):
        raise source.changed()
    return rules[:at] or source.kids(source.table, "input", "output", "annotation")


def _new_rule(source: TableSource) -> Made:
    """An empty rule with a cell for each column."""
    cells = []
    for column, cell, word in (("input", "inputEntry", "UnaryTests"), ("output", "outputEntry", "LiteralExpression")):
        for _one in source.kids(source.table, column):
            cells.append(Made(cell, {"id": source.new_id(word)}, (Made("text"),)))
    cells += [Made("annotationEntry", {}, (Made("text"),)) for _one in source.kids(source.table, "annotation")]
    return Made("rule", {"id": source.new_id("DecisionRule")}, tuple(cells))
