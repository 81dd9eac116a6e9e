"""What expressions give: literals, operators, null rules."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.feel import compile_expression, evaluate, from_json, to_json
from runner.feel.types import YearsMonthsDuration

CONTEXT = {
    "amount": 1500,
    "rate": 0.1,
    "name": "李雷",
    "days": [1, 2, 3],
    "order": {"price": 120, "lines": [{"qty": 2, "price": 10}, {"qty": 1, "price": 100}]},
    "empty": None,
    "金额": 88,
}


def value(text: str) -> Any:
    return evaluate(text, CONTEXT).value


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1 + 2 * 3", 7),
        ("-2 ** 2", 4),
        ("(1 + 2) * 3", 9),
        ("0.1 + 0.2 = 0.3", True),
        ("10 / 4", Decimal("2.5")),
        ('"a" + "b"', "ab"),
        ('"\\u4e2d\\n"', "中\n"),
        ("amount > 1000", True),
        ("金额 >= 88", True),
        ("order.price between 100 and 200", True),
        ("order.price in [100..120)", False),
        ("order.price in (< 100, > 110)", True),
        ('name in ("韩梅梅", "李雷")', True),
        ("2 in days", True),
        ("if amount > 1000 then \"high\" else \"low\"", "high"),
        ("if empty then 1 else 2", 2),
        ("days[1]", 1),
        ("days[-1]", 3),
        ("days[item > 1]", [2, 3]),
        ("order.lines[qty > 1].price", [10]),
        ("sum(order.lines.price)", 110),
        ("for d in days return d * 2", [2, 4, 6]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in 1..2, j in 1..2 return i * 10 + j", [11, 12, 21, 22]),
        ("for i in 1..4 return if i = 1 then 1 else partial[-1] * i", [1, 2, 6, 24]),
        ("some d in days satisfies d > 2", True),
        ("every d in days satisfies d > 2", False),
        ("{a: 1, b: a + 1}.b", 2),
        ("{full name: \"x\", y: full name}.y", "x"),
        ("{f: function(x, y) x - y, r: f(y: 1, x: 3)}.r", 2),
        ("amount instance of number", True),
        ("days instance of list<number>", True),
        ("order instance of context<price: number>", True),
        ('@"2026-03-02" instance of date', True),
        ("abs instance of function<number> -> number", True),
        ("abs instance of function<number, number, number> -> number", False),
        ("= amount > 3", True),
        ("amount // a remark\n > 3 /* more */", True),
        ("[1, [2]] = [1, [2]]", True),
        ("{a: 1} = {a: 1.0}", True),
        ("substring(string: \"abcde\", start position: 2, length: 2)", "bc"),
        ("date and time(\"2026-03-02T09:00:00\").hour", 9),
        ('@"2026-01-31" + duration("P1M")', date(2026, 2, 28)),
        ('@"2026-03-05" - @"2026-03-02"', timedelta(days=3)),
        ('@"PT1H" * 2', timedelta(hours=2)),
        ('duration("P1Y") / 2', YearsMonthsDuration(6)),
        ('@"23:30:00" + duration("PT1H")', time(0, 30)),
        ('@"2026-03-02T09:00:00+08:00" = @"2026-03-02T01:00:00Z"', True),
        ("[1..5].end", 5),
        ("]1..5[.start included", False),
    ],
)  # fmt: skip
def test_expression_gives(text: str, wanted: object) -> None:
    result = evaluate(text, CONTEXT)
    assert result.value == wanted
    assert type(result.value) is not float
    assert not result.warnings or text.startswith("if empty")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("empty = null", True),
        ("1 = null", False),
        ('"3" = 3', None),
        ("empty > 3", None),
        ("unknown + 1", None),
        ("1 / 0", None),
        ('1 + "a"', None),
        ("true and null", None),
        ("false and null", False),
        ("true or null", True),
        ("false or null", None),
        ("not(null)", None),
        ("not(empty > 3)", None),
        ('date("2026-02-30")', None),
        ("order.nothing", None),
        ("days[9]", None),
        ("null[1]", None),
        ("abs()", None),
        ('number("x")', None),
        ("amount()", None),
        ('[1.."a"]', None),
    ],
)
def test_anything_wrong_gives_null_and_never_an_exception(text: str, wanted: object) -> None:
    assert value(text) is wanted


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("unknown > 3", "feel.unknown"),
        ("amount instance of tAmount", "feel.unknown"),
        ("empty > 3", "feel.operands"),
        ("1 / 0", "feel.divide"),
        ("order.nothing", "feel.unknown-entry"),
        ("if 3 then 1 else 2", "feel.condition"),
        ('matches("a", "(")', "feel.pattern"),
        ('number("x")', "feel.value"),
        ("substring(1, 2)", "feel.argument"),
    ],
)
def test_a_null_says_why(text: str, code: str) -> None:
    warnings = evaluate(text, CONTEXT).warnings
    assert code in [warning.code for warning in warnings]
    assert all(warning.message and "{" not in warning.message for warning in warnings)


def test_free_names_are_the_variables_taken_from_the_context() -> None:
    compiled = compile_expression("sum(for i in items return i.price * rate) > limit and count(date) > 0")
    assert compiled.names == {"items", "rate", "limit", "date"}
    assert compile_expression("items[price > limit]").names == {"items"}
    assert compile_expression("items[price > limit]").possible_names == {"price", "limit"}


def test_now_and_today_follow_the_clock_that_is_given() -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=8)))
    assert evaluate("now()", {}, now=now).value == now
    assert evaluate('today() = date("2026-03-02")', {}, now=now).value is True


def test_a_variable_wins_over_a_function_of_the_same_name() -> None:
    assert evaluate("count + 1", {"count": 2}).value == 3


def test_compiled_expression_keeps_no_values_between_calls() -> None:
    compiled = compile_expression("a + b")
    assert compiled({"a": 1, "b": 2}) == 3
    assert compiled({"a": 10, "b": 20}) == 30
    assert compiled({"a": 10}) is None


def test_the_context_is_never_changed() -> None:
    context: dict[str, Any] = {"items": [1, 2], "order": {"a": 1}}
    evaluate("append(items, 3)", context)
    evaluate('context put(order, "b", 2)', context)
    assert context == {"items": [1, 2], "order": {"a": 1}}


def test_a_name_with_spaces_is_read_where_it_is_known() -> None:
    assert compile_expression("unit price * 2", ["unit price"])({"unit price": 4}) == 8


def test_dates_and_instants_with_and_without_zone_are_told_apart() -> None:
    assert value('@"2026-03-02T09:00:00" < @"2026-03-02T09:00:00Z"') is None
    assert value('@"2026-03-02" = @"2026-03-02T00:00:00"') is None


def test_arithmetic_keeps_34_digits_whatever_the_process_has_set() -> None:
    assert str(value("1 / 3")) == "0." + "3" * 34
    assert value("9999999999999999999999999999999999 + 0.1 - 9999999999999999999999999999999999") == 0


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.text(max_size=8)
    | st.decimals(-1000, 1000, places=2),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(json_values)
def test_json_there_and_back_is_the_same_value(original: Any) -> None:
    assert from_json(to_json(from_json(original))) == from_json(original)


def test_temporals_become_iso_texts_and_back_when_asked() -> None:
    values = [
        "2026-03-02",
        "2026-03-02T09:00:00+08:00",
        "09:00:00",
        "P1DT2H",
        "P1Y2M",
        "2026-03-02T09:00:00@Asia/Shanghai",
    ]
    assert to_json(from_json(values, temporals=True)) == values
    assert from_json(values) == values


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([True, False, None]), st.sampled_from([True, False, None]))
def test_logic_follows_de_morgan_with_null(a: bool | None, b: bool | None) -> None:
    context = {"a": a, "b": b}
    left = evaluate("not(a and b)", context).value
    right = evaluate("not(a) or not(b)", context).value
    assert left is right


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(-99, 99), min_size=1, max_size=9), st.sampled_from("+-*"))
def test_a_chain_of_operators_is_read_from_the_left(numbers: list[int], sign: str) -> None:
    text = f" {sign} ".join(str(number) for number in numbers)
    expected = Decimal(numbers[0])
    for number in numbers[1:]:
        expected = {"+": expected + number, "-": expected - number, "*": expected * number}[sign]
    assert evaluate(text, {}).value == expected


PLAIN_ITEMS: list[Any] = [
    {"price": 1, "kind": "a"}, {"price": Decimal(2), "kind": "b"}, {"price": 3.5, "kind": "a"}, {"kind": "a"},
    {"price": None, "kind": "b"}, {"price": "4", "kind": "a"}, {"price": True}, {"price": float("nan")}, 7, None,
    {"price": Decimal("NaN"), "kind": "a"}, {"item": 3, "price": 9, "kind": "a"},
]  # fmt: skip
CONDITIONS = [
    "price > 1", "price = 2", "price != 2", 'kind = "a"', 'price >= 2 and kind = "a"', "price <= 2 and limit > 1",
    "item.price > 1", "price > limit", "price = true", 'kind < "b"',
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(PLAIN_ITEMS), max_size=5), st.sampled_from(CONDITIONS), st.sampled_from(["", ".price"])
)
def test_the_short_way_of_a_filter_gives_what_the_long_way_gives(
    items: list[Any], condition: str, path: bool
) -> None:
    context, end = {"items": items, "limit": 2}, ".price" if path else ""
    short = evaluate(f"items[{condition}]{end}", context)
    long = evaluate(f"[items][1][({condition}) or false and false]{end}", context)
    assert short.value == long.value
    assert evaluate(f"count(items[{condition}])", context).value == len(long.value)
