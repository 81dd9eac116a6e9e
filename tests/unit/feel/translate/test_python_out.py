"""FEEL becomes calls of our run-time for hosts that run Python; an interpreter of calls gives the same."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings

from runner.feel import evaluate, parse
from runner.feel.translate import to_python
from runner.feel.translate.python_runtime import namespace
from tests.helpers.feel_texts import conditions, contexts


def run_calls(text: str, functions: Mapping[str, Callable[..., Any]]) -> Any:
    """The value of a Python text that holds calls by plain names and constants, and nothing else."""

    def value(node: ast.expr) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        assert isinstance(node, ast.Call), ast.dump(node)
        assert isinstance(node.func, ast.Name), ast.dump(node)
        assert not node.keywords
        return functions[node.func.id](*(value(argument) for argument in node.args))

    return value(ast.parse(text, mode="eval").body)


@settings(max_examples=200)
@given(conditions(), contexts())
def test_the_python_text_gives_the_same_value_and_is_made_of_calls_only(text: str, context: dict[str, Any]) -> None:
    translation = to_python(parse(text))
    assert translation.text is not None, translation.refusal
    assert run_calls(translation.text, namespace(context)) is evaluate(text, context).value


@pytest.mark.soak
@settings(max_examples=50_000)
@given(conditions(), contexts())
def test_the_python_text_gives_the_same_value_in_very_many_cases(text: str, context: dict[str, Any]) -> None:
    translation = to_python(parse(text))
    assert translation.text is not None
    assert run_calls(translation.text, namespace(context)) is evaluate(text, context).value


@pytest.mark.parametrize(
    ("feel", "python"),
    [
        ("a = 1", "eq(var('a'), num('1'))"),
        ("a.b and not(c)", "and3(get(var('a'), 'b'), not3(var('c')))"),
        ("x in [1..3]", "meets(var('x'), span(num('1'), num('3'), True, True))"),
        ('x in ("a", < 3)', "or3(meets(var('x'), text('a')), lt(var('x'), num('3')))"),
        ("l[-1]", "item(var('l'), num('-1'))"),
        ("if p then null else true", "choose(var('p'), None, True)"),
        ('starts with(s, "é")', "call('starts with', var('s'), text('\\xe9'))"),
    ],
)
def test_feel_as_python(feel: str, python: str) -> None:
    assert to_python(parse(feel)).text == python


@pytest.mark.parametrize(
    ("feel", "code", "at"),
    [
        ("1 + count(for i in l return i)", "translate.scope", 10),
        ("l[item > 1]", "translate.scope", 1),
        ("{a: 1}", "translate.scope", 0),
        ("own(1)", "translate.function", 3),
        ('@"2026-01-01"', "translate.construct", 0),
    ],
)
def test_what_calls_alone_cannot_say_is_refused(feel: str, code: str, at: int) -> None:
    refusal = to_python(parse(feel)).refusal
    assert refusal is not None
    assert (refusal.code, refusal.at) == (code, at)


def test_quotes_in_names_and_texts_never_leave_their_literal() -> None:
    text = to_python(parse("s = \"') or __import__('os')\"")).text
    assert text is not None
    assert run_calls(text, namespace({"s": "') or __import__('os')"})) is True
