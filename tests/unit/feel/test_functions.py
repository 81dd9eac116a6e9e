"""The functions of the language."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.calendar import WorkCalendar
from runner.feel import FeelBudgetError, evaluate, to_json
from runner.feel.calls import FUNCTIONS
from runner.feel.types import YearsMonthsDuration

CALLS: list[tuple[str, object]] = [
    ('number("1,000.5", ",", ".")', Decimal("1000.5")),
    ('number("12")', 12),
    ("string(1.50)", "1.50"),
    ("string(true)", "true"),
    ("string([1, \"a\", null])", '[1, "a", null]'),
    ('string(date("2026-03-02"))', "2026-03-02"),
    ("date(2026, 3, 2)", date(2026, 3, 2)),
    ('date(date and time("2026-03-02T09:00:00"))', date(2026, 3, 2)),
    ('string(time(9, 30, 0))', "09:30:00"),
    ('date and time(date("2026-03-02"), time("09:00:00"))', datetime(2026, 3, 2, 9)),
    ('duration("P2DT3H")', timedelta(days=2, hours=3)),
    ('years and months duration(date("2024-01-31"), date("2026-03-02"))', YearsMonthsDuration(25)),
    ('range("[1..3]").end', 3),
    ("abs(-3)", 3),
    ("floor(1.57, 1)", Decimal("1.5")),
    ("ceiling(-1.5)", -1),
    ("decimal(2.5, 0)", 2),
    ("round up(5.5, 0)", 6),
    ("round down(-5.5, 0)", -5),
    ("round half up(2.5, 0)", 3),
    ("round half down(2.5, 0)", 2),
    ("modulo(-7, 3)", 2),
    ("modulo(7, -3)", -2),
    ("sqrt(16)", 4),
    ("exp(0)", 1),
    ("log(1)", 0),
    ("odd(5)", True),
    ("even(5)", False),
    ('substring("foobar", 3)', "obar"),
    ('substring("foobar", -2, 1)', "a"),
    ('string length("中文🚢")', 3),
    ('upper case("aB")', "AB"),
    ('lower case("aB")', "ab"),
    ('substring before("foobar", "bar")', "foo"),
    ('substring after("foobar", "ob")', "ar"),
    ('contains("foobar", "ob")', True),
    ('starts with("foobar", "fo")', True),
    ('ends with("foobar", "r")', True),
    ('matches("foobar", "^fo*b")', True),
    ('matches("FOO", "foo", "i")', True),
    ('replace("abc", "(b)", "[$1]")', "a[b]c"),
    ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
    ('string join(["a", null, "b"], "-")', "a-b"),
    ('extract("a1b22", "[0-9]+")', ["1", "22"]),
    ('trim("  a ")', "a"),
    ('is blank("  ")', True),
    ("min(1, 2, 3)", 1),
    ("max([1, 2, 3])", 3),
    ("sum([1, 2])", 3),
    ("mean(1, 2)", Decimal("1.5")),
    ("product(2, 3)", 6),
    ("median(8, 2, 5, 3)", 4),
    ("stddev(2, 4, 7, 5)", Decimal("2.081665999466132735282297706979931")),
    ("mode(6, 3, 9, 6, 6)", [6]),
    ("count([1, 2, 3])", 3),
    ("all([true, null, false])", False),
    ("any([false, true])", True),
    ("list contains([1, null], null)", True),
    ("sublist([4, 5, 6], 1, 2)", [4, 5]),
    ("append([1], 2, 3)", [1, 2, 3]),
    ("concatenate([1], [2])", [1, 2]),
    ("insert before([1, 3], 1, 2)", [2, 1, 3]),
    ("remove([1, 2, 3], 2)", [1, 3]),
    ("list replace([1, 2], 2, 9)", [1, 9]),
    ("reverse([1, 2])", [2, 1]),
    ("index of([1, 2, 1], 1)", [1, 3]),
    ("union([1, 2], [2, 3])", [1, 2, 3]),
    ("distinct values([1, 2, 1])", [1, 2]),
    ("flatten([[1, [2]], 3])", [1, 2, 3]),
    ("sort([3, 1, 2], function(x, y) x < y)", [1, 2, 3]),
    ("sort([3, 1, 2])", [1, 2, 3]),
    ("duplicate values([1, 2, 1])", [1]),
    ("partition([1, 2, 3], 2)", [[1, 2], [3]]),
    ("is empty([])", True),
    ("not(true)", False),
    ('is(date("2026-03-02"), date("2026-03-02"))', True),
    ('get value({a: 1}, "a")', 1),
    ("get entries({a: 1})", [{"key": "a", "value": 1}]),
    ('context([{key: "a", value: 1}])', {"a": 1}),
    ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
    ("context merge([{a: 1}, {b: 2}])", {"a": 1, "b": 2}),
    ("is defined(nothing)", False),
    ("get or else(nothing, 5)", 5),
    ('now() = date and time("2026-03-02T09:00:00")', True),
    ('today()', date(2026, 3, 2)),
    ('day of week(date("2026-03-02"))', "Monday"),
    ('day of year(date("2026-03-02"))', 61),
    ('week of year(date("2026-03-02"))', 10),
    ('month of year(date("2026-03-02"))', "March"),
    ('last day of month(date("2026-02-02"))', date(2026, 2, 28)),
    ("before(1, [2..3])", True),
    ("after([5..6], [1..4])", True),
    ("meets([1..5], [5..10])", True),
    ("met by([5..10], [1..5])", True),
    ("overlaps([1..5], [4..8])", True),
    ("overlaps before([1..5], [4..8])", True),
    ("overlaps after([4..8], [1..5])", True),
    ("finishes(10, [1..10])", True),
    ("finished by([1..10], 10)", True),
    ("includes([1..10], 5)", True),
    ("during(5, [1..10])", True),
    ("starts(1, [1..10])", True),
    ("started by([1..10], 1)", True),
    ("coincides(5, 5)", True),
    ('working days(date("2026-02-13"), date("2026-02-28"))', 7),
    ('working days("2026-03-02T13:00:00", "2026-03-04")', Decimal("2.5")),
    ('working days({from: "2026-03-02", to: "2026-03-02", toHalf: "am"})', Decimal("0.5")),
    ('working time(@"2026-03-02T11:00:00", @"2026-03-02T14:30:00")', timedelta(hours=2)),
    ("range(\"(1..2]\").start included", False),
    ("time(date and time(\"2026-03-02T09:00:00\")).hour", 9),
]  # fmt: skip

OFFICE = WorkCalendar.from_dict(
    {
        "week": [
            {"days": "MO-FR", "from": "09:00", "to": "12:00"},
            {"days": "MO-FR", "from": "13:30", "to": "18:00"},
        ],
        "holidays": "CN",
    }
)


@pytest.mark.parametrize(("text", "wanted"), CALLS)
def test_function_gives(text: str, wanted: object) -> None:
    result = evaluate(text, {}, now=datetime(2026, 3, 2, 9), calendar=OFFICE)
    assert result.value == wanted
    assert not [warning for warning in result.warnings if warning.code != "feel.unknown"]


def test_working_days_without_a_calendar_say_so_and_count_monday_to_friday() -> None:
    result = evaluate('working days("2026-02-13", "2026-02-16")', {})
    assert result.value == 2
    assert [warning.code for warning in result.warnings] == ["feel.calendar"]


def test_a_year_without_published_holidays_is_a_warning() -> None:
    result = evaluate('working days("2090-01-02", "2090-01-03")', {}, calendar=OFFICE)
    assert [warning.code for warning in result.warnings] == ["feel.calendar-year"]


def test_functions_of_the_host_can_be_called() -> None:
    assert evaluate("twice(4)", {"twice": lambda number: number * 2}).value == 8


ODD_VALUES = [
    "null", "1", "-1", "0", "1.5", "1e6000", "-1e-6100", '"a"', '""', '"("', '"$1"', '"2026-03-02"', '"PT1H"',
    "true", "[]", "[1, 2]", "[null]", "[[1]]", "{}", "{a: 1}", '@"2026-03-02"', '@"9999-12-31"', '@"0001-01-01"',
    '@"2026-03-02T09:00:00"', '@"9999-12-31T23:00:00-08:00"', '@"09:00:00+08:00"', '@"09:00:00@Asia/Shanghai"',
    '@"P999999D"', '@"-P9999Y"', "[1..3]", "(null..1)", "(< 3)", "function(x) x", "function(x, y) x < y", "min",
    '{from: "2026-03-02", to: "2026-13-02"}',
]  # fmt: skip
SIGNS = ["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "in", ".."]


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(st.sampled_from(ODD_VALUES), max_size=4))
def test_a_function_never_breaks_whatever_it_is_given(name: str, arguments: list[str]) -> None:
    with suppress(FeelBudgetError):
        result = evaluate(f"{name}({', '.join(arguments)})", {}, calendar=OFFICE)
        to_json(result.value)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ODD_VALUES), st.sampled_from(SIGNS), st.sampled_from(ODD_VALUES))
def test_an_operator_never_breaks_whatever_it_is_given(left: str, sign: str, right: str) -> None:
    with suppress(FeelBudgetError):
        text = f"[({left})..({right})]" if sign == ".." else f"({left}) {sign} ({right})"
        evaluate(f"string({text})", {}, calendar=OFFICE)
