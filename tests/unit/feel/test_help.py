"""What helps a writer: mended texts, kinds over known variables, and what can never hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.feel import evaluate, parse
from runner.feel.calls import FUNCTIONS
from runner.feel.infer import look_at
from runner.feel.logic import may_hold
from runner.feel.mending import mend
from runner.feel.vocabulary import BOOLEAN, DATE, NUMBER, STRING, Choice, Kind, Variable, Vocabulary

ROWS = Kind("list", Kind("context", entries={"amount": NUMBER}))
WORDS = Vocabulary(
    (
        Variable("days", NUMBER), Variable("level", STRING), Variable("begin", DATE), Variable("ok", BOOLEAN),
        Variable("type", STRING, {}, (Choice("sick", {"zh": "病假"}), Choice("annual"))), Variable("rows", ROWS),
    ),
    closed=True,
)  # fmt: skip

SAMPLES: dict[str, st.SearchStrategy[object]] = {
    "number": st.integers(-3, 12),
    "string": st.sampled_from(["", "a", "2026-03-02", "12:00:00", "PT1H", "P1Y", "3", "[]", "@"]),
    "boolean": st.booleans(),
    "date": st.just(date(2026, 3, 2)),
    "time": st.just(time(9, 30)),
    "date and time": st.just(datetime(2026, 3, 2, 9, 30)),
    "days and time duration": st.just(timedelta(hours=3)),
    "list": st.lists(st.integers(0, 3), max_size=2),
    "context": st.just({"a": 1}),
}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("days == 3 && type = “sick”", 'days = 3 and type = "sick"'),
        ("days > （3＋2）", "days > (3+2)"),
        ("a ||b", "a or b"),
        ("level = 'gold'", 'level = "gold"'),
        ("days > 3 AND x ≠ 2", "days > 3 and x != 2"),
        ('a = "x', 'a = "x"'),
        ("sum([1，2，3]", "sum([1,2,3])"),
        ("１２ > a", "12 > a"),
    ],
)
def test_signs_of_other_languages_and_keyboards_are_put_right(text: str, meant: str) -> None:
    found = mend(text)
    assert found is not None and found.text == meant
    parse(found.text)


def test_what_nobody_can_tell_is_left_alone_and_texts_keep_their_signs() -> None:
    assert mend("days > ") is None
    found = mend('level == "a，b && c"')
    assert found is not None and found.text == 'level = "a，b && c"'


@pytest.mark.parametrize(
    ("text", "code", "instead"),
    [
        ("level = gold", "text", '"gold"'),
        ("type = sick", "text", '"sick"'),
        ('type = "病假"', "choice", '"sick"'),
        ("dayss > 3", "meant", "days"),
        ("contians(level, 1)", "function-meant", "contains"),
        ("lenght(level) > 1", "function-meant", "string length"),
        ("len(level) > 1", "function-meant", "string length"),
        ("toUpperCase(level)", "function-meant", "upper case"),
        ("frobnicate(level)", "function", ""),
        ("rows.amuont", "entry-meant", "amount"),
        ("rows[1].price", "entry", ""),
        ("begin.yaer", "entry-meant", "year"),
        ("days.whole", "entry", ""),
        ("string length(days) > 2", "argument", ""),
        ("contains(level, 3)", "argument", ""),
        ("upper case(level, level)", "arguments", ""),
        ("round up(days) > 3", "arguments", ""),
        ("nothing > 3", "unknown", ""),
        ('days = "many"', "types", ""),
        ("begin > 5", "types", ""),
        ('days + "x"', "null", ""),
        ('rows[amount > "x"]', "types", ""),
        ("days > 5 and days < 3", "never", ""),
        ("days between 5 and 3", "never", ""),
        ("not(ok) and ok", "never", ""),
        ("days > 3 or days <= 3", "always", ""),
        ('type = "sick" or type = "annual"', "always", ""),
    ],
)
def test_what_looks_wrong_is_said(text: str, code: str, instead: str) -> None:
    remark = look_at(parse(text), WORDS).remarks[0]
    assert (remark.code, remark.instead) == (code, instead)
    assert "{" not in remark.message


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("days > 3", "boolean"),
        ("begin > today()", "boolean"),
        ("sum(rows.amount)", "number"),
        ("some row in rows satisfies row.amount > days", "boolean"),
        ("count(rows[item.amount > 3]) > 2", "boolean"),
        ("rows[1].amount", "number"),
        ("days in [1..3]", "boolean"),
        ("for row in rows return row.amount * 2", "list"),
        ("{a: days, b: a + 1}.b", "number"),
        ('if ok then "yes" else "no"', "string"),
        ("begin - begin", "days and time duration"),
    ],
)
def test_what_is_right_has_a_kind_and_no_remark(text: str, kind: str) -> None:
    look = look_at(parse(text), WORDS)
    assert (look.kind.name, look.remarks) == (kind, ())


def test_what_is_meant_is_only_written_where_the_piece_stands() -> None:
    for text, mends in (("begin.yaer = 3", True), ("begin . yaer = 3", False), ("dayss > 3", True)):
        assert look_at(parse(text), WORDS).remarks[0].mends(text) is mends


@pytest.mark.parametrize("text", ["days", "days + 1", "level", "count(rows)", "begin", "rows", "rows[1]"])
def test_what_decides_something_is_true_or_false(text: str) -> None:
    assert [one.code for one in look_at(parse(text), WORDS, condition=True).remarks] == ["condition"]
    assert look_at(parse(text), WORDS).remarks == ()


@pytest.mark.parametrize("text", ["ok", "days > 1", "not(ok)", "if ok then days else level", "f(ok)", "null"])
def test_what_may_be_true_is_a_condition(text: str) -> None:
    words = replace(WORDS, closed=False)
    assert look_at(parse(text), words, condition=True).remarks == ()


def test_functions_take_what_fits_after_a_conversion() -> None:
    for text in (
        "count(days)",
        "sum(days)",
        "date and time(begin)",
        "day of week(begin)",
        "min(days, 3)",
        "abs(rows)",
    ):
        assert look_at(parse(text), WORDS).remarks == (), text


@settings(max_examples=300)
@given(st.data())
def test_a_call_that_is_said_to_give_no_value_gives_none(data: st.DataObject) -> None:
    """Whatever values of those kinds are given."""
    name = data.draw(st.sampled_from(sorted(FUNCTIONS)))
    kinds = data.draw(st.lists(st.sampled_from(sorted(SAMPLES)), max_size=4))
    names = "abcd"[: len(kinds)]
    words = Vocabulary(tuple(Variable(one, Kind(kind)) for one, kind in zip(names, kinds, strict=True)), closed=True)
    text = f"{name}({', '.join(names)})"
    if any(one.code in ("argument", "arguments") for one in look_at(parse(text), words).remarks):
        context = {one: data.draw(SAMPLES[kind]) for one, kind in zip(names, kinds, strict=True)}
        assert evaluate(text, context).value is None, (text, context)


def test_conditions_that_exclude_each_other_are_known() -> None:
    first, second = parse("days > 1"), parse("days > 3")
    assert may_hold([(first, False), (second, True)]) is False
    assert may_hold([(first, True), (second, False)]) is True
    assert may_hold([(parse("f(days) = 1"), True), (parse("f(days) = 1"), False)]) is False
