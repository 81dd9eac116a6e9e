"""Changing cells of a decision table changes their bytes alone, and reading gives back what was written."""

from __future__ import annotations

import pytest
from hypothesis import given as sample
from hypothesis import strategies as st

from modeler.decisions.cells import with_cells
from runner.core.errors import FileError
from runner.decisions import DecisionTable, read_decisions

ODD = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- one > two -->
<dmn:definitions xmlns:dmn="https://www.omg.org/spec/DMN/20191111/MODEL/" id="f" name="f" namespace="urn:f">
  <dmn:decision id="other" name="o"><dmn:literalExpression><dmn:text>1</dmn:text></dmn:literalExpression>
  </dmn:decision>
  <dmn:decision id='level' name="Level > 1">
    <dmn:decisionTable>
      <dmn:input><dmn:inputExpression><dmn:text>amount</dmn:text></dmn:inputExpression></dmn:input>
      <dmn:output name='who' />
      <dmn:rule>
        <!-- the first --><dmn:inputEntry id="a"><dmn:text><![CDATA[< 10]]></dmn:text></dmn:inputEntry>
        <dmn:outputEntry  id = 'b' ><dmn:text/></dmn:outputEntry>
      </dmn:rule>
      <dmn:rule><dmn:inputEntry id="c" /><dmn:outputEntry id="d"></dmn:outputEntry></dmn:rule>
    </dmn:decisionTable>
  </dmn:decision>
</dmn:definitions>
"""


def cells(data: bytes) -> list[list[str]]:
    logic = next(one.logic for one in read_decisions(data, "f.dmn").decisions if one.id == "level")
    assert isinstance(logic, DecisionTable)
    return [[one.text for one in (*rule.tests, *rule.answers)] for rule in logic.rules]


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(str.strip)


@sample(st.dictionaries(st.tuples(st.integers(0, 1), st.integers(0, 1)), TEXT, max_size=4))
def test_what_is_written_is_read_and_all_else_keeps_its_bytes(changed: dict[tuple[int, int], str]) -> None:
    made = with_cells(ODD, "level", changed)
    wanted = [["< 10", ""], ["", ""]]
    for (row, column), text in changed.items():
        wanted[row][column] = text
    assert cells(made) == wanted
    back = with_cells(made, "level", dict.fromkeys(changed, "x"))
    assert back == with_cells(ODD, "level", dict.fromkeys(changed, "x"))
    if not changed:
        assert made == ODD


def test_a_cell_changes_nothing_but_itself() -> None:
    made = with_cells(ODD, "level", {(0, 0): '<= 5, "a&b"'})
    assert made == ODD.replace(b"<![CDATA[< 10]]>", b'&lt;= 5, "a&amp;b"')


def test_notes_on_rules_are_written_and_taken_away_again() -> None:
    made = with_cells(ODD, "level", {(0, 2): "a < b", (1, 2): "more"})
    logic = next(one.logic for one in read_decisions(made, "f.dmn").decisions if one.id == "level")
    assert isinstance(logic, DecisionTable)
    assert [rule.description for rule in logic.rules] == ["a < b", "more"]
    assert with_cells(made, "level", {(0, 2): "", (1, 2): " "}) == ODD


@pytest.mark.parametrize("place", [(2, 0), (0, 3), (0, -1)])
def test_a_cell_that_is_not_there_is_refused(place: tuple[int, int]) -> None:
    with pytest.raises(FileError) as caught:
        with_cells(ODD, "level", {place: "1"})
    assert caught.value.code == "decisions.changed"
