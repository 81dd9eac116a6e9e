"""Conditions of other tools become FEEL: thirty real ones, a larger set as data, and refusals with a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.feel import evaluate, parse
from runner.feel.translate import from_juel, from_script, to_feel, to_juel
from tests.helpers.feel_texts import VARIABLES, conditions, contexts
from tests.helpers.juel_evaluator import taken

FOUND: list[dict[str, str]] = json.loads(
    (Path(__file__).resolve().parents[3] / "data" / "conditions" / "found.json").read_text("utf-8")
)

THIRTY = [
    ("${approved}", "approved"),
    ("#{!approved}", "not(approved)"),
    ("${not confirmed}", "not(confirmed)"),
    ("#{order.amount>200}", "order.amount > 200"),
    ("${clarified == 'yes'}", 'clarified = "yes"'),
    ("${clarified.equals('yes')}", 'clarified = "yes"'),
    ("${!clarified.equals('yes')}", 'clarified != "yes"'),
    ("#{umberatung!='erfolgreich'}", 'umberatung != "erfolgreich"'),
    ("${direction eq 'subprocess'}", 'direction = "subprocess"'),
    ("${input == 1 || input == 3}", "input in (1, 3)"),
    (
        "${taxApproved == 'yes' && complianceApproved == 'yes'}",
        'taxApproved = "yes" and complianceApproved = "yes"',
    ),
    ("${order.price > 100 && order.price < 250}", "order.price in (100..250)"),
    ("${orders[1].price <= 150}", "orders[2].price <= 150"),
    ("${myJsonArr[-1].var == 'thirdValue'}", 'myJsonArr[-1].var = "thirdValue"'),
    ("${myJsonArr.size() != 3}", "count(myJsonArr) != 3"),
    ("${not listOfCockpitUsers.isEmpty()}", "count(listOfCockpitUsers) > 0"),
    (
        "#{_newApprovedItems.size()==0 && _undecidedItemsExistant}",
        "count(_newApprovedItems) = 0 and _undecidedItemsExistant",
    ),
    ("${execution.getVariable('var1') != null }", "var1 != null"),
    ("${execution.getVariable('doCompensation') != null && !doCompensation}", "doCompensation = false"),
    ("${var:lowerThan(myConditionVar, 10)}", "myConditionVar < 10"),
    ("${vars:getOrDefault(myVar, 123) > 100}", "(if myVar = null then 123 else myVar) > 100"),
    ("${var:containsAny(myVar, 1, 2)}", "some x in [1, 2] satisfies list contains(myVar, x)"),
    ('${customer.prop("age").numberValue() >= 21}', "customer.age >= 21"),
    ("${gotoCompliance == 'yes' || droolsCountry.isHighRisk() == true}", None),
    ("${nrOfCompletedInstances/nrOfInstances >= 0.6 }", "nrOfCompletedInstances / nrOfInstances >= 0.6"),
    ("${dateTime().plusDays(2).toDate()}", 'now() + duration("P2D")'),
    (
        '#{"http://…/video/".concat( video ).concat("/publish")}',
        '"http://…/video/" + video + "/publish"',
    ),
    ('=matches(route, "LEGAL|ENGINEERING|SALES")', 'matches(route, "LEGAL|ENGINEERING|SALES")'),
    (
        "=loan_results.isLoanEligible and not(loan_results.sendToUnderwriter)",
        "loan_results.isLoanEligible and not(loan_results.sendToUnderwriter)",
    ),
    ("=userSatisfied = null or userSatisfied = false", "userSatisfied = null or userSatisfied = false"),
]


@pytest.mark.parametrize(("found", "feel"), THIRTY, ids=[found for found, _ in THIRTY])
def test_the_thirty_real_conditions(found: str, feel: str | None) -> None:
    translation = from_juel(found)
    assert translation.text == feel
    assert (translation.refusal is None) is (feel is not None)


def test_a_call_of_a_bean_is_named_with_its_place() -> None:
    text = "${gotoCompliance == 'yes' || droolsCountry.isHighRisk() == true}"
    refusal = from_juel(text).refusal
    assert refusal is not None
    assert (refusal.code, refusal.at, refusal.params["name"]) == (
        "translate.bean",
        text.index("isHighRisk"),
        "isHighRisk()",
    )


@pytest.mark.parametrize("row", FOUND, ids=[row["found"] for row in FOUND])
def test_a_condition_as_tools_write_it(row: dict[str, str]) -> None:
    script = row["language"] not in ("juel", "feel")
    translation = from_script(row["found"], row["language"]) if script else from_juel(row["found"])
    assert translation.text == row.get("feel")
    if translation.text is None:
        assert translation.refusal is not None
        assert translation.refusal.code == row["refused"]
        assert "{" not in translation.refusal.message.replace("{}", "")
    else:
        parse(translation.text)


def test_at_least_95_of_100_conditions_become_feel() -> None:
    assert len(FOUND) >= 200
    assert sum("feel" in row for row in FOUND) >= 0.95 * len(FOUND)


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ("plain text", "translate.prose"),
        ("${a}${b}", "translate.several"),
        ("Order ${a}", "translate.several"),
        ("${a == }", "translate.unreadable"),
        ("${}", "translate.empty"),
        ("${execution.id == 3}", "translate.engine"),
        ("${task.assignee == 'x'}", "translate.engine"),
        ("${for == 3}", "translate.reserved"),
        ("${a =~ 'x'}", "translate.operator"),
        ("${'a' + b}", "translate.mixed"),
        ("${list[i]}", "translate.index"),
        ("${a > 1e999999999}", "translate.number"),
        ("${a > 1e99999999999999999999}", "translate.number"),
        ("=a >", "translate.unreadable"),
        ("${" + "(" * 200 + "a" + ")" * 200 + "}", "translate.deep"),
    ],
)
def test_what_is_refused_says_why(found: str, code: str) -> None:
    assert to_feel(found) is None
    refusal = from_juel(found).refusal
    assert refusal is not None
    assert refusal.code == code
    assert refusal.message != code


def test_a_script_of_another_language_or_of_several_statements_is_refused() -> None:
    for text, language in (("amount > 3", "ruby"), ("def x = 3; amount > x", "groovy")):
        assert from_script(text, language).text is None


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ("${!approved}", "translate.negated-null"),
        ("${done == 'true'}", "translate.coerced"),
        ("${items.isEmpty()}", "translate.list-or-text"),
        ("${a % 3 == 1}", "translate.remainder"),
        ("${order.getTotal() > 1}", "translate.getter"),
    ],
)
def test_what_may_differ_is_noted(found: str, code: str) -> None:
    assert [note.code for note in from_juel(found).notes] == [code]


@pytest.mark.parametrize(
    ("found", "context", "wanted"),
    [
        ("${empty comment}", {"comment": None}, True),
        ("${empty comment}", {"comment": ""}, True),
        ("${empty comment}", {"comment": []}, True),
        ("${empty comment}", {"comment": "a"}, False),
        ("${empty comment}", {"comment": [1]}, False),
        ("${!empty comment}", {"comment": "a"}, True),
        ("${!empty comment}", {"comment": None}, False),
        ("${tags.contains('a')}", {"tags": ["a", "b"]}, True),
        ("${tags.contains('a')}", {"tags": "cab"}, True),
        ("${tags.contains('a')}", {"tags": ["cab"]}, False),
        ("${code.matches('[A-Z]+')}", {"code": "ABC"}, True),
        ("${code.matches('[A-Z]+')}", {"code": "ABC1"}, False),
        ("${code.substring(1, 3) == 'bc'}", {"code": "abcd"}, True),
        ("${a - (b - c) == 2}", {"a": 3, "b": 2, "c": 1}, True),
        ("${a / (b * c) == 1}", {"a": 6, "b": 2, "c": 3}, True),
        ("${-(a + b) < 0}", {"a": 1, "b": 2}, True),
    ],
)
def test_a_translated_condition_answers_as_the_original(found: str, context: dict[str, Any], wanted: bool) -> None:
    text = to_feel(found)
    assert text is not None
    assert evaluate(text, context).value is wanted


@settings(max_examples=200)
@given(conditions(), contexts())
def test_what_became_juel_and_comes_back_is_taken_as_before(text: str, context: dict[str, Any]) -> None:
    """Where everything has a value: what null does is noted (see above)."""
    plain = {"n": 1, "m": 2, "mod": 3, "s": "a", "t": "b", "p": True, "q": False, "l": ["a"], "gone": 1}
    whole = {**plain, **{name: value for name, value in context.items() if value is not None}}
    entries = {name: value for name, value in (context["o"] or {}).items() if value is not None}
    whole["o"] = {"price": 1, "name": "a", **entries}
    juel = to_juel(parse(text), VARIABLES, condition=True).text
    assert juel is not None
    back = from_juel(juel)
    if back.text is not None:
        assert taken(juel, whole) is (evaluate(back.text, whole).value is True), (juel, back.text)


@given(st.text("${}()[]!&|=<>+-*/%?:.,'\"\\ abx19", max_size=40))
def test_no_text_makes_the_translator_fail(text: str) -> None:
    for translation in (from_juel(text), from_juel("${" + text + "}"), from_script(text, "groovy")):
        assert (translation.text is None) is (translation.refusal is not None)
