"""The three tables, what changed between two versions, the two questions, and workbooks both ways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeler.document.document import Document
from modeler.document.io import document_from_bytes, to_bytes
from modeler.rights.changes import differences
from modeler.rights.edit import fields_of, lines_of, process_rights, set_process_rights
from modeler.rights.field_table import CellLine, FieldTable, set_field_cells
from modeler.rights.operation_table import operation_cell, set_operations, set_verdicts, step_of, verdicts_of
from modeler.rights.questions import what_can, who_sees
from modeler.rights.rule_table import CHOICES, RuleTable, cell_text, parse_cell, with_rule_cells
from modeler.rights.subject import Subject, subject_of
from modeler.rights.workbook import Tables, apply_plan, export_rights, plan_rights, shared_after
from runner.core.errors import FormatError
from runner.data.spreadsheet import Sheet, read_sheets, write_xlsx
from runner.organization.model import Assignment, Department, Member, Organization, Role, User
from runner.rights.fields import row_rights
from runner.rights.model import CategoryRights, ProcessRights, RowRight, Rule, WorkspaceRights
from runner.rights.operations import CASE_OPERATIONS, OPEN_OPERATIONS, OPERATIONS, SEAT_OPERATIONS
from runner.rights.overview import ACTIONS
from runner.service import acts
from tests.unit.forms.forms import a_form, field

PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:slip="urn:slipway:bpmn:1" id="D"
  targetNamespace="urn:test">
  <bpmn:process id="P" isExecutable="true">
    <bpmn:extensionElements>
      <slip:process category="hr"/>
      <slip:rights>
        <slip:allow action="see" who="role:hr" scope="department"/>
        <slip:allow action="fly" who="role:hr"/>
        <slip:deny action="start" who="user:li"/>
      </slip:rights>
    </bpmn:extensionElements>
    <bpmn:startEvent id="S" name="Apply"><bpmn:extensionElements><slip:form ref="leave"/></bpmn:extensionElements>
    </bpmn:startEvent>
    <bpmn:userTask id="T" name="Check"><bpmn:extensionElements>
      <slip:form ref="leave"/>
      <slip:fields><slip:field path="days" access="hidden"/><slip:field path="odd" access="sometimes"/></slip:fields>
      <slip:handler strategy="role" who="role:hr"/>
      <slip:approval vote="any"/>
    </bpmn:extensionElements></bpmn:userTask>
    <bpmn:userTask id="U" name="Note"><bpmn:extensionElements>
      <slip:form ref="leave"/><slip:handler strategy="starter"/><slip:copy who="user:li"/>
    </bpmn:extensionElements></bpmn:userTask>
  </bpmn:process>
</bpmn:definitions>
"""
FORM = a_form(
    field("number", "days"), field("textfield", "reason"),
    field("table", "items", components=[field("number", "price")]),
)  # fmt: skip
ORGANIZATION = Organization(
    departments=[Department(id="fin", name="Finance")],
    roles=[Role(id="hr", name="HR", members=[Member(who="user:wang")])],
    users=[
        User(id=one, name=one.title(), assignments=[Assignment(department="fin")]) for one in ("li", "wang", "zhang")
    ],
)  # fmt: skip
SHARED = WorkspaceRights(
    allow=[Rule(action="manage", who="user:wang")],
    categories=[CategoryRights(category="hr", deny=[Rule(action="export", who="user:li")])],
)


@pytest.fixture
def document() -> Iterator[Document]:
    made = document_from_bytes(PROCESS.encode(), "p.bpmn")
    yield made
    made.close()


def table(document: Document) -> FieldTable:
    return FieldTable(document.index, "leave", FORM)


def accesses(document: Document) -> dict[str, dict[str, str]]:
    found = table(document)
    return {one.id: {row.path: found.cell(row.path, one).access for row in found.rows} for one in found.columns}


def subject(document: Document, shared: WorkspaceRights = SHARED) -> Subject:
    return subject_of(document.index, "P", shared, {"leave": FORM})


def tables(document: Document, shared: WorkspaceRights = SHARED) -> Tables:
    return Tables(document.index, "P", shared, ORGANIZATION, {"leave": FORM})


# fields ------------------------------------------------------------------------------------------

CELLS = st.dictionaries(
    st.tuples(
        st.sampled_from(["S", "T", "U", "P/copyFields", "P/printFields"]),
        st.sampled_from(["days", "reason", "items"]),
    ),
    st.sampled_from([None, "hidden", "read", "edit", "required"]),
    max_size=6,
)  # fmt: skip


def is_step(column: str) -> bool:
    return not column.startswith("P/")


@given(cells=CELLS)
def test_cells_are_what_was_written_the_others_stay_and_one_undo_takes_all_back(
    cells: dict[tuple[str, str], str | None],
) -> None:
    document = document_from_bytes(PROCESS.encode(), "p.bpmn")
    before = accesses(document)
    wanted: dict[str, dict[str, str | None]] = {}
    for (column, path), access in cells.items():
        if access is not None and not (column.startswith("P/") and access in ("edit", "required")):
            wanted.setdefault(column, {})[path] = access
    set_field_cells(document, table(document), wanted)  # type: ignore[arg-type]
    after = accesses(document)
    for column, found in after.items():
        for path, access in found.items():
            outer = path.partition(".")[0]
            if path in wanted.get(column, {}):
                assert access == wanted[column][path]
            elif outer not in wanted.get(column, {}) and (is_step(column) or not any(map(is_step, wanted))):
                assert access == before[column][path], "a cell that was not written stays"
    if document.can_undo:
        document.undo()
    assert to_bytes(document) == PROCESS.encode()
    document.close()


def test_a_line_that_cannot_be_read_stays(document: Document) -> None:
    set_field_cells(document, table(document), {"T": {"reason": "hidden"}})
    assert b'access="sometimes"' in to_bytes(document)
    set_process_rights(
        document, "P", with_rule_cells(process_rights(document.index, "P"), {("user:li", "see"): "deny"})
    )
    assert b'action="fly"' in to_bytes(document)


def test_the_why_of_a_reader_names_the_step_that_hides(document: Document) -> None:
    found = table(document)
    column = next(one for one in found.columns if one.id == "P/viewFields")
    cell = found.cell("days", column)
    assert cell.access == "hidden" and cell.line is None
    assert "Check hides days" in cell.trail[0].message
    assert "no step hides reason" in found.cell("reason", column).trail[0].message


def test_only_the_columns_of_what_changed_are_asked_again(document: Document) -> None:
    found = table(document)
    set_field_cells(document, found, {"T": {"days": "read"}})
    stale = found.forget(frozenset({"T"}))
    assert [one.id for one in stale] == ["T", "P/copyFields", "P/viewFields", "P/printFields"]
    assert all(found.cell("days", one).access == "read" for one in stale)


# rules -------------------------------------------------------------------------------------------

RULES = st.dictionaries(
    st.tuples(st.sampled_from(["role:hr", "user:li", "starter", "department:fin/**"]), st.sampled_from(ACTIONS)),
    st.lists(st.sampled_from(CHOICES), max_size=2, unique=True).map(" ".join),
    max_size=6,
)  # fmt: skip


@given(first=RULES, second=RULES)
def test_a_cell_of_rules_says_what_was_written_and_no_other_changes(
    first: dict[tuple[str, str], str], second: dict[tuple[str, str], str]
) -> None:
    before = with_rule_cells(ProcessRights(), first)  # type: ignore[arg-type]
    after = with_rule_cells(before, second)  # type: ignore[arg-type]
    for key in {*first, *second}:
        wanted = second.get(key, first.get(key, ""))
        assert sorted(cell_text(after, *key).split()) == sorted(wanted.split())  # type: ignore[arg-type]


def test_rules_from_above_are_shown_until_the_level_has_its_own() -> None:
    own = ProcessRights(deny=[Rule(action="see", who="role:hr", scope="own")])
    rows = RuleTable({"process": own, "category": SHARED.categories[0], "workspace": SHARED}, "process", ["user:x"])
    assert rows.rows == ("role:hr", "user:li", "user:wang", "user:x")
    assert rows.cell("role:hr", "see").text == "deny:own"
    assert (rows.cell("user:li", "export").text, rows.cell("user:li", "export").level) == ("deny", "category")
    assert rows.cell("user:wang", "manage").level == "workspace"
    above = RuleTable({"process": own, "workspace": SHARED}, "workspace")
    assert above.rows == ("user:wang",), "what stands below does not hold above"


def test_what_is_no_rule_is_refused() -> None:
    assert parse_cell("allow:everywhere") is None and parse_cell("perhaps") is None
    with pytest.raises(ValueError, match="perhaps"):
        with_rule_cells(ProcessRights(), {("user:li", "see"): "perhaps"})


# operations --------------------------------------------------------------------------------------


def test_the_operations_of_the_table_are_those_of_the_runner() -> None:
    assert set(SEAT_OPERATIONS) == set(acts._WAYS)
    assert {*SEAT_OPERATIONS, *CASE_OPERATIONS, "complete"} == set(OPERATIONS)


def test_the_first_answer_lists_what_was_open(document: Document) -> None:
    assert operation_cell(step_of(document.index, "T"), "claim").state == "open"
    set_operations(document, {"T": {"claim": False, "jump": True, "withdraw": False}, "U": {"claim": False}})
    listed = step_of(document.index, "T").listed
    assert listed == (*(one for one in OPEN_OPERATIONS if one != "claim"), "jump")
    assert operation_cell(step_of(document.index, "T"), "claim").state == "closed"
    assert operation_cell(step_of(document.index, "T"), "jump").state == "listed"
    assert operation_cell(step_of(document.index, "T"), "sendOn").state == "unnamed"
    assert operation_cell(step_of(document.index, "T"), "suspend").state == "case"
    assert not step_of(document.index, "U").has_approval, "plain work is not made an approval by the way"
    set_operations(document, {"T": dict.fromkeys(listed, False)})
    assert all(operation_cell(step_of(document.index, "T"), one).state == "closed" for one in OPEN_OPERATIONS)
    set_operations(document, {"T": {"claim": None}})
    assert operation_cell(step_of(document.index, "T"), "claim").state == "open"
    for _ in range(3):
        document.undo()
    assert to_bytes(document) == PROCESS.encode()


# versions ----------------------------------------------------------------------------------------


def told(document: Document, before: Subject, shared: WorkspaceRights = SHARED) -> list[tuple[str, str]]:
    return [(one.kind, one.message) for one in differences(before, subject(document, shared), ORGANIZATION)]


def test_the_same_rights_differ_in_nothing(document: Document) -> None:
    assert told(document, subject(document)) == []


def test_changes_are_told_as_who_may_what_more_or_less(document: Document) -> None:
    before = subject(document)
    set_process_rights(
        document, "P", with_rule_cells(process_rights(document.index, "P"), {("user:li", "start"): ""})
    )
    set_field_cells(document, table(document), {"T": {"days": "edit", "reason": "hidden"}})
    set_operations(document, {"T": {"transfer": False}})
    set_verdicts(document, "T", [{"id": "ok", "label": "Fine"}])
    found = told(document, before)
    assert ("more", "Li: may now start (own cases).") in found
    assert ("more", "Check: “Days” was hidden, is edit.") in found
    assert ("less", "Check: “Reason” was read, is hidden.") in found
    assert ("less", "Check: people may no longer Transfer.") in found
    assert ("other", "Check: the verdicts were –, are Fine.") in found
    assert ("less", "Copies: “Reason” was read, is hidden.") in found, "readers follow the steps"


def test_other_rights_on_the_rows_of_a_table_are_told(document: Document) -> None:
    set_field_cells(document, table(document), {"T": {"items": CellLine("edit", ("add", "delete"))}})
    before = subject(document)
    set_field_cells(document, table(document), {"T": {"items": CellLine("edit", ("add",))}})
    (found,) = differences(before, subject(document), ORGANIZATION)
    assert found.kind == "less"
    assert found.message == "Check: rows of “Items”: was add rows, delete rows, is add rows."


def test_a_rule_of_the_workspace_changes_who_may_here(document: Document) -> None:
    shared = SHARED.model_copy(update={"allow": []})
    found = told(document, subject(document), shared)
    assert [kind for kind, _text in found] == ["less"]
    assert "Wang: may no longer manage" in found[0][1]


# questions ---------------------------------------------------------------------------------------


def test_a_person_is_told_what_they_can_do_and_why(document: Document) -> None:
    answers = {(one.kind, one.subject): one for one in what_can(subject(document), ORGANIZATION, "wang")}
    assert answers["action", "start"].answer == "yes"
    assert answers["action", "see"].answer == "depends", "the rule covers cases of the own department"
    assert answers["action", "manage"].answer == "yes"
    assert answers["step", "Check"].answer == "yes"
    assert "Whoever starts" in answers["step", "Check"].trail[0].message
    assert answers["field", "Days · Check"].answer == "hidden"
    li = {(one.kind, one.subject): one for one in what_can(subject(document), ORGANIZATION, "li")}
    assert li["action", "start"].answer == "no"
    assert "denies it to Li" in li["action", "start"].trail[0].message
    assert li["step", "Check"].answer == "no"
    assert not any(kind == "field" and about.endswith("Apply") for kind, about in li)
    assert li["field", "Reason · Copies"].answer == "read"


def test_who_sees_a_field_is_told_by_steps_and_readers(document: Document) -> None:
    found = who_sees(subject(document), ORGANIZATION, "leave", "reason")
    people = {(one.person, one.subject, one.answer) for one in found}
    assert ("zhang", "Apply", "edit") in people and ("wang", "Apply", "edit") in people
    assert ("li", "Apply", "edit") not in people, "li may not start"
    assert ("wang", "Check", "read") in people
    assert ("li", "Copies", "read") in people
    assert ("wang", "Looking up", "read") in people
    hidden = who_sees(subject(document), ORGANIZATION, "leave", "days")
    assert [(one.person, one.answer) for one in hidden if one.subject == "Check"] == [("", "hidden")]
    assert [(one.person, one.answer) for one in hidden if one.subject == "Looking up"] == [("", "hidden")]


# workbooks ---------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(
    cells=CELLS,
    rules=RULES,
    given=st.dictionaries(st.sampled_from(SEAT_OPERATIONS), st.booleans(), max_size=3),
    rows=st.sampled_from([None, ("add",), ("delete",), ("add", "own"), ("add", "delete", "own")]),
)
def test_a_workbook_brings_all_three_tables_back(
    cells: dict[tuple[str, str], str | None],
    rules: dict[tuple[str, str], str],
    given: dict[str, bool],
    rows: tuple[RowRight, ...] | None,
) -> None:
    document, fresh = (document_from_bytes(PROCESS.encode(), "p.bpmn") for _ in range(2))
    changes: dict[str, dict[str, str | None]] = {}
    for (column, path), access in cells.items():
        changes.setdefault(column, {})[path] = access
    set_field_cells(document, table(document), changes)  # type: ignore[arg-type]
    set_process_rights(document, "P", with_rule_cells(process_rights(document.index, "P"), rules))  # type: ignore[arg-type]
    if given:
        set_operations(document, {"T": dict(given)})
    if rows is not None:
        set_field_cells(
            document, table(document), {"T": {"items": CellLine("edit", rows), "days": CellLine("read", rows)}}
        )
    set_verdicts(document, "T", [{"id": "ok", "label": "=Fine", "result": "agree", "validate": "false"}])
    shared = WorkspaceRights(allow=[Rule(action="see", who="starter", scope="own")])
    data = export_rights(tables(document, shared))
    again = plan_rights(data, tables(document, shared))
    assert again.is_good, [one.message for row in again.rows for one in row.problems]
    assert again.counts["changed"] == 0 and not again.rules
    plan = plan_rights(data, tables(fresh))
    assert plan.is_good
    after = shared_after(tables(fresh), plan)
    apply_plan(fresh, tables(fresh), plan)
    assert after.allow == shared.allow
    assert not any(one.allow or one.deny for one in after.categories), "rows that are gone take their rules away"
    assert accesses(fresh) == accesses(document)
    brought = {line["path"]: line.get("rows") for line in lines_of(fresh.index, "T")}
    assert brought.get("days") is None, "only a table has rows"
    if rows is not None:
        assert row_rights(fields_of(fresh.index, "T"), "items") == set(rows)
    assert step_of(fresh.index, "T").listed == step_of(document.index, "T").listed or not given
    assert verdicts_of(fresh.index, "T") == verdicts_of(document.index, "T")
    mine, theirs = process_rights(fresh.index, "P"), process_rights(document.index, "P")
    assert {(one.who, one.action, one.scope) for one in mine.allow} == {
        (one.who, one.action, one.scope) for one in theirs.allow
    }
    fresh.close()
    document.close()


def changed(document: Document, title: str, row: int, column: int, text: str) -> bytes:
    """The exported workbook with another cell."""
    sheets = []
    for sheet in read_sheets(export_rights(tables(document)), "rights.xlsx"):
        rows = [list(one) for one in sheet.rows]
        if sheet.title == title:
            rows[row] += [""] * (column + 1 - len(rows[row]))
            rows[row][column] = text
        sheets.append(Sheet(sheet.title, tuple(tuple(one) for one in rows)))
    return write_xlsx(sheets)


@pytest.mark.parametrize(
    ("title", "row", "column", "text", "code"),
    [
        ("Process rights", 1, 0, "planet", "rights.import-level"),
        ("Process rights", 1, 1, "user:gone", "rights.import-who"),
        ("Process rights", 1, 4, "perhaps", "rights.import-rule"),
        ("Operations of steps", 3, 2, "maybe", "rights.import-yes"),
        ("Operations of steps", 2, 2, "no", "rights.import-fixed"),
        ("Operations of steps", 2, 0, "fly", "rights.import-operation"),
        ("Field rights", 2, 3, "sometimes", "rights.import-access"),
        ("Field rights", 2, 6, "edit", "rights.import-access"),
        ("Field rights", 2, 3, "edit · add rows", "rights.import-rows"),
        ("Field rights", 4, 6, "read · own rows only", "rights.import-access"),
        ("Field rights", 4, 3, "edit · eat rows", "rights.import-access"),
        ("Field rights", 2, 1, "gone", "rights.import-field"),
        ("Field rights", 2, 0, "gone", "rights.import-form"),
    ],
)
def test_an_error_stands_at_its_row_and_nothing_changes(
    document: Document, title: str, row: int, column: int, text: str, code: str
) -> None:
    plan = plan_rights(changed(document, title, row, column, text), tables(document))
    assert not plan.is_good
    (wrong,) = [one for one in plan.rows if one.state == "error"]
    assert (wrong.sheet, wrong.line) == (title, row + 1)
    assert wrong.problems[0].code == code
    assert text in wrong.problems[0].message or code == "rights.import-fixed"
    with pytest.raises(ValueError, match="errors"):
        apply_plan(document, tables(document), plan)
    assert to_bytes(document) == PROCESS.encode()


def test_another_workbook_is_refused(document: Document) -> None:
    with pytest.raises(FormatError):
        plan_rights(write_xlsx([Sheet("Other", (("a",),))]), tables(document))
