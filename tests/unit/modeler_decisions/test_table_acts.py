"""Rules and columns of a decision table are added, removed, moved and copied; the rest keeps its bytes, what is read
is what was meant, and undo brings the bytes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given as sample
from hypothesis import settings
from hypothesis import strategies as st

from modeler.decisions import shelf_of
from modeler.decisions.cells import with_block, with_cells
from modeler.decisions.columns import (
    Clause,
    add_column,
    clause_of,
    move_column,
    order_columns,
    remove_column,
    set_clause,
)
from modeler.decisions.editing import TableEdit
from modeler.decisions.making import new_decision
from modeler.decisions.policy import set_policy
from modeler.decisions.rules import add_rules, duplicate_rules, move_rules, remove_rules
from modeler.document.workspace import create_workspace
from runner.core.errors import FileError
from runner.core.xml import read_xml
from runner.decisions import DecisionTable, Library, read_decisions
from tests.helpers.decisions import decision, dmn, given, literal, table
from tests.unit.modeler_decisions.test_cells import ODD

PLAIN = dmn(
    given("i1", "amount", "number"),
    decision("level", "Level", table(["amount", "urgent"], ["who"], ["< 10 | - -> 1", '- | true -> "x"'], "FIRST")),
    decision("other", "Other", literal("level + 1"), "level"),
)
WRITTEN = b"""<?xml version="1.0" encoding="UTF-8"?>\r
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:v="urn:v" id="f" name="f" namespace="urn:f">\r
\t<decision id="level" name="Level">\r
\t\t<decisionTable id="t" hitPolicy='COLLECT' aggregation = "SUM">\r
\t\t\t<input id="in_1" label="Amount" v:width="7"><!-- asks -->\r
\t\t\t\t<inputExpression id="ex_1" typeRef="number"><text>amount</text></inputExpression>\r
\t\t\t\t<inputValues><text>[0..9]</text></inputValues>\r
\t\t\t</input>\r
\t\t\t<output id="out_1" />\r
\t\t\t<annotation name="Why"/>\r
\t\t\t<rule id="rule_1">\r
\t\t\t\t<description>first</description>\r
\t\t\t\t<inputEntry id="test_1"><text>&lt; 5</text></inputEntry>\r
\t\t\t\t<outputEntry id="answer_1"><text><![CDATA[1]]></text></outputEntry>\r
\t\t\t\t<annotationEntry><text>because</text></annotationEntry>\r
\t\t\t</rule><!-- behind the first -->\r
\t\t\t<rule id="rule_2"><inputEntry/><outputEntry><text/></outputEntry></rule>\r
\t\t</decisionTable>\r
\t</decision>\r
</definitions>\r
"""
FILES = {"plain": PLAIN, "odd": ODD, "written": WRITTEN}


def read(data: bytes) -> DecisionTable:
    logic = next(one.logic for one in read_decisions(data, "f.dmn").decisions if one.id == "level")
    assert isinstance(logic, DecisionTable)
    return logic


def cells(data: bytes) -> list[list[str]]:
    return [[one.text for one in (*rule.tests, *rule.answers)] for rule in read(data).rules]


def heads(data: bytes) -> list[str]:
    found = read(data)
    return [one.expression.text for one in found.inputs] + [one.name for one in found.outputs]


def ids(data: bytes) -> list[str]:
    return [str(one.get("id")) for one in read_xml(data, "f").getroot().iter() if one.get("id")]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_rule_is_added_empty_at_its_place_and_its_removal_brings_the_bytes_back(file: str, at: int) -> None:
    data = FILES[file]
    made = add_rules(data, "level", at, 2)
    wanted = cells(data)
    wanted[at:at] = [[""] * len(wanted[0])] * 2
    assert cells(made) == wanted
    assert len(set(ids(made))) == len(ids(made))
    assert remove_rules(made, "level", {at, at + 1}) == data


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("side", ["in", "out"])
def test_a_column_is_added_at_each_place_and_its_removal_takes_it_from_every_rule(file: str, side: Any) -> None:
    data = FILES[file]
    before, offset = cells(data), 0 if side == "in" else len(read(data).inputs)
    count = len(read(data).inputs) if side == "in" else len(read(data).outputs)
    for at in range(count + 1):
        made = add_column(data, "level", side, at)
        assert cells(made) == [[*row[: offset + at], "", *row[offset + at :]] for row in before]
        assert len(set(ids(made))) == len(ids(made))
        back = remove_column(made, "level", side, at)
        assert cells(back) == before
        if side == "in":  # several answers have names, which stay
            assert back == data


def test_new_rules_and_columns_are_written_as_the_file_is() -> None:
    made = add_column(add_rules(WRITTEN, "level", 0), "level", "out", 1).decode()
    assert b"\n" not in made.encode().replace(b"\r\n", b"")
    assert re.search(r'\t\t\t<rule id="DecisionRule_\w{7}">\r\n\t\t\t\t<inputEntry id="UnaryTests_\w{7}">', made)
    assert re.search(r'\t\t\t<output id="out_1" name="answer1" />\r\n\t\t\t<output id="\w+" name="answer2"/>', made)
    assert '</outputEntry>\r\n\t\t\t\t<outputEntry id="LiteralExpression_' in made
    prefixed = add_rules(ODD, "level", 2).decode()
    assert '\n      <dmn:rule id="DecisionRule_' in prefixed
    assert "<rule" not in prefixed


def test_rules_are_moved_together_as_they_are_written_and_stay_at_the_ends() -> None:
    data = add_rules(PLAIN, "level", 2, 2)
    data = with_cells(data, "level", {(2, 0): "3", (3, 0): "4"})
    assert [row[0] for row in cells(move_rules(data, "level", {0, 2}, 1))] == ["-", "< 10", "4", "3"]
    assert move_rules(data, "level", {2, 3}, 5) == data
    assert move_rules(move_rules(data, "level", {1}, 2), "level", {3}, -2) == data
    assert b"because</text></annotationEntry>\r\n\t\t\t</rule>\r\n\t\t</decisionTable>" in move_rules(
        WRITTEN, "level", {0}, 1
    )


def test_a_copied_rule_says_the_same_under_ids_of_its_own() -> None:
    made = duplicate_rules(WRITTEN, "level", {0})
    assert cells(made) == [["< 5", "1"], ["< 5", "1"], ["", ""]]
    assert read(made).rules[1].remarks == ("because",)
    assert read(made).rules[1].description == "first"
    assert len(set(ids(made))) == len(ids(made))
    assert remove_rules(made, "level", {1}) == WRITTEN


def test_columns_change_places_with_their_cells_and_not_beyond_their_side() -> None:
    made = move_column(PLAIN, "level", "in", 0, 1)
    assert heads(made) == ["urgent", "amount", "who"]
    assert cells(made) == [["-", "< 10", "1"], ["true", "-", '"x"']]
    assert move_column(made, "level", "in", 1, -1) == PLAIN
    assert move_column(PLAIN, "level", "out", 0, 3) == PLAIN
    assert order_columns(PLAIN, "level", "in", [0, 1]) == PLAIN


@pytest.mark.parametrize("side", ["in", "out"])
def test_the_only_column_of_a_side_stays(side: Any) -> None:
    with pytest.raises(FileError) as caught:
        remove_column(WRITTEN, "level", side, 0)
    assert caught.value.code == "decisions.last-column"


CLAUSES = [
    Clause("", "", "", ""), Clause("Sum & more", "amount * 2", "string", '"a", "b"'), Clause("", "x", "", "> 1"),
]  # fmt: skip


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("clause", CLAUSES)
def test_the_head_of_a_column_is_changed_and_changed_back(file: str, clause: Clause) -> None:
    data = FILES[file]
    for side in ("in", "out"):
        made = set_clause(data, "level", side, 0, clause)
        assert clause_of(made, "level", side, 0) == clause
        assert cells(made) == cells(data)
        assert set_clause(made, "level", side, 0, clause) == made
        again = set_clause(made, "level", side, 0, clause_of(data, "level", side, 0))
        assert clause_of(again, "level", side, 0) == clause_of(data, "level", side, 0)
    assert set_clause(data, "level", "in", 0, clause_of(data, "level", "in", 0)) == data


def test_an_answer_has_allowed_values_and_a_default_in_the_order_of_the_standard() -> None:
    made = set_clause(PLAIN, "level", "out", 0, Clause("Who", "who", "string", '"x", "y"', '"y"'))
    found = read(made).outputs[0]
    assert (found.label, found.name, found.type, found.allowed, found.default) == (
        "Who", "who", "string", '"x", "y"', '"y"',
    )  # fmt: skip
    assert made.index(b"<outputValues>") < made.index(b"<defaultOutputEntry>")


def test_types_are_named_with_the_prefix_that_the_file_uses() -> None:
    data = WRITTEN.replace(b'typeRef="number"', b'typeRef="feel:number"')
    made = set_clause(data, "level", "in", 0, Clause("Amount", "amount", "boolean", "[0..9]"))
    assert b'typeRef="feel:boolean"' in made


@pytest.mark.parametrize("short", ["U", "A", "P", "F", "R", "O", "C", "C+", "C#", "C<", "C>"])
def test_each_hit_policy_is_written_and_read(short: str) -> None:
    for data in FILES.values():
        made = set_policy(data, "level", short)
        assert read(made).short_policy == short
        assert read(set_policy(made, "level", read(data).short_policy)) == read(data)
        assert set_policy(data, "level", read(data).short_policy) == data


def test_a_block_is_written_from_a_cell_on_and_adds_the_rules_that_it_needs() -> None:
    made = with_block(PLAIN, "level", 1, 1, [["false", "7", "lost"], ["true ", "8"], ["-", "9"]], 3)
    assert cells(made) == [["< 10", "-", "1"], ["-", "false", "7"], ["", "true", "8"], ["", "-", "9"]]


def test_what_xml_cannot_hold_is_left_out_and_line_ends_are_those_of_the_file() -> None:
    made = with_cells(WRITTEN, "level", {(1, 0): "1,\x07\n2"})
    assert cells(made)[1][0] == "1,\n2"
    assert b"1,\r\n2" in made


@pytest.mark.parametrize(
    "act",
    [
        lambda data: add_rules(data, "level", 3), lambda data: remove_rules(data, "level", {2}),
        lambda data: move_rules(data, "level", {2}, 1), lambda data: add_column(data, "level", "in", 9),
        lambda data: remove_column(data, "level", "out", 1), lambda data: set_policy(data, "gone", "U"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused(act: Callable[[bytes], bytes]) -> None:
    with pytest.raises(FileError) as caught:
        act(PLAIN)
    assert caught.value.code == "decisions.changed"


# a walk of random acts ---------------------------------------------------------------------------


def _act(
    draw: st.DrawFn, now: DecisionTable, wanted: list[list[str]]
) -> tuple[Callable[..., bytes], tuple[Any, ...]]:
    """A random act and what the cells are after it."""
    count, ins, outs = len(now.rules), len(now.inputs), len(now.outputs)
    kinds = ["add", "column", "clause", "policy"] + ["remove", "move", "copy", "cells"] * (count > 0)
    kind = draw(st.sampled_from([*kinds, "drop", "shift"]))
    some = draw(st.sets(st.integers(0, max(count - 1, 0)), min_size=1, max_size=3))
    side: Any = draw(st.sampled_from(["in", "out"]))
    first, width = (0, ins) if side == "in" else (ins, outs)
    at = draw(st.integers(0, width - 1))
    if kind == "add":
        place = draw(st.integers(0, count))
        wanted.insert(place, [""] * (ins + outs))
        return add_rules, (place,)
    if kind == "remove":
        wanted[:] = [row for number, row in enumerate(wanted) if number not in some]
        return remove_rules, (some,)
    if kind == "move":
        by = max(-min(some), min(draw(st.integers(-2, 2)), count - 1 - max(some)))
        moved = {number + by: wanted[number] for number in some}
        rest = iter([row for number, row in enumerate(wanted) if number not in some])
        wanted[:] = [moved[number] if number in moved else next(rest) for number in range(count)]
        return move_rules, (some, by)
    if kind == "copy":
        wanted[max(some) + 1 : max(some) + 1] = [list(wanted[number]) for number in sorted(some)]
        return duplicate_rules, (some,)
    if kind == "cells":
        text = draw(st.sampled_from(["", "1", '"a & <b>"', "中文", "]]>"]))
        wanted[min(some)][first + at] = text
        return with_cells, ({(min(some), first + at): text},)
    if kind == "column":
        for row in wanted:
            row.insert(first + at, "")
        return add_column, (side, at)
    if kind == "drop" and width > 1:
        for row in wanted:
            del row[first + at]
        return remove_column, (side, at)
    if kind == "shift":
        for row in wanted:
            row.insert(first + max(0, at - 1), row.pop(first + at))
        return move_column, (side, at, -1)
    if kind == "policy":
        return set_policy, (draw(st.sampled_from(["U", "C+", "R"])),)
    return set_clause, (side, at, draw(st.sampled_from(CLAUSES)))


@settings(deadline=None)
@sample(st.data())
def test_whatever_is_done_is_read_back_saved_and_undone_to_the_byte(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        space = create_workspace(Path(folder) / "space", "Space")
        path = space.folder / "decisions" / "level.dmn"
        first = data.draw(st.sampled_from(list(FILES.values())))
        path.write_bytes(first)
        node = shelf_of(space).find("level")
        assert node is not None
        edit = TableEdit(space, node)
        states, wanted = [first], cells(first)
        for _step in range(data.draw(st.integers(1, 12))):
            change, args = data.draw(st.composite(lambda draw: _act(draw, read(edit.file.as_bytes()), wanted))())
            edit.do("x", change, *args)
            now = edit.file.as_bytes()
            assert cells(now) == wanted
            assert len(set(ids(now))) == len(ids(now))
            asked = len(read(now).inputs)
            shown = [[text or "-" for text in row[:asked]] + row[asked:] for row in wanted]
            assert [list(row[: len(cells)]) for row, cells in zip(edit.sheet.rows, shown, strict=True)] == shown
            if now != states[-1]:
                states.append(now)
        edit.file.save()
        assert path.read_bytes() == states[-1]
        for before in reversed(states[:-1]):
            edit.file.undo()
            assert edit.file.as_bytes() == before
        for after in states[1:]:
            edit.file.redo()
            assert edit.file.as_bytes() == after
        space.close()


# editing and making ------------------------------------------------------------------------------


def test_what_is_wrong_is_told_at_its_cell_and_head(tmp_path: Path) -> None:
    space = create_workspace(tmp_path, "Space")
    (space.folder / "decisions" / "level.dmn").write_bytes(PLAIN)
    node = shelf_of(space).find("level")
    assert node is not None
    edit = TableEdit(space, node)
    assert edit.faults == {}
    edit.do("x", with_cells, {(0, 0): "> >", (1, 2): "1 +"})
    assert set(edit.faults) == {(0, 0), (1, 2)}
    assert "readable" in edit.faults[0, 0].message
    edit.do("x", set_clause, "in", 1, Clause("Urgent", "", "strang", "> >"))
    assert set(edit.faults) == {(0, 0), (1, 2), (-1, 1)}
    for _step in range(2):
        edit.file.undo()
    assert edit.faults == {}
    space.close()


def test_a_name_with_spaces_of_something_required_can_be_written_in_a_cell(tmp_path: Path) -> None:
    space = create_workspace(tmp_path, "Space")
    data = dmn(
        given("i1", "Monthly pay", "number"),
        decision("level", "Level", table(["Monthly pay"], ["who"], ["< Monthly pay -> Monthly pay + 1"]), "i1"),
    )
    (space.folder / "decisions" / "level.dmn").write_bytes(data)
    node = shelf_of(space).find("level")
    assert node is not None
    assert TableEdit(space, node).faults == {}
    space.close()


def test_a_new_decision_is_a_table_to_be_filled_that_can_be_asked_at_once(tmp_path: Path) -> None:
    space = create_workspace(tmp_path, "Space")
    path, own = new_decision(space, 'Level "A" & <more>')
    second, other = new_decision(space, "审批级别")
    third, _last = new_decision(space, "审批级别")
    assert (path.name, second.name, third.name) == ("level-a-more.dmn", "decision.dmn", "decision-2.dmn")
    node = shelf_of(space).find(own)
    assert node is not None
    assert node.name == 'Level "A" & <more>'
    assert {own, other} <= shelf_of(space).names
    edit = TableEdit(space, node)
    edit.do("x", set_clause, "in", 0, Clause("Amount", "amount", "number"))
    edit.do("x", with_cells, {(0, 0): "> 5", (0, 1): '"head"'})
    library = Library([read_decisions(edit.file.as_bytes(), "x")])
    found = library.find(own)
    assert found is not None
    assert library.decide(found, {"amount": 7}).value == "head"
    with pytest.raises(FileError):
        new_decision(None, "x")
    space.close()
