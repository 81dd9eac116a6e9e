"""Organisations go out as workbooks, CSV and JSON and come back as they were."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeler.organization import edit
from modeler.organization.csv_files import csv_files
from modeler.organization.importing import ImportPlan, plan_import
from modeler.organization.texts import texts_of
from modeler.organization.workbook import SHEETS, template
from runner.core.errors import FormatError
from runner.core.resources import resource_folder
from runner.organization.model import Organization


def office() -> Organization:
    data = (resource_folder() / "samples" / "office" / "organization.json").read_bytes()
    return edit.read_organization(data)


NAMES = st.one_of(
    st.sampled_from(
        ["财务部", "Finance", "R&D, west", '他说"好"', "=1+1", "-5", "'x", "007", "1E5", "2026-03-02", "a\tb"]
    ),
    st.builds(lambda zh, en: {"zh": zh, "en": en}, st.sampled_from(["甲", "乙"]), st.sampled_from(["A", "B"])),
)
IDS = ["007", "12", "1E5", "=x", "-y", "张三", "true"]


def _ref(ids: list[str]) -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), st.sampled_from(ids)) if ids else st.none()


@st.composite
def organizations(draw: st.DrawFn) -> Organization:
    """Organisations that an import takes, with names and ids that spreadsheets like to change."""
    departments = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=4, unique=True))
    people = draw(st.lists(st.sampled_from(IDS), min_size=2, max_size=5, unique=True))
    known = [f"user:{people[0]}", f"department:{departments[0]}/**"]
    members = [{"who": who} for who in draw(st.lists(st.sampled_from(known), max_size=2, unique=True))]

    def users() -> list[dict[str, object]]:
        found: list[dict[str, object]] = []
        for place, one in enumerate(people):
            works = draw(st.lists(st.sampled_from(departments), max_size=2, unique=True))
            superior = people[place - 1] if place else None
            item: dict[str, object] = {
                "id": one, "name": draw(NAMES), "active": draw(st.booleans()),
                "assignments": [{"department": work, "primary": not at,
                                 **({"superior": superior} if superior else {})}
                                for at, work in enumerate(works)],
            }  # fmt: skip
            found.append(item | draw(st.sampled_from([{}, {"external": True}, {"validTo": "2026-12-31"}])))
        return found

    def with_ref(key: str, ids: list[str]) -> dict[str, str]:
        chosen = draw(_ref(ids))
        return {key: chosen} if chosen else {}

    return Organization.model_validate(
        {
            "companies": [{"id": "hq", "name": draw(NAMES)}, {"id": "e", "name": draw(NAMES), "parent": "hq"}],
            "departments": [
                {"id": one, "name": draw(NAMES), **({"parent": departments[at - 1]} if at else {"company": "hq"}),
                 **with_ref("head", people), **draw(st.sampled_from([{}, {"kind": "business, west"[:8]}]))}
                for at, one in enumerate(departments)
            ],
            "positions": [{"id": "p", "name": draw(NAMES), "grade": draw(st.integers(-3, 12)), "seats": 2}],
            "roles": [{"id": "r", "name": draw(NAMES), "scope": "global", "members": members}],
            "groups": [{"id": "g", "name": draw(NAMES), "members": members}],
            "users": users(),
            "lines": [{"kind": "functional", "who": f"user:{people[0]}", "to": f"user:{people[1]}"}],
            "defaultLines": [{"process": "*", "line": "functional"}],
            "absences": [{"who": f"user:{people[0]}", "from": "2026-03-01", "to": "2026-03-03", "processes": ["*"],
                          "agent": f"user:{people[1]}", "mode": draw(st.sampled_from(["copy", "replace"]))}],
            "costCentres": [{"id": "007", "name": draw(NAMES), "owner": people[0]}],
            "projects": [{"id": "j", "name": draw(NAMES), "manager": people[1], "costCentre": "007"}],
            "matrices": [{"id": "m", "name": draw(NAMES), "amount": "total", "hit": "specific", "rows": [
                {"from": "5000.50", "approvers": ["departmentHead:2", "role:r"]},
                {"below": "5000.50", "companies": ["hq", "e"], "approvers": [f"user:{people[0]}"]}]}],
        }
    )  # fmt: skip


def same(plan: ImportPlan) -> bool:
    return plan.organization is not None and {row.state for row in plan.rows} <= {"same"}


@settings(max_examples=25, deadline=None)
@given(organization=organizations(), language=st.sampled_from(["zh", "en"]))
def test_what_is_written_out_and_read_in_again_is_the_same(organization: Organization, language: str) -> None:
    book = template(organization, language)
    assert same(plan_import(book, organization, file="a.xlsx"))
    assert plan_import(book, organization, file="a.xlsx").organization == organization
    fresh = plan_import(book, file="a.xlsx")
    assert fresh.organization is not None, [item.message for item in fresh.problems]
    assert texts_of(fresh.organization) == texts_of(organization)
    part = json.dumps(edit.organization_part(organization)).encode()
    assert same(plan_import(part, organization, file="a.json"))
    assert plan_import(part, file="a.json").organization == organization
    made = Organization()
    files = csv_files(organization, language)
    order = ["companies", "users", "departments"]
    for name in (f"{sheet}.csv" for sheet in [*order, *(one.id for one in SHEETS if one.id not in order)]):
        assert files[name].startswith(b"\xef\xbb\xbf")
        assert same(plan_import(files[name], organization, file=name))
        if name == "users.csv":
            continue  # people name departments and departments people: one file alone cannot begin
        whole = plan_import(files[name], fresh.organization, file=name)
        assert whole.organization is not None and texts_of(whole.organization) == texts_of(organization)
    assert made == Organization()


def test_sample_office_goes_out_and_comes_back() -> None:
    organization = office()
    plan = plan_import(template(organization, "zh"), organization)
    assert plan.organization == organization
    fresh = plan_import(template(organization, "zh"))
    assert fresh.organization is not None
    assert texts_of(fresh.organization) == texts_of(organization)


def test_ids_and_numbers_stay_text_in_the_workbook() -> None:
    organization = edit.add_user(edit.add_department(Organization(), "0012", "x"), "000123456789012345", "Long")
    book = openpyxl.load_workbook(io.BytesIO(template(organization, "en")))
    cell = book["People"]["A2"]
    assert (cell.value, cell.data_type, cell.number_format) == ("000123456789012345", "s", "@")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_is_told_apart_by_its_bytes_and_headings(encoding: str, mark: str) -> None:
    text = f"编号{mark}姓名{mark}部门\r\n007{mark}“欧阳”{mark}财务部\r\n"
    organization = edit.add_department(Organization(), "fin", "财务部")
    plan = plan_import(text.encode(encoding), organization, file="导出.csv")
    assert plan.organization is not None
    assert [(user.id, user.name) for user in plan.organization.users] == [("007", "“欧阳”")]
    assert plan.rows[0].sheet == "人员"


def test_what_is_no_csv_is_refused() -> None:
    for data in (b"\x00\x01\x02", b"a,b\r\n1,2\r\n"):
        with pytest.raises(FormatError):
            plan_import(data, file="x.csv")


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("departments.csv", "id,name,head\na,A,li wang\nb,B,li、wang",
         "Departments, row 3: Head names several people: li、wang."),
        ("users.csv", "id,name,department,main place\nli,Li,hr,yes\nli,Li,top,yes",
         "People, row 3: li has two main places of work."),
        ("absences.csv", "person,from,to\nli,2026/3/9,2026-03-02", "Absences, row 2: it ends before it begins."),
        ("absences.csv", "person,from\nli,soon", "Absences, row 2: From soon is not a date."),
        ("lines.csv", "person,line,reports to\nli,functional,li",
         "Reporting lines, row 2: li would lie within itself."),
        ("matrices.csv", "id,name,below,approvers\nm,M,much,user:li",
         "Approval matrices, row 2: Below (not included) much is not an amount."),
        ("matrices.csv", "id,name,approvers\nm,M,role:none",
         "Approval matrix M, row 1: role:none does not exist."),
        ("companies.csv", "id,name,parent company\na,A,b\nb,B,a", "Companies, row 3: b would lie within itself."),
        ("groups.csv", "id,name,member\ng,G,nobody", "Groups, row 2: Member nobody does not exist."),
        ("projects.csv", "id,name,manager\nj,J,nobody", "Projects, row 2: Manager nobody does not exist."),
    ],
)  # fmt: skip
def test_each_error_is_told_at_its_row(file: str, text: str, message: str) -> None:
    made = edit.add_department(edit.add_department(Organization(), "top", "Board"), "hr", "HR")
    made = edit.add_user(edit.add_user(made, "li", "Li", "top"), "wang", "Wang", "hr")
    plan = plan_import(text.encode(), made, file=file)
    assert plan.organization is None
    assert message in [problem.message for row in plan.rows for problem in row.problems]
    assert any(row.state == "error" for row in plan.rows)
