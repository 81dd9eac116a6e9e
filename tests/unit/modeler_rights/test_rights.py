"""The tables of rights, read from a document and written into it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from modeler.document.document import Document
from modeler.document.io import document_from_bytes, to_bytes
from modeler.rights.edit import (
    fields_of,
    matrix,
    process_rights,
    read_rights,
    rights_part,
    set_category,
    set_cell,
    set_column,
    set_process_rights,
    with_rule,
    without_rule,
)
from runner.rights.model import FieldRight, ProcessRights, WorkspaceRights
from tests.unit.forms.forms import a_form, field

PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:slip="urn:slipway:bpmn:1" id="D"
  targetNamespace="urn:test">
  <bpmn:process id="P" isExecutable="true">
    <bpmn:userTask id="T" name="Check"><bpmn:extensionElements>
      <slip:form ref="leave"/>
      <slip:fields><slip:field path="days" access="hidden"/><slip:field path="odd" access="sometimes"/></slip:fields>
    </bpmn:extensionElements></bpmn:userTask>
    <bpmn:userTask id="U"><bpmn:extensionElements><slip:form ref="leave"/></bpmn:extensionElements></bpmn:userTask>
    <bpmn:startEvent id="S" name="Apply"><bpmn:extensionElements>
      <slip:form ref="leave"/><slip:fields><slip:field path="days" access="required"/></slip:fields>
    </bpmn:extensionElements></bpmn:startEvent>
    <bpmn:userTask id="V"><bpmn:extensionElements><slip:form ref="other"/></bpmn:extensionElements></bpmn:userTask>
  </bpmn:process>
</bpmn:definitions>
"""
FORM = a_form(
    field("number", "days"), field("textfield", "reason"),
    field("table", "items", components=[field("number", "price", own={"formula": "=1"})]),
)  # fmt: skip


@pytest.fixture
def document() -> Iterator[Document]:
    made = document_from_bytes(PROCESS.encode(), "p.bpmn")
    yield made
    made.close()


def undone(document: Document) -> bool:
    """Whether one undo gives the file as it was, and redo what was made of it."""
    after = to_bytes(document)
    document.undo()
    was_before = to_bytes(document) == PROCESS.encode()
    document.redo()
    return was_before and to_bytes(document) == after


def test_matrix_shows_every_field_against_every_step_of_the_form(document: Document) -> None:
    table = matrix(document.index, "leave", FORM)
    assert [step.node for step in table.steps] == ["S", "T", "U"]
    assert [(row.path, row.is_column, row.is_fixed) for row in table.rows] == [
        ("days", False, False), ("reason", False, False), ("items", False, False), ("items.price", True, True),
    ]  # fmt: skip
    shown = {key: cell.access for key, cell in table.cells.items() if key[0] != "items.price"}
    assert shown == {
        ("days", "S"): "required", ("reason", "S"): "edit", ("items", "S"): "edit",
        ("days", "T"): "hidden", ("reason", "T"): "read", ("items", "T"): "read",
        ("days", "U"): "edit", ("reason", "U"): "edit", ("items", "U"): "edit",
    }  # fmt: skip
    assert table.cells["days", "T"].is_own
    assert not table.cells["reason", "T"].is_own


def test_cell_is_written_as_one_step_of_undo(document: Document) -> None:
    set_cell(document, "T", "days", "edit")
    assert fields_of(document.index, "T") == [FieldRight(path="days", access="edit")]
    assert b'access="sometimes"' in to_bytes(document)
    assert undone(document)


def test_first_cell_of_a_step_does_not_change_the_others(document: Document) -> None:
    before = matrix(document.index, "leave", FORM).cells
    set_cell(document, "U", "days", "hidden")
    after = matrix(document.index, "leave", FORM).cells
    assert [key for key in before if before[key].access != after[key].access] == [("days", "U")]
    assert undone(document)


def test_row_rights_of_a_table_are_written_and_kept(document: Document) -> None:
    set_cell(document, "T", "items", "edit", rows=["add", "own"])
    set_cell(document, "T", "items", "required")
    assert fields_of(document.index, "T")[-1] == FieldRight(path="items", access="required", rows=["add", "own"])


def test_cleared_cell_goes_back_to_the_default(document: Document) -> None:
    set_cell(document, "S", "days", None)
    assert fields_of(document.index, "S") == []
    assert undone(document)


def test_column_is_one_step_of_undo(document: Document) -> None:
    set_column(document, "U", ["days", "reason"], "read")
    assert [line.path for line in fields_of(document.index, "U")] == ["days", "reason", "*"]
    assert undone(document)


def test_rules_of_a_process_are_written_and_taken_away(document: Document) -> None:
    rights = with_rule(ProcessRights(), "allow", "start", "department:sales/**")
    rights = with_rule(rights, "deny", "see", "user:li", "own")
    assert with_rule(rights, "deny", "see", "user:li", "own") is rights
    set_process_rights(document, "P", rights)
    assert process_rights(document.index, "P") == rights
    assert undone(document)
    set_process_rights(
        document, "P", without_rule(without_rule(rights, "allow", rights.allow[0]), "deny", rights.deny[0])
    )
    assert b"slip:rights" not in to_bytes(document)


def test_rights_of_a_category_are_set_and_dropped() -> None:
    rules = with_rule(ProcessRights(), "allow", "manage", "role:hr")
    rights = set_category(WorkspaceRights(), "hr", rules)
    assert read_rights(rights_part(rights)) == rights
    assert set_category(rights, "hr", ProcessRights()).categories == []
