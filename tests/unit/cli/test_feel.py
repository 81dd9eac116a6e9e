"""The verb `feel`: trace, types, translations."""

from __future__ import annotations

import pytest

from tests.helpers.lines import CommandLine

CONTEXT = ("--context", '{"amount": 1200, "approved": true}')


def test_the_trace_says_what_each_part_gave_and_why(line: CommandLine) -> None:
    said = line("feel", "amount > 1000 and approved", *CONTEXT, "--trace")
    assert said.code == 0
    assert said.out.splitlines()[0] == "true"
    assert "amount > 1000 is true because amount = 1200" in said.out


def test_the_trace_as_json_has_positions_values_and_reasons(line: CommandLine) -> None:
    found = line.json("feel", "approved and amount > 1000", *CONTEXT, "--trace").data
    assert list(found)[:3] == ["value", "type", "warnings"]
    step = found["trace"][2]
    assert (step["at"], step["depth"], step["text"], step["value"]) == (14, 1, "amount > 1000", True)
    assert step["because"] == [{"text": "amount", "value": 1200}]


def test_types_name_result_variables_and_portability(line: CommandLine) -> None:
    found = line.json("feel", "sum(items) > amount", "--context", '{"amount": 1, "items": [1]}', "--types").data
    assert found["types"]["result"] == "boolean"
    assert found["types"]["variables"] == {"amount": "number", "items": "list"}
    assert found["types"]["portability"]["level"] == "B"
    assert "Portability A" in line("feel", "amount > 3", *CONTEXT, "--types").out


def test_a_warning_names_its_place(line: CommandLine) -> None:
    said = line("feel", 'if amount > "a" then 1 else 2', *CONTEXT)
    assert said.out.strip() == "2"
    assert "Character 11: > does not work on number and string." in said.err
    assert line.json("feel", 'amount > "a"', *CONTEXT).data["warnings"][0]["at"] == 8


def test_a_number_is_printed_to_its_last_digit(line: CommandLine) -> None:
    assert line("feel", "1 / 3").out.strip() == "0.3333333333333333333333333333333333"


def test_a_translation_asks_for_no_data(line: CommandLine) -> None:
    said = line("feel", 'name = "a"', "--to", "python")
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize(
    ("language", "text"),
    [("juel", "${amount > 1000}"), ("python", "gt(var('amount'), num('1000'))")],
)
def test_a_translation_is_printed_instead_of_the_value(line: CommandLine, language: str, text: str) -> None:
    assert line("feel", "amount > 1000", *CONTEXT, "--to", language).out.strip() == text
    assert line.json("feel", "amount > 1000", *CONTEXT, "--to", language).data["translation"]["text"] == text


def test_a_refused_translation_says_where_and_ends_with_1(line: CommandLine) -> None:
    said = line("feel", "amount ** 2 > 3", *CONTEXT, "--to", "juel")
    assert said.code == 1
    assert "character 8" in said.err
    found = line.json("feel", "amount ** 2 > 3", *CONTEXT, "--to", "juel")
    assert found.code == 1
    assert found.data["translation"]["refusal"]["at"] == 8


def test_a_language_nobody_speaks_is_wrong_use(line: CommandLine) -> None:
    assert line("feel", "1", "--to", "cobol").code == 2
