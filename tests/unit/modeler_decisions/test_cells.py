"""Changing cells of a decision table changes their bytes alone, and reading gives back what was written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given as sample
from hypothesis import strategies as st

from modeler.decisions import shelf_of
from modeler.decisions.cells import TableEdit, with_cells
from modeler.document.workspace import create_workspace
from runner.core.errors import FileError
from runner.decisions import DecisionTable, read_decisions
from tests.helpers.decisions import decision, dmn, literal, table

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


@pytest.mark.parametrize("place", [(2, 0), (0, 2)])
def test_a_cell_that_is_not_there_is_refused(place: tuple[int, int]) -> None:
    with pytest.raises(FileError) as caught:
        with_cells(ODD, "level", {place: "1"})
    assert caught.value.code == "decisions.changed"


def test_what_is_wrong_with_a_change_is_told_before_it_is_saved_as_one_step(tmp_path: Path) -> None:
    space = create_workspace(tmp_path, "Space")
    path = space.folder / "decisions" / "level.dmn"
    logic = table(["amount"], ["who"], ["< 10 -> 1", "- -> 2"], "FIRST")
    path.write_bytes(dmn(decision("d2", "more", literal("1")), decision("level", "Level", logic, "d2")))
    before = path.read_bytes()
    node = shelf_of(space).find("level")
    assert node is not None
    edit = TableEdit(space, node)
    assert edit.faults() == ()
    edit.cells[0, 0] = "> >"
    assert len(edit.faults()) == 1
    assert "> >" in edit.faults()[0]
    edit.cells[0, 0] = "< 20"
    assert edit.faults() == ()
    assert path.read_bytes() == before
    edit.save()
    assert cells(path.read_bytes())[0] == ["< 20", "1"]
    opened = space.text_file(path)
    opened.undo()
    assert opened.as_bytes() == before
    space.close()
