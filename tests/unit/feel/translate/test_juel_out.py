"""FEEL becomes JUEL where it means the same, and is refused with place and reason elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings

from runner.feel import evaluate, parse
from runner.feel.translate import Variable, to_juel, variables_of
from tests.helpers.feel_texts import VARIABLES, conditions, contexts
from tests.helpers.juel_evaluator import evaluate_juel, taken

NOTHING: dict[str, Any] = {**dict.fromkeys("nmstpqlo"), "k": 0, "r": False, "mod": None}


@settings(max_examples=300)
@given(conditions(), contexts())
@example("n <= m", NOTHING)
@example("not(n > m)", NOTHING)
@example("n + 1 = m + 1", NOTHING)
@example("(if n != n then -(n) else n) = null", NOTHING)
@example("(if r then -(n) else n) <= m", NOTHING)
@example("(if r then -(n) else n) = (if r then -(m) else m)", NOTHING)
def test_a_condition_has_the_same_outcome_at_a_gateway_in_both_languages(text: str, context: dict[str, Any]) -> None:
    translation = to_juel(parse(text), VARIABLES, condition=True)
    assert translation.text is not None, (text, translation.refusal)
    assert taken(translation.text, context) is (evaluate(text, context).value is True), (text, translation.text)


@pytest.mark.soak
@settings(max_examples=50_000)
@given(conditions(), contexts())
def test_a_condition_has_the_same_outcome_in_very_many_cases(text: str, context: dict[str, Any]) -> None:
    translation = to_juel(parse(text), VARIABLES, condition=True)
    assert translation.text is not None
    assert taken(translation.text, context) is (evaluate(text, context).value is True)


@settings(max_examples=100)
@given(conditions(), contexts())
def test_a_value_is_null_in_both_languages_alike(text: str, context: dict[str, Any]) -> None:
    translation = to_juel(parse(text), VARIABLES, condition=False)
    assert translation.text is not None
    assert evaluate_juel(translation.text, context) is evaluate(text, context).value


KNOWN = {
    "x": Variable("number"),
    "y": Variable("number", nullable=False),
    "name": Variable("string"),
    "code": Variable("string", nullable=False),
    "ok": Variable("boolean"),
    "sure": Variable("boolean", nullable=False),
    "items": Variable("list", nullable=False),
    "order": Variable("context", nullable=False),
    "order.price": Variable("number", nullable=False),
    "gone": Variable("number", absent=True),
    "day": Variable("date"),
}


@pytest.mark.parametrize(
    ("feel", "juel"),
    [
        ("sure", "${sure}"),
        ("ok", "${ok == true}"),
        ("not(ok)", "${ok == false}"),
        ("not(sure)", "${!sure}"),
        ("y > 3", "${y > 3}"),
        ("not(x > 3)", "${x <= 3}"),
        ("x <= order.price", "${x <= order.price}"),
        ("x = null", "${x == null}"),
        ('name = "it\'s"', "${name == 'it\\'s'}"),
        ("gone > 1", "${execution.getVariable('gone') > 1}"),
        ("y between 1 and 5", "${y >= 1 && y <= 5}"),
        ("y in (1, 3)", "${y == 1 || y == 3}"),
        ("y in (1..3]", "${y > 1 && y <= 3}"),
        ("not(y in (1, 3))", "${y != 1 && y != 3}"),
        ("x + 1 > y", "${x != null && x + 1 > y}"),
        ('contains(name, "a")', "${name != null && name.contains('a')}"),
        ('starts with(code, "CN")', "${code.startsWith('CN')}"),
        ('matches(code, "A|B")', "${code.matches('[\\\\s\\\\S]*(?:A|B)[\\\\s\\\\S]*')}"),
        ("count(items) > 0", "${items.size() > 0}"),
        ("items[1] = 3", "${items[0] == 3}"),
        ('"Order " + code', "${'Order '.concat(code)}"),
        ('if sure then "a" else "b"', "${sure ? 'a' : 'b'}"),
        ("modulo(y, 3) = 0", "${(y % 3 + 3) % 3 == 0}"),
        ("y - (x - 1)", "${x != null ? y - (x - 1) : null}"),
        ("sure and (ok or y > 1)", "${sure && (ok == true || y > 1)}"),
        ("now()", "${now()}"),
        ('now() + duration("P1DT2H")', "${dateTime().plusDays(1).plusHours(2).toDate()}"),
    ],
)
def test_feel_as_juel(feel: str, juel: str) -> None:
    assert to_juel(parse(feel), KNOWN).text == juel


@pytest.mark.parametrize(
    ("feel", "code", "at"),
    [
        ("y > 1 and some i in items satisfies i > 1", "translate.construct", 10),
        ("for i in items return i", "translate.construct", 0),
        ("items[item > 1]", "translate.construct", 5),
        ("items[-1] = 2", "translate.index", 6),
        ("items[y] = 2", "translate.index", 6),
        ("y ** 2 > 4", "translate.construct", 2),
        ("{a: 1}", "translate.construct", 0),
        ("y instance of number", "translate.construct", 2),
        ('y = "3"', "translate.mixed", 2),
        ('y + "3"', "translate.mixed", 0),
        ('date("2026-01-01")', "translate.function", 4),
        ("day > day", "translate.construct", 4),
        ("a = b", "translate.untyped", 2),
        ("a + b > 3", "translate.untyped", 2),
        ("median(items) > 1", "translate.function", 6),
        ("substring(name, y) = code", "translate.arguments", 9),
        (r'matches(name, "\\p{L}")', "translate.pattern", 14),
        ('matches(name, "^a|b$")', "translate.pattern", 14),
        ("modulo(x, -3) = 0", "translate.arguments", 6),
        ("y > 99999999999999999999", "translate.number", 4),
        ("list contains(items, y)", "translate.arguments", 13),
        ("(y > 1) = (x > 1)", "translate.construct", 3),
        ("y and sure", "translate.mixed", 0),
    ],
)
def test_what_has_no_counterpart_is_refused_with_place_and_reason(feel: str, code: str, at: int) -> None:
    translation = to_juel(parse(feel), KNOWN)
    assert translation.text is None
    assert translation.refusal is not None
    assert (translation.refusal.code, translation.refusal.at) == (code, at)
    assert str(at + 1) in translation.refusal.message


def test_without_types_a_literal_tells_the_type_and_a_note_says_so() -> None:
    translation = to_juel(parse("amount > 3"))
    assert translation.text == "${amount > 3}"
    assert [note.code for note in translation.notes] == ["translate.declared", "translate.assumed"]


def test_json_values_of_camunda_7_are_asked_in_their_own_way() -> None:
    known = {"c": Variable("json", nullable=False), "c.age": Variable("number", nullable=False)}
    assert to_juel(parse("c.age > 3"), known).text == '${c.prop("age").numberValue() > 3}'
    assert to_juel(parse("c.age > 3"), known, target="flowable").text == "${c.age > 3}"


def test_fractions_and_rare_characters_are_noted() -> None:
    assert [n.code for n in to_juel(parse("y / 3 >= 0.6"), KNOWN).notes] == ["translate.fractions"]
    assert [n.code for n in to_juel(parse("string length(code) > 3"), KNOWN).notes] == ["translate.characters"]


def test_sample_values_tell_types() -> None:
    found = variables_of({"a": 1, "b": {"c": "x"}, "d": None})
    assert {name: item.type for name, item in found.items()} == {
        "a": "number", "b": "context", "b.c": "string", "d": "any",
    }  # fmt: skip


def test_a_very_long_chain_is_translated() -> None:
    text = " and ".join(["y > 1"] * 900)
    assert to_juel(parse(text), KNOWN).text is not None
    too_deep = to_juel(parse(" + ".join(["y"] * 2400)), KNOWN)
    assert too_deep.refusal is not None
    assert too_deep.refusal.code == "translate.deep"
