"""Reading expressions: errors with their place, budgets, unary tests, JUEL."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.core.i18n import set_language
from runner.feel import FeelBudgetError, FeelSyntaxError, compile_unary_tests, evaluate, parse, read


@pytest.mark.parametrize(
    ("text", "column", "code"),
    [
        ("", 1, "feel.syntax"),
        ("1 +", 4, "feel.syntax"),
        ("(1", 3, "feel.syntax"),
        ("a b", 3, "feel.syntax"),
        ("1 + * 2", 5, "feel.syntax"),
        ('x = "open', 5, "feel.quote"),
        ("amount > 1，000", 11, "feel.fullwidth"),
        ("if a then b", 12, "feel.syntax"),
        ("a = §", 5, "feel.character"),
        ("{a 1}", 5, "feel.syntax"),
        ("[1..", 5, "feel.syntax"),
        ("for x in y", 11, "feel.syntax"),
        ('function(x) external {java: {class: "java.lang.Math"}}', 1, "feel.external"),
        ("().__class__", 2, "feel.syntax"),
    ],
)
def test_a_syntax_error_names_the_column(text: str, column: int, code: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse(text)
    assert (caught.value.column, caught.value.code) == (column, code)
    assert caught.value.message


@pytest.mark.parametrize(
    "text",
    [
        "9 ** (9 ** 9)",
        "10 ** 100000000",
        "for i in 1..1000000000 return i",
        "count(for a in 1..3000, b in 1..3000, c in 1..3000 return 1)",
        "some a in 1..3000, b in 1..3000 satisfies a + b < 0",
        "(" * 3000 + "1" + ")" * 3000,
        "[" * 3000 + "1" + "]" * 3000,
        "-" * 5000 + "1",
        " + ".join(["1"] * 20000),
        "{f: function(x) f(x), r: f(1)}.r",
        "{g: function(x) g(g(x)), r: g(1)}.r",
        '{a: "xxxxxxxxxx", b: a+a+a+a+a+a+a+a+a+a, c: b+b+b+b+b+b+b+b+b+b, d: c+c+c+c+c+c+c+c+c+c,'
        " e: d+d+d+d+d+d+d+d+d+d, f: e+e+e+e+e+e+e+e+e+e, g: f+f+f+f+f+f+f+f+f+f}.g",
    ],
)
def test_what_takes_too_much_is_stopped(text: str) -> None:
    with pytest.raises(FeelBudgetError) as caught:
        evaluate(text, {})
    assert caught.value.message


@pytest.mark.parametrize("text", [" + ".join(["1"] * 2500), " and ".join(["true"] * 1000), "a" + ".a" * 60])
def test_a_long_chain_needs_no_deep_stack(text: str) -> None:
    evaluate(text, {})


@pytest.mark.parametrize(
    "text",
    ['"".__class__', "x.__class__.__name__", '__import__("os").getcwd()', "x.upper()", 'open("/etc/hostname")'],
)
def test_nothing_of_python_is_in_reach(text: str) -> None:
    assert evaluate(text, {"x": "a"}).value is None


def test_a_pattern_that_would_backtrack_for_ever_answers_at_once() -> None:
    assert evaluate('matches("' + "a" * 5000 + '!", "^(a+)+$")', {}).value is False


@pytest.mark.parametrize(
    ("tests", "value", "wanted"),
    [
        ("-", 5, True),
        ("", 5, True),
        ("5", 5, True),
        ("< 5", 4, True),
        ("< 5", 5, False),
        ('"a", "b"', "b", True),
        ("not(1, 2)", 3, True),
        ("not(1, 2)", 2, False),
        ("[1..5]", 5, True),
        ("]1..5[", 5, False),
        ("(1..5)", 1, False),
        ("limit", 7, True),
        ("> limit", 8, True),
        ("[1, 7]", 7, True),
        ("? > 3 and ? < 9", 7, True),
        ("? > 3 and ? < 9", 9, False),
        ("null", None, True),
        ("true", True, True),
        ("false", True, False),
        ("not(false)", True, True),
        ("< 5", "a", None),
        ("limit > 3", "a", True),
        ('date("2026-03-02")', "a", None),
    ],
)
def test_a_cell_of_a_decision_table(tests: str, value: Any, wanted: bool | None) -> None:
    assert compile_unary_tests(tests)(value, {"limit": 7}) is wanted


FRAGMENTS = (
    'a 1 "t" ( ) [ ] { } .. . , : + - * / ** = < > if then else for in return some satisfies and or not between '
    'instance of function ? null date_and_time @ 金额 <= != \' -> date and time @"2026-03-02"'
)
fragments = st.sampled_from(sorted(set(FRAGMENTS.split(" "))))


@settings(max_examples=300, deadline=None)
@given(st.lists(fragments, max_size=14))
def test_any_text_is_read_or_refused_and_never_breaks(parts: list[str]) -> None:
    text = " ".join(parts)
    try:
        evaluate(text, {"a": 1, "金额": 2})
    except (FeelSyntaxError, FeelBudgetError) as error:
        assert error.message


def test_a_function_from_outside_the_model_is_null_when_it_is_called() -> None:
    result = evaluate('{f: function(x) external {java: {class: "a", method signature: "b(int)"}}, r: f(1)}.r', {})
    assert result.value is None
    assert [warning.code for warning in result.warnings] == ["feel.external"]


def test_a_syntax_error_reads_in_chinese_too() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse("1 +")
    set_language("zh")
    assert "文本结尾" in caught.value.message
    assert "值" in caught.value.message
    set_language("en")
    assert "the end of the text" in caught.value.message


def test_a_cell_that_cannot_be_told_says_why() -> None:
    result = compile_unary_tests("< limit").evaluate("a", {"limit": 7})
    assert (result.value, [warning.code for warning in result.warnings]) == (None, ["feel.operands"])
    assert compile_unary_tests("-").evaluate("a", {}).value is True


@pytest.mark.parametrize("number", ["1e7000", "1e99999999999999999999", "1e-99999999999999999999", "9" * 7000])
def test_a_number_beyond_all_calculation_is_refused_with_its_place(number: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse(f"a > {number}")
    assert (caught.value.code, caught.value.column) == ("feel.number", 5)
    assert read(f"a > {number} and b").errors[0].code == "feel.number"
    assert parse("1e6000") is not None
