"""Texts that are still being written: every error with its place, and the tree of the rest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.feel import compile_expression, evaluate, parse, read
from runner.feel import tree as nodes
from tests.unit.feel.test_syntax import fragments


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("1 + ", [5]),
        ("a + * b and c > ", [5, 17]),
        ("[1, , 3, +]", [5, 10]),
        ("{a: , b: 2", [5, 11]),
        ("sum(a, ) + ", [8, 12]),
        ("if a then else c", [11]),
        ("if a then b", [12]),
        ("for x in return x", [10]),
        ("amount limit", [8]),
        ('x = "open', [5]),
        ("a § b ，c", [3, 5, 7, 8]),
        ("order.", [7]),
        ("(a", [3]),
        (")", [1]),
        ("f(a b, c d)", [5, 10]),
        ("", [1]),
    ],
)
def test_all_errors_are_found_with_their_places(text: str, columns: list[int]) -> None:
    assert [error.column for error in read(text).errors] == columns  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("amount > ", {"amount"}),
        ("sum(items, ) > limit", {"sum", "items", "limit"}),
        ("{a: , b: rate}", {"rate"}),
        ("[one, +, three]", {"one", "three"}),
        ("if ready then else count", {"ready", "count"}),
        ("amount limit", {"amount", "limit"}),
    ],
)
def test_what_can_be_understood_stands_in_the_tree(text: str, names: set[str]) -> None:
    assert {node.name for node in read(text).nodes() if isinstance(node, nodes.Name)} == names


def test_the_node_at_the_cursor_is_known() -> None:
    reading = read("order.price > limit")
    node = reading.node_at(17)
    assert isinstance(node, nodes.Name)
    assert reading.span(node) == (14, 19)
    before = read("order.").node_at(6)
    assert isinstance(before, nodes.Path)
    assert before.name == ""
    assert reading.span(reading.tree) == (0, 19)  # type: ignore[arg-type]


def test_a_cell_with_an_error_says_where() -> None:
    assert [error.column for error in read("< 5, >", unary=True).errors] == [7]  # type: ignore[union-attr]
    assert read('not("a", "b")', unary=True).errors == ()


@pytest.mark.parametrize(
    "text",
    [
        "a in (c instance of list<number>)[1]",
        "a in ({b: 1}).b",
        "a in (f(1, 2))[1]",
        "a in (x instance of list<any>) - 1",
    ],
)
def test_what_is_read_twice_is_no_error(text: str) -> None:
    assert read(text).errors == ()
    assert read(text).tree == parse(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(fragments, max_size=14), st.booleans())
def test_reading_ends_and_agrees_with_the_parser(parts: list[str], unary: bool) -> None:
    text = " ".join(parts)
    reading = read(text, unary=unary)
    if not unary:
        try:
            assert parse(text) == reading.tree or reading.errors
            assert not reading.errors
        except AssertionError:
            raise
        except Exception:  # noqa: BLE001  # the parser's own errors
            assert reading.errors


def test_a_warning_names_its_place() -> None:
    warnings = evaluate('1 + limit > 3 and matches("a", "(")', {}).warnings
    assert [(item.code, item.column) for item in warnings] == [
        ("feel.unknown", 5), ("feel.operands", 3), ("feel.operands", 11), ("feel.pattern", 26),
    ]  # fmt: skip


def test_a_function_of_the_host_is_called_once() -> None:
    calls: list[int] = []
    evaluate("f(1) + null", {"f": lambda number: calls.append(1)})
    assert calls == [1]


def test_each_part_is_explained() -> None:
    compiled = compile_expression("amount > 1000 and approved")
    steps = [(type(step.node).__name__, step.value) for step in compiled.explain({"amount": 1200, "approved": True})]
    assert steps == [("Name", 1200), ("Binary", True), ("Name", True), ("Binary", True)]
