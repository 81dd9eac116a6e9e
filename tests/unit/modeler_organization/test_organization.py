"""Editing the organisation, and reading one out of a workbook."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from modeler.organization import edit
from modeler.organization.importing import plan_import
from modeler.organization.rows import MAX_ROWS
from modeler.organization.workbook import template
from runner.core.errors import FormatError
from runner.organization.checks import check_organization
from runner.organization.model import Organization
from tests.unit.organization.office import an_office


def small() -> Organization:
    made = edit.add_department(Organization(), "top", "Board")
    made = edit.add_department(made, "hr", {"zh": "人事部", "en": "HR"}, parent="top")
    made = edit.add_position(made, "clerk", "Clerk", 3)
    made = edit.add_user(made, "li", "李四", "top", pinyin="li si")
    made = edit.set_head(made, "top", "li")
    return edit.add_user(made, "zhang", "张三", "hr", position="clerk", superior="li")


def test_organisation_grows_verb_by_verb() -> None:
    made = edit.add_member(edit.add_role(small(), "hr", "HR"), "hr", "user:zhang")
    made = edit.set_head(edit.set_executive(made, "hr", "li"), "hr", "zhang")
    made = edit.set_absence(made, "zhang", "2026-03-02", "2026-03-06", "li")
    assert check_organization(made) == []
    part = edit.organization_part(made)
    assert next(iter(part)) == "formatVersion"
    assert part["absences"][0]["from"] == "2026-03-02"
    assert edit.read_organization(part) == made
    assert edit.remove_member(made, "hr", "user:zhang").roles[0].members == []


def test_who_is_removed_is_named_nowhere_any_more() -> None:
    made = edit.add_member(edit.add_role(small(), "hr", "HR"), "hr", "user:li")
    made = edit.set_executive(edit.set_absence(made, "zhang", "2026-03-02", "2026-03-06", "li"), "hr", "li")
    gone = edit.remove_user(made, "li")
    assert "li" not in {user.id for user in gone.users}
    assert '"li"' not in gone.model_dump_json() and "user:li" not in gone.model_dump_json()
    assert gone.user("zhang") is not None
    with pytest.raises(KeyError):
        edit.remove_user(gone, "li")


def test_roles_and_positions_are_renamed_and_removed() -> None:
    made = edit.rename_role(edit.add_role(small(), "hr", "HR"), "hr", "People")
    assert [role.name for role in made.roles] == ["People"]
    assert edit.remove_role(made, "hr").roles == []
    made = edit.set_position(made, "clerk", name="Officer", grade=4)
    assert [(one.name, one.grade) for one in made.positions] == [("Officer", 4)]
    with pytest.raises(ValueError, match="clerk"):
        edit.remove_position(made, "clerk")
    assert edit.remove_position(edit.remove_user(made, "zhang"), "clerk").positions == []


def test_person_may_work_in_two_places_with_one_main_one() -> None:
    made = edit.assign(small(), "zhang", "top", primary=True)
    user = made.user("zhang")
    assert user is not None
    assert [(item.department, item.primary) for item in user.assignments] == [("hr", False), ("top", True)]
    back = edit.unassign(made, "zhang", "top").user("zhang")
    assert back is not None
    assert [(item.department, item.primary) for item in back.assignments] == [("hr", True)]


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda it: edit.add_department(it, "hr", "again"), ValueError),
        (lambda it: edit.add_department(it, "a b", "bad"), ValueError),
        (lambda it: edit.add_department(it, "x", "X", parent="none"), KeyError),
        (lambda it: edit.move_department(it, "top", "hr"), ValueError),
        (lambda it: edit.move_department(it, "top", "top"), ValueError),
        (lambda it: edit.remove_department(it, "top"), ValueError),
        (lambda it: edit.set_head(it, "hr", "nobody"), KeyError),
        (lambda it: edit.assign(it, "zhang", "hr", superior="zhang"), ValueError),
        (lambda it: edit.add_member(edit.add_role(it, "r", "R"), "r", "zhang"), ValueError),
        (lambda it: edit.set_user(it, "zhang", id="other"), ValueError),
    ],
)
def test_verb_that_would_break_the_organisation_is_refused(
    act: Callable[[Organization], Organization], error: type[Exception]
) -> None:
    with pytest.raises(error):
        act(small())


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


DEPARTMENTS = [
    ["编号", "名称", "上级部门", "负责人"],
    ["top", "董事会", None, "李四"],
    ["hr", "人事部", "董事会", None],
]
PEOPLE = [["工号", "姓名", "部门", "岗位", "直属上级", "在职"], ["li", "李四", "董事会", None, None, "是"],
          [7, "张三", "hr", None, "li", None], [7, "张三", "董事会", None, None, None]]  # fmt: skip


def test_workbook_becomes_an_organisation() -> None:
    plan = plan_import(workbook(部门=DEPARTMENTS, 人员=PEOPLE))
    assert [problem.message for problem in plan.problems] == ["人事部 has no head."]
    assert plan.organization is not None
    zhang = plan.organization.user("7")
    assert zhang is not None
    assert [(item.department, item.superior, item.primary) for item in zhang.assignments] == [
        ("hr", "li", True),
        ("top", None, False),
    ]
    hr = plan.organization.department("hr")
    assert hr is not None
    assert hr.parent == "top"
    assert plan.counts["new"] == 5


def test_template_written_out_and_read_in_changes_nothing() -> None:
    office = an_office()
    for language in ("zh", "en"):
        plan = plan_import(template(office, language), office)
        assert plan.problems == ()
        assert plan.organization == office
        assert plan.counts["same"] == len(plan.rows)


def test_empty_template_has_all_headings() -> None:
    plan = plan_import(template(language="en"))
    assert (plan.rows, plan.problems) == ((), ())


@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        ({"People": [["id", "name", "department"], ["a", "A", "none"]]},
         "People, row 2: Department none does not exist."),
        ({"People": [["id", "name", "department"], ["", "A", "none"]]}, "People, row 2: Id is empty."),
        ({"People": [["id", "name", "department"], ["a,b", "A", "x"]]}, "People, row 2: a,b cannot be an id."),
        ({"People": [["id", "name", "department"], ["a", "=1+1", "x"]]}, "People, row 2: Name holds a formula."),
        ({"People": [["id", "name"], ["a", "A"]]}, "The sheet People has no column Department."),
        ({"Departments": [["id", "name"], ["a", "A"], ["a", "B"]]},
         "Departments, row 3: a stands in an earlier row already."),
        ({"Departments": [["id", "name", "parent"], ["a", "A", "b"], ["b", "B", "a"]]},
         "Departments, row 3: b would lie within itself."),
        ({"Departments": [["id", "name", "head"], ["a", "A", "x"]]}, "Departments, row 2: Head x does not exist."),
        ({"Departments": [["id", "name", "parent"], ["a", "A", None], ["b", "A", None], ["c", "C", "A"]]},
         "Departments, row 4: Parent department A fits several."),
        ({"Positions": [["id", "name", "grade"], ["a", "A", "high"]]},
         "Positions, row 2: Grade must be a whole number."),
        ({"Roles": [["id", "name", "member"], ["a", "A", "user:x"]]}, "Roles, row 2: Member user:x does not exist."),
    ],
)  # fmt: skip
def test_error_in_a_row_is_told_and_nothing_changes(sheets: dict[str, list[list[Any]]], message: str) -> None:
    plan = plan_import(workbook(**sheets))
    assert plan.organization is None
    assert message in [problem.message for problem in plan.problems]


def test_oversized_sheet_is_refused() -> None:
    rows = [["id", "name"], *([f"d{number}", "D"] for number in range(MAX_ROWS + 1))]
    plan = plan_import(workbook(Departments=rows))
    assert plan.organization is None
    assert any(problem.code == "import.too-many-rows" for problem in plan.problems)


def hostile() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    return target.getvalue()


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("big.bin", "w") as stream:
        for _ in range(210):
            stream.write(bytes(1024 * 1024))
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "cells.not-xlsx"), (b"PK\x03\x04", "cells.not-xlsx"), (hostile(), "cells.not-xlsx"),
     (workbook(Other=[["id"]]), "import.no-sheet")],
)  # fmt: skip
def test_file_that_is_no_workbook_of_ours_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(FormatError) as caught:
        plan_import(data, file="people.xlsx")
    assert caught.value.code == code
    assert "people.xlsx" in caught.value.message


def test_workbook_that_unpacks_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(FormatError) as caught:
        plan_import(bomb())
    assert caught.value.code == "cells.too-large"
