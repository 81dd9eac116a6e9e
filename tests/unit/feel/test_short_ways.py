"""Short ways of plain expressions and filters give what the long way gives, warnings included."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from runner.feel import compile_expression, parse
from runner.feel.budget import Frame, Run
from runner.feel.compile_plain import compile_plain
from runner.feel.dispatch import compile_traced
from runner.feel.errors import FeelBudgetError

NUMBERS = st.one_of(
    st.integers(-3, 1_005),
    st.floats(-5, 5).map(lambda number: round(number, 1)),
    st.sampled_from(
        [0.1, -0.0, 1e300, float("nan"), float("inf"), 10**40, Decimal("0.10"), Decimal("NaN"), Decimal("Infinity")]
    ),
)
VALUES = st.one_of(
    NUMBERS,
    st.sampled_from(["a", "b", "", True, False, None, date(2026, 3, 2), timedelta(hours=1), [1], {"p": 2}, object()]),
)
ROWS = st.one_of(
    st.lists(st.fixed_dictionaries({"p": NUMBERS, "s": st.sampled_from(["a", "b"])}), max_size=6),
    st.lists(st.dictionaries(st.sampled_from(["p", "s", "item"]), VALUES), max_size=4),
    st.lists(VALUES, max_size=3),
)
CONTEXTS = st.fixed_dictionaries(
    {},
    optional={
        "n": VALUES, "m": VALUES, "o": st.dictionaries(st.sampled_from("pq"), VALUES), "rows": ROWS,
        "not": st.just(lambda value: value), "p": NUMBERS, "count": st.just(lambda value: 7),
    },
)  # fmt: skip
LEAVES = st.sampled_from(
    ["n", "m", "o.p", "o.q", "o.q.p", "1", "-2", "0.5", '"a"', "true", "false", "null", "0", '@"2026-03-02"']
)
SIGNS = st.sampled_from(["+", "-", "*", "/", "<", "<=", ">", ">=", "=", "!=", "and", "or"])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, SIGNS, inner).map(lambda part: f"({part[0]} {part[1]} {part[2]})"),
        st.tuples(inner, inner, inner).map(lambda part: f"(if {part[0]} then {part[1]} else {part[2]})"),
        st.tuples(inner, inner, inner).map(lambda part: f"({part[0]} between {part[1]} and {part[2]})"),
        inner.map(lambda text: f"not({text})"),
        inner.map(lambda text: f"(-{text})"),
        inner.map(lambda text: f'({text} in (1, "a", true))'),
        st.tuples(inner, st.sampled_from(["[1..3]", "(0..1]", "[2..1]", "]-1..1["])).map(
            lambda part: f"({part[0]} in {part[1]})"
        ),
    )


EXPRESSIONS = st.recursive(LEAVES, _larger, max_leaves=6)
COMPARED = st.tuples(
    st.sampled_from(["p", "s", "item.p", "item", "n"]), st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
    st.sampled_from(["1", "0.1", "0.3000000000000000001", "1000", '"a"', "true", "n", "p + 1"]),
).map(" ".join)  # fmt: skip
FILTERS = st.lists(
    st.one_of(
        COMPARED,
        st.sampled_from(["p between 0 and 2", 's in ("a", "b")', "p", "not(p > 1)", "p - 1", "n + 1", '"a"', "-1"]),
    ),
    min_size=1, max_size=3,
).flatmap(lambda tests: st.sampled_from([" and ", " or "]).map(lambda word: word.join(tests)))  # fmt: skip


def check(text: str, context: dict[str, Any]) -> None:
    """The value, written out to the last digit, and the warnings are those that come without any short way."""
    run = Run()
    value = repr(compile_traced(parse(text))(Frame({}, None, run, context)))
    compiled = compile_expression(text)
    result = compiled.evaluate(context)
    assert repr(result.value) == value
    assert repr(compiled(context)) == value
    if run.foreign:  # then places are not told
        assert {warning.code for warning in result.warnings} == {warning.code for warning in run.warnings}
    else:
        assert result.warnings == run.warnings


@settings(max_examples=500)
@given(EXPRESSIONS, CONTEXTS)
@example("n between 2 and m", {"n": 1, "m": "a"})
@example("n > 1", {"n": Decimal("Infinity")})
@example("n > 1", {"n": float("inf")})
@example("o.p = 1", {"o": {"p": Decimal("NaN")}})
@example("n > 1", {"n": True})
@example("-n", {"n": 0.0})
@example("n", {"n": -0.0})
def test_a_plain_expression_gives_what_the_long_way_gives(text: str, context: dict[str, Any]) -> None:
    check(text, context)


@settings(max_examples=500)
@given(FILTERS, st.sampled_from(["rows[{}]", "count(rows[{}])", "o.p[{}]"]), CONTEXTS)
@example("p > 1", "rows[{}]", {"rows": [{"p": 2, 3: "x"}]})
@example("p > 1", "rows[{}]", {"rows": [{"p": Decimal("Infinity")}, {"p": 2}]})
@example("p > 1", "rows[{}]", {"rows": [{"p": True}, {"p": 2}]})
@example("item.p > 1", "rows[{}]", {"rows": [{"p": 2, "item": {"p": 0}}]})
@example("n - 1", "rows[{}]", {"rows": [{"p": 2}, {"p": 3}], "n": 3})
@example("p * 2", "count(rows[{}])", {"rows": [{"p": 1}, {"p": 3}]})
@example("p != 0.1", "rows[{}]", {"rows": [{"p": Decimal("NaN")}, {"p": Decimal("0.2")}]})
@example("p != 0.1", "rows[{}]", {"rows": [{"p": 0.2}, {"p": float("nan")}]})
@example("p > 0.1", "rows[{}]", {"rows": [{"p": 0.2}, {"p": float("-inf")}]})
@example("p > 0.1", "rows[{}]", {"rows": [{"p": 0.2}, {"p": "a"}]})
@example("p <= 0.3", "rows[{}]", {"rows": [{"p": 0.1 + 0.2, "s": 1e300}, {"p": 0.3, "s": -0.0}]})
@example('p > 1 and s = "a"', "rows[{}]", {"rows": [{"p": 2, "s": "a"}, {"s": "a", "p": 3}, {"p": 0, "s": 1}]})
@example('p > 1 and s = "a"', "rows[{}]", {"rows": [{"p": 2, "s": "a"}, {"p": 3, "s": 1}]})
@example('p > 1 and s = "a"', "rows[{}]", {"rows": [{"p": 2, "s": "a", "q": 1}, {"p": 3, "s": "a", "q": True}]})
@example('p > 1 and s = "a"', "rows[{}]", {"rows": [{"p": 2, "s": "a", "q": 1}, {"p": 3, "s": "a", "r": 1}]})
@example('p > 1 and s = "a"', "count(rows[{}])", {"rows": [{"p": 2, "s": "a"}] * 600})
def test_a_filter_gives_what_the_long_way_gives(condition: str, form: str, context: dict[str, Any]) -> None:
    check(form.format(condition), context)


@pytest.mark.parametrize(
    "text", ["n", "n > 1 and not(o.p)", "n * m * (1 - 0.5)", 'if n > 1 then "a" else o.p', 'n in ("a", "b")']
)
def test_common_texts_are_plain(text: str) -> None:
    assert compile_plain(parse(text)) is not None


@pytest.mark.parametrize("text", ["count(n)", "n[1]", "for i in n return i", " + ".join("n" * 200), "2 ** n"])
def test_what_could_be_long_is_not(text: str) -> None:
    assert compile_plain(parse(text)) is None


def test_a_filter_counts_its_rows_as_steps() -> None:
    with pytest.raises(FeelBudgetError):
        compile_expression("count(rows[p > 1])")({"rows": [{"p": 2}] * 1_000_001})
