"""Which language an expression is in, and how scripts are taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeler.compile.expressions import ExpressionReader, statements
from modeler.document.semantics import FileFacts, Written
from runner.core.problem import Severity

FEEL = "https://www.omg.org/spec/DMN/20191111/FEEL/"
OWN = FileFacts(FEEL, frozenset({"slip"}))
FOREIGN = FileFacts("http://www.w3.org/1999/XPath", frozenset({"camunda"}))


@pytest.mark.parametrize(
    ("facts", "text", "declared", "expected"),
    [
        (OWN, "amount > 5", "", "feel"),
        (OWN, "= amount > 5", "", "feel"),
        (OWN, "${bean.check(amount)}", "", "juel"),
        (OWN, "${amount > 5}", "", "feel"),
        (OWN, "amount > 5", "http://www.w3.org/1999/XPath", "unknown"),
        (OWN, "amount > 5", "javascript", "feel"),
        (OWN, "var x = 5; amount > x", "javascript", "unknown"),
        (FOREIGN, "amount > 5", "", "unknown"),
        (FOREIGN, "=amount > 5", "", "feel"),
        (FOREIGN, "#{empty list}", "", "feel"),
        (FOREIGN, "#{execution.id}", "", "juel"),
        (FOREIGN, "amount > 5", FEEL, "feel"),
        (FileFacts(), "amount > 5", "", "unknown"),
    ],
)
def test_the_language_is_told_by_the_element_then_the_text_then_the_file(
    facts: FileFacts, text: str, declared: str, expected: str
) -> None:
    found = ExpressionReader(facts).read(Written(text, declared), "F", "flow")
    assert found is not None
    assert found.language == expected
    assert not (expected == "feel" and found.text.startswith("="))


def test_a_juel_condition_that_can_be_translated_for_certain_keeps_the_authors_text_beside_it() -> None:
    reader = ExpressionReader(FOREIGN)
    found = reader.read(Written("${amount > 5 && !closed}"), "F", "flow")
    assert found is not None
    assert found.text == "amount > 5 and not(closed)"
    assert found.written == "${amount > 5 && !closed}"
    assert reader.problems == []


def test_what_cannot_become_feel_stays_as_it_is_and_a_problem_says_why() -> None:
    reader = ExpressionReader(FOREIGN)
    found = reader.read(Written("${orderService.isValid(order)}"), "F", "flow")
    assert found is not None
    assert (found.text, found.language, found.written) == ("${orderService.isValid(order)}", "juel", None)
    [problem] = reader.problems
    assert problem.code == "compile.not-translated"
    assert "isValid() at character 16" in problem.message


def test_a_broken_expression_of_ours_is_an_error_and_one_of_others_a_warning() -> None:
    for facts, severity, language in ((OWN, Severity.ERROR, "feel"), (FOREIGN, Severity.WARNING, "unknown")):
        reader = ExpressionReader(facts)
        found = reader.read(Written("=amount >"), "F", "flow")
        assert [item.severity for item in reader.problems] == [severity]
        assert found is not None
        assert found.language == language, "what cannot be read is never run"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("PT24H", "PT24H"), ("R3/PT1H", "R3/PT1H"), ("2026-03-02T09:00:00", "2026-03-02T09:00:00"), ("=due", "=due"),
     ("due", "=due"), ('duration("PT" + string(hours) + "H")', '=duration("PT" + string(hours) + "H")')],
)  # fmt: skip
def test_a_timer_is_plain_iso_or_feel_with_its_mark(text: str, expected: str) -> None:
    timer = ExpressionReader(OWN).timer("duration", Written(text), "T", "timer")
    assert timer is not None
    assert timer.text == expected


def test_a_script_is_one_assignment_a_line_and_an_indent_goes_on() -> None:
    text = """
        total = amount * 2
        level = if total > 100
            then "high"
            else "low"
        // a remark
        done = a = b
    """
    reader = ExpressionReader(OWN)
    script = reader.script(text, "feel", "A", "Reckon")
    assert reader.problems == []
    assert [(line.name, " ".join(line.value.split())) for line in script.lines] == [
        ("total", "amount * 2"),
        ("level", 'if total > 100 then "high" else "low"'),
        ("done", "a = b"),
    ]


@pytest.mark.parametrize("text", ["print(1)", "a.b = 1", "1a = 2", "a == 2", "a ="])
def test_anything_else_in_a_script_is_named_with_its_line(text: str) -> None:
    reader = ExpressionReader(OWN)
    reader.script(f"ok = 1\n{text}", "feel", "A", "Reckon")
    assert [item.severity for item in reader.problems] == [Severity.ERROR]
    if reader.problems[0].code == "compile.script-line":
        assert reader.problems[0].params["line"] == "2"


def test_a_script_in_another_language_is_kept_and_not_taken_apart() -> None:
    reader = ExpressionReader(OWN)
    script = reader.script("import os", "python", "A", "Reckon")
    assert (script.language, script.text, script.lines) == ("python", "import os", [])
    assert reader.problems == []


@given(st.lists(st.sampled_from(["a = 1", "  + 2", "", "// no", "b = 2"]), max_size=8), st.integers(0, 6))
def test_a_shared_indent_changes_nothing(lines: list[str], indent: int) -> None:
    plain = [text for _, text in statements("\n".join(["a = 0", *lines]))]
    moved = [text for _, text in statements("\n".join(" " * indent + line for line in ["a = 0", *lines]))]
    assert plain == moved
