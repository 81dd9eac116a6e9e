"""Graphs of decisions: requirements, knowledge, services, imports, boxed expressions, and their limits."""

from __future__ import annotations

import pytest

from runner.decisions import VERSIONS, DecisionError, Library, read_decisions
from runner.feel import FeelBudgetError, to_json
from tests.helpers.decisions import decision, dmn, given, knowledge, library, literal, table


def test_each_required_decision_is_evaluated_once_and_before_it_is_needed() -> None:
    made = library(
        given("i1", "amount"),
        decision("d1", "risk", table(["amount"], ["risk"], ['> 10 -> "high"', '<= 10 -> "low"']), "i1"),
        decision("d2", "left", literal('risk + "!"'), "d1"),
        decision("d3", "right", literal('risk + "?"'), "d1"),
        decision("d4", "both", literal("left + right"), "d2", "d3"),
    )
    outcome = made.evaluate("both", {"amount": 20})
    assert outcome.value == "high!high?"
    assert [one.name for one in outcome.hits] == ["risk"]
    node = made.find("both")
    assert node is not None
    assert [one.name for one in made.inputs(node)] == ["amount"]


def test_a_decision_sees_what_it_requires_and_nothing_else() -> None:
    made = library(given("i1", "a"), given("i2", "b"), decision("d1", "sum", literal("[a, b]"), "i1"))
    outcome = made.evaluate("sum", {"a": 1, "b": 2})
    assert to_json(outcome.value) == [1, None]


def test_names_with_spaces_and_signs_are_known_where_they_stand() -> None:
    made = library(
        given("i1", "Monthly Salary"),
        decision("d1", "pay-per year", literal("Monthly Salary * 12"), "i1"),
        decision("d2", "bonus", literal("pay-per year / 10"), "d1"),
    )
    assert to_json(made.evaluate("bonus", {"Monthly Salary": 10}).value) == 12


def test_knowledge_is_called_with_fitting_arguments_only() -> None:
    invoked = f"<invocation>{literal('double')}<binding><parameter name='n'/>{literal('4')}</binding></invocation>"
    made = library(
        knowledge("k1", "double", ["n: number"], literal("n * 2")),
        decision("d1", "good", literal("double(21)"), "k1"),
        decision("d2", "bad", literal('double("x")'), "k1"),
        decision("d3", "invoked", invoked, "k1"),
    )
    assert to_json(made.evaluate("good", {}).value) == 42
    assert made.evaluate("bad", {}).value is None
    assert to_json(made.evaluate("invoked", {}).value) == 8


def test_a_table_in_knowledge_tells_its_rules_as_well() -> None:
    made = library(
        knowledge("k1", "fee", ["n"], table(["n"], ["fee"], ["< 5 -> 1", ">= 5 -> 2"])),
        decision("d1", "total", literal("fee(3) + fee(7)"), "k1"),
    )
    outcome = made.evaluate("total", {})
    assert to_json(outcome.value) == 3
    assert [(one.name, one.rules) for one in outcome.hits] == [("fee", (1,)), ("fee", (2,))]


_NAMED = "<context><contextEntry><variable name='a'/>{1}</contextEntry></context>"


@pytest.mark.parametrize(
    ("logic", "value"),
    [
        (f"{_NAMED.removesuffix('</context>')}<contextEntry>{{a + 1}}</contextEntry></context>", 2),
        (_NAMED, {"a": 1}),
        ("<list>{1}{1 + 1}</list>", [1, 2]),
        ("<relation><column name='x'/><column name='y'/><row>{1}{2}</row><row>{3}{4}</row></relation>",
         [{"x": 1, "y": 2}, {"x": 3, "y": 4}]),
        ("<conditional><if>{1 = 1}</if><then>{5}</then><else>{6}</else></conditional>", 5),
        ("<conditional><if>{null}</if><then>{5}</then><else>{6}</else></conditional>", 6),
        ("<conditional><if>{7}</if><then>{5}</then><else>{6}</else></conditional>", None),
        ("<for iteratorVariable='n'><in>{[1, 2, 3]}</in><return>{n + count(partial)}</return></for>", [1, 3, 5]),
        ("<some iteratorVariable='n'><in>{[1, 2]}</in><satisfies>{n = 2}</satisfies></some>", True),
        ("<every iteratorVariable='n'><in>{[1, 2]}</in><satisfies>{n = 2}</satisfies></every>", False),
        ("<every iteratorVariable='n'><in>{[2, null]}</in><satisfies>{n > 1}</satisfies></every>", None),
        ("<for iteratorVariable='n'><in>{[2..4]}</in><return>{n * n}</return></for>", [4, 9, 16]),
        ("<some iteratorVariable='n'><in>{[2..4]}</in><satisfies>{n = 4}</satisfies></some>", True),
        ("<filter><in>{[1, 2, 3]}</in><match>{item > 1}</match></filter>", [2, 3]),
        ("<filter><in>{[4, 5]}</in><match>{2}</match></filter>", 5),
        ("<filter><in>{[{k: 1}, {k: 2}]}</in><match>{k = 2}</match></filter>", [{"k": 2}]),
    ],
)  # fmt: skip
def test_boxed_expressions(logic: str, value: object) -> None:
    made = "".join(literal(part[1:]) if part.startswith("{") else part for part in _parts(logic))
    outcome = library(decision("d1", "it", made)).evaluate("it", {})
    assert outcome.faults == ()
    assert to_json(outcome.value) == value


def _parts(text: str) -> list[str]:
    """The text cut at its outer braces; what stood between them begins with one."""
    parts, depth = [""], 0
    for sign in text:
        if sign == "{" and (depth := depth + 1) == 1:
            parts.append("{")
        elif sign == "}" and (depth := depth - 1) == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def test_a_service_gives_several_answers_and_can_be_called() -> None:
    service = (
        "<decisionService id='s1' name='svc'><variable name='svc'/><outputDecision href='#d1'/>"
        "<outputDecision href='#d2'/><inputData href='#i1'/></decisionService>"
    )
    made = library(
        given("i1", "n", "number"),
        decision("d1", "twice", literal("n * 2"), "i1"),
        decision("d2", "half", literal("n / 2"), "i1"),
        service,
        decision("d3", "asked", literal("svc(10).twice"), "ksvc").replace("#ksvc", "#s1"),
    )
    assert to_json(made.evaluate("svc", {"n": 4}).value) == {"twice": 8, "half": 2}
    assert to_json(made.evaluate("asked", {}).value) == 20


def test_what_is_imported_stands_behind_its_name_with_its_types() -> None:
    other = dmn(
        "<itemDefinition name='tSmall'><typeRef>number</typeRef><allowedValues><text>[0..9]</text></allowedValues>"
        "</itemDefinition>",
        given("i1", "n", "tSmall"),
        decision("d1", "next one", literal("n + 1"), "i1"),
        namespace="urn:other",
    )
    main = dmn(
        "<import namespace='urn:other' name='far away' importType='https://www.omg.org/spec/DMN/20230324/MODEL/'/>",
        decision("d1", "it", literal("far away.next one * 10"), "urn:other#d1"),
        decision("d2", "typed", literal("5 instance of far away.tSmall")),
    )
    made = Library([read_decisions(main, "main.dmn"), read_decisions(other, "other.dmn")])
    assert to_json(made.evaluate("it", {"n": 4}).value) == 50
    assert made.evaluate("it", {"n": 40}).value is None
    assert made.evaluate("typed", {}).value is True


def test_two_imports_without_a_name_are_both_seen() -> None:
    kind = "importType='https://www.omg.org/spec/DMN/20230324/MODEL/'"
    main = dmn(
        f"<import namespace='urn:a' name='' {kind}/><import namespace='urn:b' name='' {kind}/>",
        decision("d1", "it", literal("first + second"), "urn:a#d1", "urn:b#d1"),
    )
    files = [
        main,
        dmn(decision("d1", "first", literal("1")), namespace="urn:a"),
        dmn(decision("d1", "second", literal("2")), namespace="urn:b"),
    ]
    made = Library(read_decisions(data, f"{place}.dmn") for place, data in enumerate(files))
    assert to_json(made.evaluate("it", {}).value) == 3


def test_a_decision_that_needs_itself_is_said_and_does_not_hang() -> None:
    made = library(decision("d1", "a", literal("b"), "d2"), decision("d2", "b", literal("a"), "d1"))
    assert [one.code for one in made.evaluate("a", {}).faults] == ["dmn.cycle"]
    node = made.find("a")
    assert node is not None
    assert [one.code for one in made.faults(node)] == ["dmn.cycle"]


def test_what_is_required_and_missing_is_a_fault() -> None:
    made = library(decision("d1", "a", literal("1"), "urn:gone#d9"))
    outcome = made.evaluate("a", {})
    assert [one.code for one in outcome.faults] == ["dmn.missing"]


def test_an_unknown_decision_is_refused_with_a_sentence() -> None:
    with pytest.raises(DecisionError) as caught:
        library().evaluate("level", {})
    assert "level" in caught.value.message


def test_knowledge_that_calls_itself_for_ever_is_stopped() -> None:
    made = library(knowledge("k1", "f", ["n"], literal("f(n + 1)")), decision("d1", "a", literal("f(1)"), "k1"))
    with pytest.raises(FeelBudgetError):
        made.evaluate("a", {})


def test_all_expressions_of_a_graph_share_one_budget() -> None:
    spend = literal("count(for x in 1..150000 return x + 1)")
    parts = [decision(f"d{place}", f"v{place}", spend) for place in range(40)]
    top = decision("d99", "all", literal("1"), *(f"d{place}" for place in range(40)))
    with pytest.raises(FeelBudgetError):
        library(*parts, top).evaluate("all", {})


def test_functions_from_outside_are_never_run() -> None:
    logic = "<functionDefinition kind='Java'><context/></functionDefinition>"
    outcome = library(decision("d1", "a", logic)).evaluate("a", {})
    assert outcome.value is None
    assert [one.code for one in outcome.faults] == ["dmn.external"]


@pytest.mark.parametrize("version", VERSIONS)
def test_files_of_every_version_are_read(version: str) -> None:
    made = library(given("i1", "n", "number"), decision("d1", "a", literal("n + 1"), "i1"), version=version)
    assert to_json(made.evaluate("a", {"n": 1}).value) == 2


def test_types_of_other_engines_and_namespaces_are_understood() -> None:
    made = library(given("i1", "n", "integer"), decision("d1", "a", literal("n"), "i1", kind="feel:number"))
    assert to_json(made.evaluate("a", {"n": 1}).value) == 1
    unknown = library(decision("d1", "a", literal("1"), kind="tGone"))
    outcome = unknown.evaluate("a", {})
    assert to_json(outcome.value) == 1
    assert [one.code for one in outcome.faults] == ["dmn.unknown-type"]


def test_a_very_long_chain_of_decisions_is_looked_at_and_stopped_with_a_sentence() -> None:
    parts = [decision(f"d{one}", f"v{one}", literal(f"v{one - 1}"), f"d{one - 1}") for one in range(1, 3000)]
    made = library(decision("d0", "v0", literal("1")), *parts)
    node = made.find("v2999")
    assert node is not None
    assert made.faults(node) == ()
    assert made.asked(node) == ()
    with pytest.raises(FeelBudgetError):
        made.evaluate(node, {})


def test_types_that_name_each_other_are_stopped_with_a_sentence() -> None:
    types = "".join(
        f"<itemDefinition name='{one}'><typeRef>{other}</typeRef></itemDefinition>" for one, other in ("ab", "ba")
    )
    made = library(types, given("i1", "n", "a"), decision("d1", "it", literal("n"), "i1"))
    node = made.find("it")
    assert node is not None
    with pytest.raises(FeelBudgetError):
        made.decide(node, {"n": 1})


def test_texts_of_a_case_become_dates_where_dates_are_asked_for() -> None:
    types = (
        "<itemDefinition name='tLeave'><itemComponent name='from'><typeRef>date</typeRef></itemComponent>"
        "<itemComponent name='note'><typeRef>string</typeRef></itemComponent></itemDefinition>"
    )
    made = library(
        types, given("i1", "leave", "tLeave"), given("i2", "Paid until", "date"),
        decision("d1", "it", literal("[leave.from.year, leave.note, Paid until.month, extra.year]"), "i1", "i2"),
    )  # fmt: skip
    node = made.find("it")
    assert node is not None
    leave = {"from": "2026-03-02", "note": "2026-03-02"}
    values = {"leave": leave, "Paid_until": "2026-05-01", "extra": "2027-01-01"}
    assert to_json(made.decide(node, values).value) == [2026, "2026-03-02", 5, 2027]
    assert [(one.name, one.is_declared) for one in made.asked(node)] == [
        ("leave", True), ("Paid until", True), ("extra", False)
    ]  # fmt: skip


SEASON = table(["celsius"], ["season"], ['> 25 -> "summer"', '- -> "winter"'], "FIRST")
HEADS = table(["count"], ["few", "host"], ['< 5 -> true | "li"', '>= 5 -> false | "wang"'])
DISH = (
    given("guests_in", "Number of guests"),
    decision("Season", "Season of the year", SEASON),
    decision("Heads", "Head count", HEADS),
    decision("Dish", "Dish", literal("[season, few, host, Season]"), "Season", "Heads", "guests_in"),
)


def test_a_required_decision_has_the_names_that_the_engine_of_its_tool_gives_it() -> None:
    made = Library([read_decisions(dmn(*DISH, namespace="http://camunda.org/schema/1.0/dmn"), "dish.dmn")])
    node = made.find("Dish")
    assert node is not None
    assert made.decide(node, {"celsius": 30, "count": 3}).value == ["summer", True, "li", "summer"]
    assert [one.name for one in made.asked(node)] == ["celsius", "count"], (
        "an input that nothing uses is not asked for"
    )
    plain = library(*DISH)
    node = plain.find("Dish")
    assert node is not None
    assert plain.decide(node, {"celsius": 30, "count": 3}).value == [None, None, None, None]
    assert {"season", "few", "host"} <= {one.name for one in plain.asked(node)}
