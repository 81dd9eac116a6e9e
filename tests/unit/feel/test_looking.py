"""What is said of an expression before anything runs holds for every value it may run on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from runner.feel import evaluate, parse, type_name
from runner.feel.infer import look_at
from runner.feel.logic import may_hold
from runner.feel.vocabulary import BOOLEAN, DATE, MOMENT, NUMBER, STRING, Kind, Variable, Vocabulary
from tests.helpers.feel_texts import conditions, contexts

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "n": st.integers(-3, 3), "m": st.integers(-3, 3), "s": st.sampled_from(["", "a", "b"]),
    "t": st.sampled_from(["", "a", "ab"]), "p": st.booleans(), "q": st.booleans(),
    "d": st.sampled_from([date(2026, 3, 2), date(2025, 1, 31)]), "w": st.just(datetime(2026, 3, 2, 9, 30)),
    "h": st.sampled_from([timedelta(hours=3), timedelta(days=-1)]),
    "l": st.lists(st.integers(0, 3), max_size=3), "o": st.fixed_dictionaries({"a": st.integers(0, 3)}),
}  # fmt: skip
WORDS = Vocabulary(
    (
        Variable("n", NUMBER), Variable("m", NUMBER), Variable("s", STRING), Variable("t", STRING),
        Variable("p", BOOLEAN), Variable("q", BOOLEAN), Variable("d", DATE), Variable("w", MOMENT),
        Variable("h", Kind("days and time duration")), Variable("l", Kind("list", NUMBER)),
        Variable("o", Kind("context", entries={"a": NUMBER})),
    ),
    closed=True,
)  # fmt: skip
CONTEXTS = st.fixed_dictionaries(VALUES)
COMPARED = st.builds(
    "{} {} {}".format, st.sampled_from(["n", "m", "n + m"]), st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
    st.sampled_from(["-1", "0", "1", "2", "m"]),
)  # fmt: skip
SIMPLE = st.one_of(
    COMPARED,
    st.sampled_from(['s = "a"', 's != "a"', 's = "b"', '"b" = s', 's in ("a", "b")', "p", "q", "p = true", "p != q"]),
    st.sampled_from(["n between 0 and 2", "n in [1..2)", "n in (-1, 0, 1)", "n in (< 0, >= 2)", "true", "false"]),
)
JUDGED = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner), inner.map("not({})".format)
    ),
    max_leaves=6,
)
ATOMS = st.sampled_from([*VALUES, "1", '"a"', "true", "o.a", "l[1]", "d.year", "h.hours", "[1, 2]"])
TYPED = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("({} {} {})".format, inner, st.sampled_from(["=", "!=", "<", ">=", "and", "or"]), inner),
        st.builds("(if {} then {} else {})".format, inner, inner, inner),
        st.builds(
            "{}({})".format,
            st.sampled_from(["string", "count", "not", "sum", "abs", "mean", "date", "upper case"]),
            inner,
        ),
        st.builds("(for x in {} return {})".format, inner, inner),
        inner.map("-{}".format),
    ),
    max_leaves=5,
)


@settings(max_examples=500)
@given(JUDGED, CONTEXTS)
@example("(n > 1 and n < 0)", {"n": 1, "m": 0, "s": "a", "p": True, "q": True})
@example("(n <= 1 or n > 0)", {"n": 1, "m": 0, "s": "a", "p": True, "q": True})
def test_what_can_never_hold_never_does_and_what_always_holds_does(text: str, context: dict[str, Any]) -> None:
    ast, value = parse(text), evaluate(text, context).value
    if may_hold([(ast, True)]) is False:
        assert value is not True
    if may_hold([(ast, False)]) is False:
        assert value is not False
    if value is not None:
        assert may_hold([(ast, value)]) is not False


@settings(max_examples=300)
@given(conditions(), contexts())
def test_what_is_said_of_real_conditions_holds(text: str, context: dict[str, Any]) -> None:
    value = evaluate(text, context).value
    if value is not None and all(one is not None for one in context.values()):
        assert may_hold([(parse(text), value)]) is not False


@settings(max_examples=500)
@given(TYPED, CONTEXTS)
@example("sum(h)", dict.fromkeys(VALUES, timedelta(hours=3)))
def test_a_value_is_of_the_kind_that_was_told(text: str, context: dict[str, Any]) -> None:
    look, value = look_at(parse(text), WORDS), evaluate(text, context).value
    if value is not None and look.kind.name != "any":
        assert type_name(value) == look.kind.name, (text, value)


@settings(max_examples=500)
@given(TYPED, st.sampled_from(["=", "<", ">=", "+", "-", "*", "/"]), TYPED, CONTEXTS)
def test_what_is_said_to_have_no_value_has_none(left: str, sign: str, right: str, context: dict[str, Any]) -> None:
    text = f"{left} {sign} {right}"
    whole = [one for one in look_at(parse(text), WORDS).remarks if one.code in ("types", "null")]
    inner = sum(
        one.code in ("types", "null") for side in (left, right) for one in look_at(parse(side), WORDS).remarks
    )
    known = all(evaluate(side, context).value is not None for side in (left, right))  # null equals null
    if known and len(whole) > inner:  # the remark is about this operator, not about what stands in its sides
        assert evaluate(text, context).value in (None, False), (text, context)
