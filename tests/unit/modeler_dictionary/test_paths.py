"""A variable is found in an expression by what it means there, and renaming it changes no result."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeler.dictionary.paths import places_of, respelled
from runner.feel import evaluate, to_json

ITEMS = {("items",): frozenset({"amount", "qty"})}


def renamed(text: str, path: str = "amount", word: str = "total", row: str = "") -> str:
    base = tuple(row.split(".")) if row else ()
    return respelled(text, places_of(text, tuple(path.split(".")), ITEMS, row=base), word)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("amount > 5", "total > 5"),
        ("= amount>amount2", "= total>amount2"),
        ('"amount" = kind and amount = 1', '"amount" = kind and total = 1'),
        ("{amount: 1, b: amount}.amount + amount", "{amount: 1, b: amount}.amount + total"),
        ("for amount in [1] return amount", "for amount in [1] return amount"),
        ("for x in [amount] return x + amount", "for x in [total] return x + total"),
        ("some amount in list satisfies amount > 1", "some amount in list satisfies amount > 1"),
        ("(function(amount) amount + 1)(amount)", "(function(amount) amount + 1)(total)"),
        ("order.amount + amount", "order.amount + total"),
        ("items[amount > 5]", "items[amount > 5]"),
        ("list[item > amount]", "list[item > total]"),
        ("if amount > 1 then amount else -amount", "if total > 1 then total else -total"),
        ("amount in [1..amount]", "total in [1..total]"),
        ("amount.currency", "total.currency"),
        ("// amount\namount", "// amount\ntotal"),
    ],
)
def test_only_the_variable_itself_is_renamed(before: str, after: str) -> None:
    assert renamed(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sum(items.amount) > amount", "sum(items.total) > amount"),
        ("items[amount > 5].amount", "items[total > 5].total"),
        ("items[item.amount > 5]", "items[item.total > 5]"),
        ("for row in items return row.amount * row.qty", "for row in items return row.total * row.qty"),
        ("every row in items satisfies row.amount > amount", "every row in items satisfies row.total > amount"),
        ("items[1] . amount", "items[1] . total"),
        ("{items: 1}.items", "{items: 1}.items"),
    ],
)
def test_a_column_is_found_through_lists_rows_and_loops(before: str, after: str) -> None:
    assert renamed(before, "items.amount") == after


def test_inside_of_a_row_the_column_goes_by_its_own_name() -> None:
    assert renamed("amount * qty + this.amount", "items.amount", row="items") == "total * qty + this.total"
    assert renamed("amount * qty + parent.amount", "amount", row="items") == "amount * qty + parent.total"


names = st.sampled_from(["amount", "other"])


def expressions(depth: int) -> st.SearchStrategy[str]:
    leaf = st.one_of(names, st.sampled_from(["1", "2", '"amount"', "null", '@"2026-03-02"']))
    if depth == 0:
        return leaf
    inner = expressions(depth - 1)
    return st.one_of(
        leaf,
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*", "=", "<", "and", "or"]), inner),
        st.builds("(if {} = {} then {} else {})".format, inner, inner, inner, inner),
        st.builds("(for {} in [{}, 3] return {})".format, names, inner, inner),
        st.builds("(some {} in [{}, 3] satisfies {} = {})".format, names, inner, inner, inner),
        st.builds("{{{}: {}, b: {}}}".format, names, inner, inner),
        st.builds("{{amount: {}}}.amount".format, inner),
        st.builds("[{}, {}][item = {}]".format, inner, inner, inner),
        st.builds("(function({}) {})({})".format, names, inner, inner),
        st.builds("count([{}])".format, inner),
    )


@given(expressions(3), st.sampled_from([1, 2, "amount", None]), st.sampled_from([2, 3]))
def test_renaming_changes_no_result(text: str, value: Any, other: int) -> None:
    """What the expression gives with the variable under its old name, the renamed one gives under the new name."""
    before = to_json(evaluate(text, {"amount": value, "other": other}).value)
    after = to_json(evaluate(renamed(text), {"total": value, "other": other}).value)
    assert before == after
